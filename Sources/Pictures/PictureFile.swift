import Basics

/// A picture together with the file it came from, byte by byte.
public struct PictureFile: Sendable {
  public let path: String
  /// Of `bytes`.
  public let sha256: SHA256Digest
  /// The file as it is.
  public let bytes: [UInt8]
  public let format: PictureFormat
  /// What the file says of the camera's position; `picture` is already upright. Whoever shows
  /// `bytes` where orientation is ignored (a PDF) shows them upright only if this is `.upright`.
  public let orientation: Orientation
  public let picture: Picture

  /// The most bytes that are read of a picture file.
  public static let maximumByteCount = 512 << 20

  /// - Throws: `PictureError`, each case.
  public init(path: String) throws(PictureError) {
    bytes = try Picture.fileBytes(path)
    let decoded = try Picture.decoded(bytes, name: path)
    self.path = path
    sha256 = SHA256.digest(of: bytes)
    format = decoded.format
    orientation = decoded.orientation
    picture = decoded.picture
  }
}
