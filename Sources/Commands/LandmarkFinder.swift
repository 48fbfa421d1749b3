import Faces
import Pictures

/// The source of landmarks.
enum OccluderAnchor: String, Encodable, Sendable {
  /// The file beside the picture.
  case file
  /// A mean face on the five points of the alignment's template.
  case template
  /// A mean face on a detector's five points.
  case detector
  case none
}

/// Finds a face's landmarks in the file beside its picture, or else with the chosen fallback.
struct LandmarkFinder: Sendable {
  let isAligned: Bool
  let detector: FaceDetector?
  /// The choice among the faces that the detector finds.
  let faces: FacePolicy

  enum Failure: Error, CustomStringConvertible {
    case unknown
    case noTemplate(width: Int, height: Int)

    var description: String {
      switch self {
      case .unknown:
        """
        The picture does not have a landmark file. Put one beside it (.pts or .json), or use --aligned \
        for aligned faces, or --detector FILE for photographs.
        """
      case .noTemplate(let width, let height):
        """
        Facet does not have an alignment for pictures of \(width) x \(height) pixels (only for \
        96 x 112 and squares). Put a landmark file beside the picture, or use --detector.
        """
      }
    }
  }

  func landmarks(
    of picture: Picture, at path: String, isNeeded: Bool
  ) throws -> (landmarks: Landmarks68?, origin: OccluderAnchor) {
    if let landmarks = try Landmarks68.beside(picturePath: path) { return (landmarks, .file) }
    guard isNeeded else { return (nil, .none) }
    if let detector {
      let found = try detector.detection(in: picture)
      let face = found.faces[try faces.choice(from: found)[0]]
      return (Landmarks68(meanShapeFittedTo: face.points), .detector)
    }
    guard isAligned else { throw Failure.unknown }
    guard let template = AlignmentTemplate(width: picture.width, height: picture.height) else {
      throw Failure.noTemplate(width: picture.width, height: picture.height)
    }
    return (Landmarks68(meanShapeFittedTo: template.points), .template)
  }
}
