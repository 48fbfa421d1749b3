import Basics

/// A picture together with the bytes of its file.
package struct PictureFile: Sendable {
  /// The path of the file, or of a frame of a recording: `RecordingFrame`.
  package let path: String
  /// The digest of `bytes`.
  package let sha256: SHA256Digest
  /// The unchanged content of the file.
  package let bytes: [UInt8]
  package let format: PictureFormat
  /// The camera's position according to the file; `picture` is already upright. Software that
  /// ignores the orientation (a PDF viewer) shows `bytes` upright only if this is `.upright`.
  package let orientation: Orientation
  package let picture: Picture
  /// Whether `picture` has other colors than `bytes`: they were converted to sRGB.
  package let convertsColors: Bool
  /// The EXIF block that the format's library found, from its byte order mark on; empty without one.
  let exif: [UInt8]
  /// Sentences about the decoding, and about parts of the file that were skipped.
  package let notes: [String]

  /// The largest size of a picture file, in bytes.
  package static let maximumByteCount = 512 << 20

  /// - Throws: `PictureError`, each case.
  package init(path: String) throws(PictureError) {
    let contents = try Picture.contents(path)
    bytes = contents.bytes
    let decoded = try Picture.decoded(bytes, name: path)
    self.path = path
    sha256 = SHA256.digest(of: bytes)
    format = decoded.format
    orientation = decoded.orientation
    picture = decoded.picture
    convertsColors = decoded.notes.convertsColors
    exif = decoded.exif
    notes = contents.notes.sentences + decoded.notes.sentences
  }
}
