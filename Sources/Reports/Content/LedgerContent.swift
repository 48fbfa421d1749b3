import Basics
import Evidence
import Identification

/// The ledger in words and printed numbers.
struct LedgerContent {
  struct Row {
    let name: String
    let path: String
    let identity: Identity
    /// In the order of the methods.
    let ranks: [String]
    /// "EMD 0.7 × 0.831224 + 0.3 × 0.742513 = 0.8046", one for each re-ranker.
    let sums: [String]
  }

  /// Who stands first with which alpha, by one method.
  struct Spans {
    let title: String
    let rows: [(from: String, to: String, name: String)]
  }

  let methods: [ScoringMethod]
  let rows: [Row]
  /// "alpha × similarity + (1 − alpha) × cosine = score"
  let formula: String
  /// A sentence or two for each re-ranker.
  let firstPlaces: [String]
  let spans: [Spans]

  static let explanation = """
    Every candidate that one of the methods lists, in the EMD's order, with its place in each and the \
    sum that its score is. A score adds two parts: the share alpha of the re-ranker's similarity and \
    the rest of stage 1's cosine. The printed numbers give the printed result. A candidate that \
    stands high in one column and low in another is one on which the methods do not agree.
    """

  static let alphaExplanation = """
    Alpha was chosen beforehand, not for this query. A first place that is lost at an alpha close by \
    rests on that choice; one that holds for every alpha does not, and is not proved right by it.
    """

  init(_ ledger: Ledger, of evidence: QueryEvidence, precision: ScorePrecision) {
    let methods = evidence.rankings.methods
    self.methods = methods
    formula = "alpha × similarity + (1 − alpha) × cosine = score"
    rows = ledger.entries.map { entry in
      let exhibit = evidence.exhibits[entry.galleryIndex]
      let sums = entry.scores.map { scores in
        scores.similarities.map { method, similarity in
          let sum = precision.sum(
            alpha: scores.alpha, similarity: similarity, cosine: scores.cosine)
          return "\(method.title) \(sum.text)"
        }
      }
      return Row(
        name: displayed(exhibit?.label ?? "no label"), path: displayedPath(exhibit?.path ?? ""),
        identity: Identity(query: evidence.query.label, candidate: exhibit?.label),
        ranks: methods.map { entry.ranks[$0].map(String.init) ?? "–" },
        sums: sums ?? ["not re-ranked; cosine \(precision.input(entry.cosine))"])
    }
    let names = AlphaNames(evidence)
    firstPlaces = ledger.firstPlaces.map { names.sentence($0, alpha: ledger.alpha) }
    spans = ledger.firstPlaces.filter { $0.spans.spans.count > 1 }.map { place in
      let decimals = AlphaNames.decimals(place.spans.spans.map(\.to) + [ledger.alpha])
      return Spans(
        title: "First place by \(place.method.title)",
        rows: place.spans.spans.map { span in
          (fixed(span.from, decimals), fixed(span.to, decimals), names.name(span.galleryIndex))
        })
    }
  }
}

/// Writes down where a first place changes hands.
private struct AlphaNames {
  let evidence: QueryEvidence

  init(_ evidence: QueryEvidence) { self.evidence = evidence }

  /// At least four, and so many that different alphas are printed differently.
  static func decimals(_ alphas: [Double]) -> Int {
    let sorted = alphas.sorted()
    return (4..<9).first { decimals in
      zip(sorted, sorted.dropFirst()).allSatisfy {
        $0 == $1 || fixed($0, decimals) != fixed($1, decimals)
      }
    } ?? 9
  }

  func name(_ index: Int) -> String { NamedPicture.words(index, in: evidence) }

  func sentence(_ place: Ledger.FirstPlace, alpha: Double) -> String {
    let decimals = Self.decimals(place.spans.spans.map(\.to) + [alpha])
    let own =
      "\(place.method.title): with alpha \(fixed(alpha, 4)), \(name(place.galleryIndex)) stands first"
    guard let picture = place.picture else {
      return own + ", but no other alpha leaves it there."
    }
    func range(_ hold: FirstPlaces.Hold) -> String {
      let ends = [("below", hold.below), ("above", hold.above)].compactMap { word, change in
        change.map { "\(word) \(fixed($0.alpha, decimals)) it is \(name($0.galleryIndex))" }
      }
      return ends.joined(separator: ", ")
    }
    if picture.below == nil, picture.above == nil {
      return own + ", and does with every alpha from 0 to 1: the first place never changes hands."
    }
    var text = "\(own); \(range(picture))."
    if let person = place.person {
      text +=
        person.below == nil && person.above == nil
        ? " A picture of another label never stands first, whatever alpha is."
        : " The first picture of another label: \(range(person))."
    }
    return text
  }
}

extension Ledger {
  /// Of all entries that were re-ranked.
  var scores: [ScoreArithmetic] { entries.compactMap(\.scores) }
}
