import Faces
import Identification
import Pictures

/// A query's photograph with all faces that were found in it, and what was done to the one taken.
package struct QuerySighting: Sendable {
  /// The photograph, upright, scaled down where it is larger than `largestSide`.
  package let photograph: Picture
  /// The file's own bytes where they are a JPEG that shows the photograph as it is, for paper.
  package let original: [UInt8]?
  /// Size of the whole photograph in pixels.
  package let width: Int
  package let height: Int
  /// Turned or mirrored as its EXIF orientation says.
  package let wasTurned: Bool
  package let faces: [DetectedFace]
  package let taken: FoundFace
  /// The smallest face that was looked for.
  package let minimumFace: Double
  /// How many proposals of the detector's first stage were too many to be looked at.
  package let skippedProposals: Int

  /// In pixels.
  package static let largestSide = 900

  package init(
    photograph: Picture, wasTurned: Bool, detection: FaceDetector.Detection, taken: FoundFace,
    original: [UInt8]? = nil
  ) {
    self.original = original
    (width, height) = (detection.width, detection.height)
    self.wasTurned = wasTurned
    faces = detection.faces
    self.taken = taken
    minimumFace = detection.minimumFace
    skippedProposals = detection.skippedProposals
    let side = max(photograph.width, photograph.height)
    guard side > Self.largestSide else {
      self.photograph = photograph
      return
    }
    func scaled(_ length: Int) -> Int {
      max(1, Int((Double(length) * Double(Self.largestSide) / Double(side)).rounded()))
    }
    self.photograph = photograph.resized(
      width: scaled(photograph.width), height: scaled(photograph.height))
  }
}
