import Faces
import Identification
import Pictures

/// A query's photograph with all faces that the detector found, and the processing of the query's face.
package struct QuerySighting: Sendable {
  /// The photograph, upright, scaled down if it is larger than `largestSide`; of a very large one, from
  /// the reduced picture.
  package let photograph: Picture
  /// The file's own bytes if they are a JPEG that shows the photograph unchanged, for paper.
  package let original: [UInt8]?
  /// The width of the whole photograph in pixels.
  package let width: Int
  package let height: Int
  /// Whether the photograph was turned or mirrored because of its EXIF orientation.
  package let wasTurned: Bool
  package let faces: [DetectedFace]
  package let taken: FoundFace
  /// The smallest face that the detector looks for.
  package let minimumFace: Double
  /// The number of proposals of the detector's first stage that were ignored because there were too
  /// many.
  package let skippedProposals: Int
  /// How many times smaller the sides of the picture were in which the detector searched.
  package let reduction: Int

  /// The largest side in pixels.
  package static let largestSide = 900

  /// - Throws: `PictureError`.
  package init(
    photograph: Photograph, wasTurned: Bool, detection: FaceDetector.Detection, taken: FoundFace,
    original: [UInt8]? = nil
  ) throws(PictureError) {
    self.original = original
    (width, height) = (detection.width, detection.height)
    self.wasTurned = wasTurned
    faces = detection.faces
    self.taken = taken
    minimumFace = detection.minimumFace
    skippedProposals = detection.skippedProposals
    reduction = detection.reduction
    let picture = try photograph.searched()
    let side = max(photograph.width, photograph.height)
    guard side > Self.largestSide else {
      self.photograph = picture
      return
    }
    func scaled(_ length: Int) -> Int {
      max(1, Int((Double(length) * Double(Self.largestSide) / Double(side)).rounded()))
    }
    self.photograph = picture.resized(
      width: scaled(photograph.width), height: scaled(photograph.height))
  }
}
