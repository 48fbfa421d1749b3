/// The selection among the faces of a photograph.
package enum FacePolicy: String, Sendable, Codable, CaseIterable {
  /// The face with the largest box.
  case largest
  /// The face whose box has its center nearest to the picture's.
  case center
  /// The only face; a picture with several fails.
  case only
  /// All faces, the largest first.
  case all
}

extension FacePolicy {
  /// Reads the name that a gallery records; version 0.1.0 wrote "centre".
  package init?(recorded name: String) { self.init(rawValue: name == "centre" ? "center" : name) }

  /// Returns the indices in `detection.faces` of the selected faces.
  ///
  /// - Throws: `none`; for `only` also `several`.
  package func choice(from detection: FaceDetector.Detection) throws(FaceFindingError) -> [Int] {
    let faces = detection.faces
    guard !faces.isEmpty else {
      throw detection.doubtful.isEmpty
        ? .none(smallest: detection.minimumFace) : .onlyDoubtful(detection.doubtful)
    }
    switch self {
    case .largest: return [0]
    case .all: return Array(faces.indices)
    case .only:
      guard faces.count == 1 else { throw .several(count: faces.count) }
      return [0]
    case .center:
      func distance(_ face: DetectedFace) -> Float {
        let x = face.box.left + face.box.right - Float(detection.width)
        let y = face.box.top + face.box.bottom - Float(detection.height)
        return x * x + y * y
      }
      return [faces.indices.min { distance(faces[$0]) < distance(faces[$1]) }!]
    }
  }
}

/// The reason why a photograph gives no face.
package enum FaceFindingError: Error, Equatable, Sendable {
  case none(smallest: Double)
  /// All boxes found are below --min-score or --min-face.
  case onlyDoubtful([DoubtfulFace])
  case several(count: Int)
  /// The five points of the face with this number coincide.
  case noPlane(number: Int)
}

extension FaceFindingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .none(let smallest):
      """
      No face was found in it (minimum size: \(Int(smallest.rounded(.up))) pixels). If it is \
      already an aligned face, use --aligned.
      """
    case .onlyDoubtful(let faces):
      """
      Only doubtful faces were found in it, below --min-score or smaller than --min-face: \
      \(faces.map(\.description).joined(separator: "; ")). If one of them is a face, use a lower \
      --min-score or --min-face, or crop it.
      """
    case .several(let count):
      """
      It shows \(count) faces, but --faces only requires exactly one. Crop it, or use \
      --faces largest, center or all.
      """
    case .noPlane(let number):
      """
      Face \(number) cannot be aligned: its landmarks coincide. Crop \
      it by hand and use --aligned, or leave the picture out.
      """
    }
  }
}
