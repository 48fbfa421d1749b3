import Basics

/// Why a file of pairs cannot be used.
package enum PairsFileError: Error, Equatable {
  /// A line with more than `longestListLine` bytes.
  case longLine(file: String, line: Int)
  case wrongLine(file: String, line: Int, text: String, expected: String)
  case missingPairs(file: String, expected: Int, found: Int)
  case notText(file: String)
  /// A folder that is not `Protocol/Split/FF` or `FP` of CFP.
  case notAProtocol(folder: String)
  /// A number that the list of pictures does not have.
  case noPicture(file: String, line: Int, number: String)
  case oneKind(file: String)
}

extension PairsFileError: CustomStringConvertible {
  /// In one line, whatever the file brings into it.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .longLine(let file, let line):
      """
      Line \(line) of '\(file)' has more than \(longestListLine) bytes, the most that are read of a \
      line; write one pair on each line.
      """
    case .wrongLine(let file, let line, let text, let expected):
      "Line \(line) of '\(file)' is not \(expected): '\(text)'; mend the line or leave it out."
    case .missingPairs(let file, let expected, let found):
      """
      '\(file)' promises \(expected) pairs in its first line, but has \(found); take the whole file, \
      or mend the first line.
      """
    case .notText(let file): "'\(file)' is not text in UTF-8; give a file of pairs, saved as UTF-8."
    case .notAProtocol(let folder):
      """
      '\(folder)' is not a folder of pairs; give a file of pairs, or 'Protocol/Split/FF' or \
      'Protocol/Split/FP' of CFP, with Pair_list_F.txt and Pair_list_P.txt in 'Protocol'.
      """
    case .noPicture(let file, let line, let number):
      """
      Line \(line) of '\(file)' names picture \(number), which the lists of CFP's pictures do not \
      have; take both from the same copy of CFP.
      """
    case .oneKind(let file):
      """
      '\(file)' has pairs of one kind only; it takes pairs of the same person and of different \
      people.
      """
    }
  }
}
