/// A picture that could not be used; the batch went on without it.
public struct PictureFailure: Error, Equatable, Codable {
  /// As the user gave it.
  public let path: String
  /// A sentence.
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

extension PictureFailure: CustomStringConvertible {
  public var description: String { "\(path): \(reason)" }
}

/// The first picture that failed ended the work, as was asked for.
public struct StrictFailure: Error, Equatable, CustomStringConvertible {
  public let failure: PictureFailure

  public init(_ failure: PictureFailure) {
    self.failure = failure
  }

  public var description: String {
    "Stopped at the first failure, as --strict asks. \(failure)"
  }
}
