/// A picture that could not be used; the batch continues without it.
package struct PictureFailure: Error, Equatable, Codable {
  /// The path as the user gave it.
  package let path: String
  /// The reason, a sentence.
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

extension PictureFailure: CustomStringConvertible {
  package var description: String { "\(path): \(reason)" }
}

/// The error that ends the work at the first picture that failed, because of --strict.
package struct StrictFailure: Error, Equatable, CustomStringConvertible {
  package let failure: PictureFailure

  package init(_ failure: PictureFailure) {
    self.failure = failure
  }

  package var description: String {
    "Stopped at the first failure because of --strict. \(failure)"
  }
}
