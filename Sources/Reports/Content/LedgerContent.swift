import Basics
import Evidence
import Identification

/// The ledger in words and printed numbers.
struct LedgerContent {
  struct Row {
    let name: String
    let path: String
    let identity: Identity
    /// The ranks in the order of the methods.
    let ranks: [String]
    /// The sum of each re-ranker, such as "EMD 0.7 × 0.831224 + 0.3 × 0.742513 = 0.8046".
    let sums: [String]
  }

  /// The top match by one method for each range of alpha.
  struct Spans {
    let title: String
    let rows: [(from: String, to: String, name: String)]
  }

  let methods: [ScoringMethod]
  let rows: [Row]
  /// The formula of a score: "alpha × similarity + (1 − alpha) × cosine = score".
  let formula: String
  /// One or two sentences for each re-ranker.
  let firstPlaces: [String]
  let spans: [Spans]

  static let explanation = """
    This table contains every candidate that one of the methods lists, in the order of the EMD, with \
    its rank by each method and the sum that gives its score. A score has two parts: alpha × the \
    re-ranker's similarity, and (1 − alpha) × the cosine of stage 1. The printed numbers give the \
    printed result. If a candidate's ranks differ greatly, the methods do not agree on it.
    """

  static let alphaExplanation = """
    This report cannot show how alpha was chosen. If a slightly different alpha changes the top match, \
    the top match depends on that choice. If it is the same for every alpha, that does not prove it right.
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
        title: "Top match by \(place.method.fullTitle)",
        rows: place.spans.spans.map { span in
          (fixed(span.from, decimals), fixed(span.to, decimals), names.name(span.galleryIndex))
        })
    }
  }
}

/// Describes at which alpha the top match changes.
private struct AlphaNames {
  let evidence: QueryEvidence

  init(_ evidence: QueryEvidence) { self.evidence = evidence }

  /// Returns at least four decimals, and enough to print different alphas differently.
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
      "\(place.method.title): with alpha \(fixed(alpha, 4)), the top match is \(name(place.galleryIndex))"
    guard let picture = place.picture else {
      return own + ". It is the top match at this alpha only."
    }
    func range(_ hold: FirstPlaces.Hold) -> String {
      let ends = [("below", hold.below), ("above", hold.above)].compactMap { word, change in
        change.map { "\(word) \(fixed($0.alpha, decimals)) it is \(name($0.galleryIndex))" }
      }
      return ends.joined(separator: ", ")
    }
    if picture.below == nil, picture.above == nil {
      return own + ". It is the top match for every alpha from 0 to 1."
    }
    var text = "\(own). \(capitalized(range(picture)))."
    if let person = place.person {
      text +=
        person.below == nil && person.above == nil
        ? " A picture with another label is not the top match for any alpha."
        : " First picture with another label: \(range(person))."
    }
    return text
  }
}

extension Ledger {
  /// The scores of all re-ranked entries.
  var scores: [ScoreArithmetic] { entries.compactMap(\.scores) }
}
