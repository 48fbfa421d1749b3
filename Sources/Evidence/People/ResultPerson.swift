import Identification

/// A person among a search's candidates: the ranked pictures with one label, or one picture without
/// a label.
package struct ResultPerson: Sendable, Equatable, Codable {
  /// The place among the people, from 0; 0 is person A.
  package let letterIndex: Int
  /// The label of all pictures; `nil` for a picture without one. Comes from outside.
  package internal(set) var label: String?
  /// The gallery pictures among the re-ranked, best first by the leading method.
  package internal(set) var pictures: [Int]
  /// The gallery picture that is shown for the person: the first of `pictures`.
  package internal(set) var best: Int
  /// The rank among the people by each method, from 1.
  package let ranks: ByMethod<Int>
  /// The best score by each method: the cosine for stage 1, otherwise the fused score. The best
  /// picture by one method need not be the best by another.
  package internal(set) var scores: ByMethod<Double>

  package init(
    letterIndex: Int, label: String?, pictures: [Int], ranks: ByMethod<Int>,
    scores: ByMethod<Double>
  ) {
    precondition(!pictures.isEmpty)
    self.letterIndex = letterIndex
    self.label = label
    self.pictures = pictures
    best = pictures[0]
    self.ranks = ranks
    self.scores = scores
  }

  /// The letter in a report: "A" ... "Z", "AA", "AB", ...
  package var letter: String { Self.letter(letterIndex) }

  /// Returns the letter of a place, from 0.
  package static func letter(_ index: Int) -> String {
    let last = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index % 26)))
    return index < 26 ? last : letter(index / 26 - 1) + last
  }
}
