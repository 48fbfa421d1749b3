import Basics
import Evidence

/// What a blind verifier sees of a query: faces and letters.
struct BlindContent: Sendable {
  struct Candidate: Sendable {
    /// "A", "B", …
    let letter: String
    let galleryIndex: Int
  }

  /// What the query is called in this edition, `EditionSecret.code`.
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

  /// At most 22 candidates are explained.
  private static func letter(_ place: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "A") + UInt8(place)))
  }

  static let title = "Blind verification"
  static let explanation = """
    These pictures stand in an order drawn by lot. Compare the query with each of them; whether any \
    of them shows the same person is not known here. Scores, ranks, labels and file names are \
    withheld on purpose. The order is recorded in a sealed key.
    """
}
