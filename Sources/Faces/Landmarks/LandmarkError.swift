import Basics

/// Why a landmark file gives no landmarks.
package enum LandmarkError: Error, Equatable, Sendable {
  /// The file cannot be read, or is far too large for 68 points.
  case file(FileError)
  /// Not as the format wants it; the reason says where.
  case malformed(path: String, reason: String)
  /// A well-formed file with another number of points, or of faces.
  case wrongCount(path: String, of: String, expected: Int, found: Int)
}

extension LandmarkError: CustomStringConvertible {
  /// In one line, whatever the file brings into it.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .file(let error):
      error.description
    case .malformed(let path, let reason):
      "'\(path)' is no landmark file: \(reason); mend or remove it."
    case .wrongCount(let path, let what, let expected, let found):
      "'\(path)' holds \(found) \(what), where \(expected) are needed; mend or remove it."
    }
  }
}
