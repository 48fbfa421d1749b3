import Basics
import Faces

/// One line of a gallery's `entries.jsonl`: a picture and the position of its features.
package struct GalleryEntry: Sendable, Equatable, Codable {
  /// The path relative to the gallery's source; it comes from outside.
  package let path: String
  /// The identity, if it is known.
  package let label: String?
  /// The digest of the picture file's bytes.
  package let sha256: SHA256Digest
  /// The width of the decoded picture, in pixels.
  package let width: Int
  package let height: Int
  /// The number of the features file, from 1.
  package var part: Int
  /// The row in that file, from 0.
  package var row: Int
  /// The position of the face in the picture; `nil` if the picture is an aligned face.
  package let face: FoundFace?

  package init(
    path: String, label: String?, sha256: SHA256Digest, width: Int, height: Int, part: Int,
    row: Int,
    face: FoundFace? = nil
  ) {
    self.path = path
    self.label = label
    self.sha256 = sha256
    self.width = width
    self.height = height
    self.part = part
    self.row = row
    self.face = face
  }
}
