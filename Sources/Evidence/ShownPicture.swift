import Basics
import Faces
import Pictures

/// A picture as a report shows and names it.
package struct ShownPicture: Sendable {
  /// As the user gave it; of a query that is one of several faces of a photograph with '#' and the
  /// face's number behind it. Comes from outside.
  package let path: String
  /// The identity if it is known; comes from outside.
  package let label: String?
  /// The digest of the file's bytes.
  package let sha256: SHA256Digest
  /// The width of the file's picture, in pixels.
  package let width: Int
  package let height: Int
  /// The aligned face in the size of the network's input, in its own colors.
  package let face: Picture
  /// The place of the face in the picture; `nil` if the picture is an aligned face.
  package let sighting: FoundFace?
  /// Where LMK has the 68 landmarks of a face in a photograph from; `nil`: of an aligned picture, or
  /// where the file beside the photograph cannot be used.
  package let landmarks: LandmarkSource?
  /// The file's own bytes if they are a JPEG that shows `face` unchanged, for paper.
  package let original: [UInt8]?
  /// Whether the picture was turned or mirrored because of the file's EXIF orientation.
  package let wasTurned: Bool
  /// The parts of the file that the decoder ignored, as sentences.
  package let fileNotes: [String]
  /// Whether the edition withholds the file and its processing, as the redacted edition does.
  package var hidesOriginal = false
  /// What was measured of the face; `nil` if the picture could not be opened.
  package var quality: PictureQuality?
  /// What the file says about itself; `nil` if it could not be opened.
  package var facts: PictureFacts?

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
