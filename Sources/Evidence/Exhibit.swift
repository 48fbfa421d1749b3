import Basics
import Pictures

/// A picture as a report shows and names it.
public struct Exhibit: Sendable {
  /// As the user gave it; comes from outside.
  public let path: String
  /// The identity, where it is known; comes from outside.
  public let label: String?
  /// Of the file's bytes.
  public let sha256: SHA256Digest
  /// Of the file's picture, in pixels.
  public let width: Int
  public let height: Int
  /// The aligned face in the size of the network's input, in its own colours.
  public let face: Picture

  public init(
    path: String, label: String?, sha256: SHA256Digest, width: Int, height: Int, face: Picture
  ) {
    self.path = path
    self.label = label
    self.sha256 = sha256
    self.width = width
    self.height = height
    self.face = face
  }
}
