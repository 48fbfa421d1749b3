/// A picture that could not be used; the batch went on without it.
public struct PictureFailure: Sendable, Equatable, Codable {
  /// As the user gave it.
  public let path: String
  /// A sentence.
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
