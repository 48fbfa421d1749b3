import Basics

/// The secret from which all draws of a study follow.
///
/// A draw has a generator of its own by purpose and name, so that one participant's sheet does not
/// depend on how many others there are.
package struct StudySecret: Sendable, Equatable {
  /// 64 hexadecimal digits.
  package let text: String

  /// Creates a secret from the system's randomness.
  package static func random() -> StudySecret {
    var generator = SystemRandomNumberGenerator()
    let words = (0..<4).map { _ in String(generator.next() as UInt64, radix: 16) }
    return StudySecret(
      text: SHA256.digest(of: Array("random:\(words.joined(separator: ":"))".utf8)).hexadecimal)
  }

  package init(seed: UInt64) {
    text = SHA256.digest(of: Array("facet study seed:\(seed)".utf8)).hexadecimal
  }

  package init(text: String) { self.text = text }

  /// Returns the generator of one draw.
  package func generator(_ purpose: String, _ name: String = "") -> SeededGenerator {
    SeededGenerator(seed: UInt64(digits(purpose, name).prefix(16), radix: 16)!)
  }

  /// Returns the 64 digits for one purpose and name.
  package func digits(_ purpose: String, _ name: String = "") -> String {
    SHA256.digest(of: Array("\(text):\(purpose):\(name)".utf8)).hexadecimal
  }

  package static let recipe = [
    """
    Each draw starts splitmix64 with the first 16 digits of the SHA-256 of 'SECRET:PURPOSE:NAME'. \
    Purposes: occlusion:PATH, threshold, set, training, catch, sequence, order:P01:block, \
    sides:P01:PAIR, code:P01:PLACE, sheet:P01, tile:P01:ITEM:place.
    """,
    """
    Participant p (from 0) has row p modulo S of a Williams square of S rows; method m shows set \
    (m + p + p div S) modulo the number of methods.
    """,
    """
    Pairs and their thirds of difficulty are chosen by the cosine of the faces without coverings. The \
    cosines and scores in this file are those of the faces as they are shown.
    """,
    "A model judges 'same' if its score is at least its threshold.",
  ]
}
