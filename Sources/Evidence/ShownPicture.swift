import Basics
import Faces
import Pictures

/// A picture as a report shows and names it.
package struct ShownPicture: Sendable {
  /// As the user gave it; of a query that is one of several faces of a photograph with '#' and the
  /// face's number behind it. Comes from outside.
  package let path: String
  /// The identity, where it is known; comes from outside.
  package let label: String?
  /// Of the file's bytes.
  package let sha256: SHA256Digest
  /// Of the file's picture, in pixels.
  package let width: Int
  package let height: Int
  /// The aligned face in the size of the network's input, in its own colors.
  package let face: Picture
  /// Where in the picture the face was found; `nil`: the picture is an aligned face.
  package let sighting: FoundFace?
  /// Where LMK has the 68 landmarks of a face in a photograph from; `nil`: of an aligned picture, or
  /// where the file beside the photograph cannot be used.
  package let landmarks: LandmarkSource?
  /// The file's own bytes where they are a JPEG that shows `face` as it is, for paper.
  package let original: [UInt8]?
  /// Turned or mirrored as the file's EXIF orientation says.
  package let wasTurned: Bool
  /// What the decoder passed over in the file, as sentences.
  package let fileNotes: [String]
  /// Whether nothing may be told of the file and of what was done to it, as in a redacted edition.
  package var hidesOriginal = false

  package init(
    path: String, label: String?, sha256: SHA256Digest, width: Int, height: Int, face: Picture,
    sighting: FoundFace? = nil, landmarks: LandmarkSource? = nil, original: [UInt8]? = nil,
    wasTurned: Bool = false, fileNotes: [String] = []
  ) {
    self.path = path
    self.label = label
    self.sha256 = sha256
    self.width = width
    self.height = height
    self.face = face
    self.sighting = sighting
    self.landmarks = landmarks
    self.original = original
    self.wasTurned = wasTurned
    self.fileNotes = fileNotes
  }
}
