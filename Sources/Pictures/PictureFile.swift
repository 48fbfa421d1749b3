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
  /// The camera's position according to the file; `photograph` is already upright. Software that
  /// ignores the orientation (a PDF viewer) shows `bytes` upright only if this is `.upright`.
  package let orientation: Orientation
  /// The picture, in memory as a whole unless it was opened otherwise.
  package let photograph: Photograph
  /// Whether `photograph` has other colors than `bytes`: they were converted to sRGB.
  package let convertsColors: Bool
  /// The EXIF block that the format's library found, from its byte order mark on; empty without one.
  let exif: [UInt8]
  /// Sentences about the decoding, and about parts of the file that were skipped.
  package let notes: [String]

  /// The largest size of a picture file, in bytes.
  package static let maximumByteCount = 512 << 20

  /// The whole picture.
  ///
  /// - Precondition: The file was opened by `init(path:)`.
  package var picture: Picture {
    guard let whole = photograph.whole else { preconditionFailure("the picture was reduced") }
    return whole
  }

  /// Opens a picture as a whole.
  ///
  /// - Throws: `PictureError`, each case.
  package init(path: String) throws(PictureError) {
    try self.init(path: path, reducedTo: nil)
  }

  /// Opens a picture of which only the faces are needed at full scale: a very large JPEG is reduced.
  ///
  /// - Parameter leastPixels: The fewest pixels of a reduced picture.
  /// - Throws: `PictureError`, each case.
  package init(
    photographAt path: String, reducedTo leastPixels: Int = Photograph.leastReducedPixelCount
  ) throws(PictureError) {
    try self.init(path: path, reducedTo: leastPixels)
  }

  private init(path: String, reducedTo leastPixels: Int?) throws(PictureError) {
    let contents = try Picture.contents(path)
    bytes = contents.bytes
    let decoded = try Picture.decoded(bytes, name: path, reducedTo: leastPixels)
    self.path = path
    sha256 = SHA256.digest(of: bytes)
    format = decoded.format
    orientation = decoded.orientation
    photograph = decoded.photograph
    convertsColors = decoded.notes.convertsColors
    exif = decoded.exif
    notes = contents.notes.sentences + decoded.notes.sentences
  }
}
