import Basics
import Evidence

/// The faces and letters of one query that a blind verifier sees.
struct BlindContent: Sendable {
  struct Candidate: Sendable {
    /// The candidate's letter: "A", "B", …
    let letter: String
    let galleryIndex: Int
  }

  /// The query's name in this edition, `EditionSecret.code`.
  let number: String
  let evidence: QueryEvidence
  let candidates: [Candidate]
  let commitment: SHA256Digest

  init(_ evidence: QueryEvidence, number: String, secret: EditionSecret) {
    var generator = secret.generator(forQuery: evidence.query.sha256)
    var order = evidence.candidates.map(\.galleryIndex)
    // Fisher-Yates, as the sealed key describes it.
    for place in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(place, Int(generator.next() % UInt64(place + 1)))
    }
    self.number = number
    self.evidence = evidence
    commitment = secret.commitment
    candidates = order.enumerated().map {
      Candidate(letter: Self.letter($0), galleryIndex: $1)
    }
  }

  /// Returns the letter of a place; a report explains at most 22 candidates.
  private static func letter(_ place: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "A") + UInt8(place)))
  }

  static let title = "Blind verification"
  static let explanation = """
    These pictures are in random order. Compare the query with each of them. None of them has to show \
    the same person. Scores, ranks, labels and file names are withheld on purpose. A sealed key \
    records the order.
    """
}
