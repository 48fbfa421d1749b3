import Pictures

/// The way in which faces are obtained from pictures.
package enum FaceExtraction: Sendable {
  /// Pictures are faces that are already cropped and aligned.
  case aligned
  /// Pictures are photographs, in which faces are found.
  case photographs(FaceFinder, FacePolicy)

  package var origin: FaceOrigin {
    switch self {
    case .aligned: .aligned
    case .photographs(let finder, let policy):
      .detected(
        detector: finder.detector.digest.hexadecimal, policy: policy,
        minimumFace: finder.detector.minimumFace, minimumScore: finder.detector.minimumScore)
    }
  }
}

/// The origin of the faces of a gallery, recorded in its file and compared.
package enum FaceOrigin: Sendable, Equatable {
  case aligned
  /// - Parameter detector: The digest of its model file.
  case detected(
    detector: String, policy: FacePolicy, minimumFace: Int,
    minimumScore: Float = FaceDetector.defaultMinimumScore)
}

extension FaceOrigin {
  private static let detectorKey = "facet.detector"
  private static let policyKey = "facet.faces"
  private static let minimumKey = "facet.minimum-face"
  private static let scoreKey = "facet.minimum-score"

  /// The metadata of a file; empty for aligned pictures.
  package var metadata: [String: String] {
    switch self {
    case .aligned: [:]
    case .detected(let detector, let policy, let minimumFace, let minimumScore):
      [
        Self.detectorKey: detector, Self.policyKey: policy.rawValue,
        Self.minimumKey: "\(minimumFace)", Self.scoreKey: "\(minimumScore)",
      ]
    }
  }

  /// - Returns: `nil` if the metadata name a detector without known settings.
  package init?(metadata: [String: String]) {
    guard let detector = metadata[Self.detectorKey] else {
      self = .aligned
      return
    }
    guard let policy = metadata[Self.policyKey].flatMap(FacePolicy.init(recorded:)),
      let minimumFace = metadata[Self.minimumKey].flatMap({ Int($0) }),
      (1...Picture.maximumSide).contains(minimumFace),
      // Galleries of version 0.1.0 used faces of any score.
      let minimumScore = Float(metadata[Self.scoreKey] ?? "0"), (0...1).contains(minimumScore)
    else { return nil }
    self = .detected(
      detector: detector, policy: policy, minimumFace: minimumFace, minimumScore: minimumScore)
  }
}

extension FaceOrigin: CustomStringConvertible {
  package var description: String {
    switch self {
    case .aligned: "aligned pictures"
    case .detected(let detector, let policy, let minimumFace, let minimumScore):
      """
      photographs with the detector \(detector.prefix(12))…, --faces \(policy.rawValue), \
      --min-face \(minimumFace), --min-score \(minimumScore)
      """
    }
  }
}
