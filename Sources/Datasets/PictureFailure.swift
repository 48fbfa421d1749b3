/// A picture that could not be used; the batch went on without it.
package struct PictureFailure: Error, Equatable, Codable {
  /// As the user gave it.
  package let path: String
  /// A sentence.
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

extension PictureFailure: CustomStringConvertible {
  package var description: String { "\(path): \(reason)" }
}

/// The first picture that failed ended the work, as was asked for.
package struct StrictFailure: Error, Equatable, CustomStringConvertible {
  package let failure: PictureFailure

  package init(_ failure: PictureFailure) {
    self.failure = failure
  }

  package var description: String {
    "Stopped at the first failure, as --strict asks. \(failure)"
  }
}
