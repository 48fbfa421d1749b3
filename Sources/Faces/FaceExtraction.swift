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
        minimumFace: finder.detector.minimumFace, minimumScore: finder.detector.minimumScore,
        alignment: finder.alignment.origin)
    }
  }
}

/// The origin of the faces of a gallery, recorded in its file and compared.
package enum FaceOrigin: Sendable, Equatable {
  case aligned
  /// - Parameter detector: The digest of its model file.
  case detected(
    detector: String, policy: FacePolicy, minimumFace: Int,
    minimumScore: Float = FaceDetector.defaultMinimumScore,
    alignment: AlignmentOrigin = .detector)
}

extension FaceOrigin {
  private static let detectorKey = "facet.detector"
  private static let policyKey = "facet.faces"
  private static let minimumKey = "facet.minimum-face"
  private static let scoreKey = "facet.minimum-score"
  private static let alignmentKey = "facet.alignment"
  private static let predictorKey = "facet.alignment-predictor"

  /// The metadata of a file; empty for aligned pictures.
  package var metadata: [String: String] {
    switch self {
    case .aligned: [:]
    case .detected(let detector, let policy, let minimumFace, let minimumScore, let alignment):
      [
        Self.detectorKey: detector, Self.policyKey: policy.rawValue,
        Self.minimumKey: "\(minimumFace)", Self.scoreKey: "\(minimumScore)",
      ].merging(
        alignment.points == .detector
          ? [:]
          : [
            Self.alignmentKey: alignment.points.rawValue,
            Self.predictorKey: alignment.predictor ?? "",
          ]
      ) { $1 }
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
    var alignment = AlignmentOrigin.detector
    if let name = metadata[Self.alignmentKey] {
      guard let points = AlignmentPoints(rawValue: name), points.needsPredictor,
        let predictor = metadata[Self.predictorKey]
      else { return nil }
      alignment = AlignmentOrigin(points: points, predictor: predictor)
    }
    self = .detected(
      detector: detector, policy: policy, minimumFace: minimumFace, minimumScore: minimumScore,
      alignment: alignment)
  }
}

extension FaceOrigin: CustomStringConvertible {
  package var description: String {
    switch self {
    case .aligned: "aligned pictures"
    case .detected(let detector, let policy, let minimumFace, let minimumScore, let alignment):
      """
      photographs with the detector \(detector.prefix(12))…, --faces \(policy.rawValue), \
      --min-face \(minimumFace), --min-score \(minimumScore)\(alignment.words)
      """
    }
  }
}

extension AlignmentOrigin {
  /// ", --alignment 68 with the predictor 0123456789ab…"; empty for the detector's points.
  package var words: String {
    guard points.needsPredictor else { return "" }
    return ", --alignment \(points.rawValue) with the predictor \((predictor ?? "").prefix(12))…"
  }
}
