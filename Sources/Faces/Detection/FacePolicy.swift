/// Which of the faces of a photograph are taken.
package enum FacePolicy: String, Sendable, Codable, CaseIterable {
  /// The one with the largest box.
  case largest
  /// The one whose box has its center nearest to the picture's.
  case center
  /// The only one; a picture with several fails.
  case only
  /// Each, the largest first.
  case all
}

extension FacePolicy {
  /// Reads the name that a gallery records; version 0.1.0 wrote "centre".
  package init?(recorded name: String) { self.init(rawValue: name == "centre" ? "center" : name) }

  /// The places in `detection.faces` of those that are taken.
  ///
  /// - Throws: `none`; of `only` also `several`.
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

/// Why a photograph gives no face.
package enum FaceFindingError: Error, Equatable, Sendable {
  case none(smallest: Double)
  /// All that was found is below --min-score or --min-face.
  case onlyDoubtful([DoubtfulFace])
  case several(count: Int)
  /// The five points of the face with this number are one.
  case noPlane(number: Int)
}

extension FaceFindingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .none(let smallest):
      """
      No face was found in it (looked for from \(Int(smallest.rounded(.up))) pixels up); if it is an \
      aligned face already, give --aligned.
      """
    case .onlyDoubtful(let faces):
      """
      Only doubtful faces were found in it, which are below --min-score or smaller than --min-face: \
      \(faces.map(\.description).joined(separator: "; ")). If one of them is a face, give a lower \
      --min-score or --min-face, or crop it.
      """
    case .several(let count):
      """
      It shows \(count) faces, and --faces only takes pictures with one; crop it, or choose \
      --faces largest, center or all.
      """
    case .noPlane(let number):
      """
      The detector put all points of face \(number) on one place, so that it cannot be aligned; cut \
      it out by hand and give --aligned, or leave the picture out.
      """
    }
  }
}
