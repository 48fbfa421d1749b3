import Basics

/// A picture together with the file it came from, byte by byte.
package struct PictureFile: Sendable {
  package let path: String
  /// Of `bytes`.
  package let sha256: SHA256Digest
  /// The file as it is.
  package let bytes: [UInt8]
  package let format: PictureFormat
  /// What the file says of the camera's position; `picture` is already upright. Whoever shows
  /// `bytes` where orientation is ignored (a PDF) shows them upright only if this is `.upright`.
  package let orientation: Orientation
  package let picture: Picture
  /// What was passed over in the file, as sentences.
  package let notes: [String]

  /// The most bytes that are read of a picture file.
  package static let maximumByteCount = 512 << 20

  /// - Throws: `PictureError`, each case.
  package init(path: String) throws(PictureError) {
    bytes = try Picture.fileBytes(path)
    let decoded = try Picture.decoded(bytes, name: path)
    self.path = path
    sha256 = SHA256.digest(of: bytes)
    format = decoded.format
    orientation = decoded.orientation
    picture = decoded.picture
    notes = decoded.notes.sentences
  }
}
