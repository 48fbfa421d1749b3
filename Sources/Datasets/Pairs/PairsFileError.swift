import Basics

/// The reason why a file of pairs cannot be used.
package enum PairsFileError: Error, Equatable {
  /// A line has more than `longestListLine` bytes.
  case longLine(file: String, line: Int)
  case wrongLine(file: String, line: Int, text: String, expected: String)
  case missingPairs(file: String, expected: Int, found: Int)
  case notText(file: String)
  /// The folder is not `Protocol/Split/FF` or `FP` of CFP.
  case notAProtocol(folder: String)
  /// The list of pictures does not contain a number.
  case noPicture(file: String, line: Int, number: String)
  case oneKind(file: String)
}

extension PairsFileError: CustomStringConvertible {
  /// The sentence in one line, whatever the file contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .longLine(let file, let line):
      """
      Line \(line) of '\(file)' is longer than the limit of \(longestListLine) bytes. \
      Write one pair per line.
      """
    case .wrongLine(let file, let line, let text, let expected):
      "Line \(line) of '\(file)' is not \(expected): '\(text)'. Correct or remove the line."
    case .missingPairs(let file, let expected, let found):
      """
      '\(file)' announces \(expected) pairs in its first line, but contains \(found). Use the complete \
      file, or correct the first line.
      """
    case .notText(let file): "'\(file)' is not text in UTF-8. Save it as UTF-8."
    case .notAProtocol(let folder):
      """
      '\(folder)' is not a folder of pairs. Use a file of pairs, or 'Protocol/Split/FF' or \
      'Protocol/Split/FP' of CFP, with Pair_list_F.txt and Pair_list_P.txt in 'Protocol'.
      """
    case .noPicture(let file, let line, let number):
      """
      Line \(line) of '\(file)' names picture \(number), which the lists of CFP's pictures do not \
      contain. Use both from the same copy of CFP.
      """
    case .oneKind(let file):
      """
      '\(file)' contains pairs of one kind only (expected pairs of the same person and of \
      different people).
      """
    }
  }
}
