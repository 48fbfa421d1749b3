import Basics
import Pictures

/// The reason why a landmark file cannot be used.
package enum LandmarkError: Error, Equatable, Sendable {
  /// The file cannot be read, or is far too large for 68 points.
  case file(FileError)
  /// The file does not follow the format; the reason explains where.
  case malformed(path: String, reason: String)
  /// The file is well formed but has another number of points, or of faces.
  case wrongCount(path: String, of: String, expected: Int, found: Int)
  /// The face's surroundings in its photograph cannot be decoded.
  case photograph(PictureError)
}

extension LandmarkError: CustomStringConvertible {
  /// The sentence in one line, whatever the file contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .file(let error):
      error.description
    case .photograph(let error):
      error.description
    case .malformed(let path, let reason):
      "'\(path)' is not a landmark file: \(reason). Correct or remove it."
    case .wrongCount(let path, let what, let expected, let found):
      "'\(path)' contains \(found) \(what) instead of \(expected). Correct or remove it."
    }
  }
}
