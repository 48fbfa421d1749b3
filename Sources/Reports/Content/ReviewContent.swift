import Basics
import Evidence
import Identification

/// What a reviewer has to know before reading on: how far the methods disagree, and whether the query is
/// a picture to search with.
struct ReviewContent {
  /// "0.31"
  let disagreement: String?
  /// Sentences.
  let reasons: [String]
  /// The same in a few words, for the index; empty where nothing stands out.
  let shortReasons: String
  let suitability: Suitability.Outcome?
  /// "Suitability of the query: sufficient."
  let verdict: String?
  let measures: [Measure]
  let hint: String

  struct Measure {
    let name: String
    let value: String
    let limits: String
    let outcome: String
    let isGood: Bool
  }

  static let title = "Where a reviewer should look first"

  static let disagreementHint = """
    Disagreement, 0 to 1, is an order in which to read, not a probability of error: below 0.5 all \
    methods put one person first, from 0.5 two, from 0.75 three; thin margins and flow over unusual \
    patches raise it.
    """

  static let indexHint = """
    Sorted by disagreement, so that a reviewer starts where it matters: from 0.75 the methods put three \
    people first, from 0.5 two, below all the same; thin leads and flow over unusual patches raise it. \
    It is no probability of error, and a low number is no proof of being right.
    """

  init?(_ evidence: QueryEvidence) {
    guard evidence.disagreement != nil || evidence.suitability != nil else { return nil }
    disagreement = evidence.disagreement.map { fixed($0.value, 2) }
    reasons = evidence.disagreement.map { Self.reasons($0, of: evidence) } ?? []
    shortReasons = evidence.disagreement.map(Self.shortReasons) ?? ""
    suitability = evidence.suitability?.outcome
    verdict = evidence.suitability.map { Self.verdict($0.outcome) }
    measures = evidence.suitability?.measures.map { Self.measure($0, in: evidence) } ?? []
    hint =
      evidence.suitability.map {
        $0.isEyeDistanceMeasured
          ? "Eyes and pose by landmarks in the original."
          : """
          No landmarks are known: the distance of the eyes is that of the alignment template in a \
          picture of this size, which an enlarged small face would have too.
          """
      } ?? ""
  }

  private static func verdict(_ outcome: Suitability.Outcome) -> String {
    switch outcome {
    case .sufficient: "The query is sufficient for a search, by the limits below."
    case .limited: "The query is of LIMITED suitability: read all results with more doubt."
    case .insufficient:
      "The query is INSUFFICIENT for a search: no candidate below should be followed on it."
    }
  }

  private static func measure(
    _ measure: Suitability.Measure, in evidence: QueryEvidence
  ) -> Measure {
    let (name, unit, decimals) =
      switch measure.quantity {
      case .eyeDistance: ("Distance of the eyes", " pixels", 1)
      case .sharpness: ("Sharpness (Laplacian over gray variance)", "", 4)
      case .contrast: ("Contrast (gray levels, 5th to 95th percentile)", " levels", 0)
      case .yaw: ("Turned sideways (about 10° exact)", "°", 0)
      case .roll: ("Tilted", "°", 0)
      }
    let isHighBad = measure.limits.insufficient > measure.limits.limited
    let side = isHighBad ? "over" : "under"
    return Measure(
      name: name, value: measure.value.map { fixed($0, decimals) + unit } ?? "not known",
      limits: """
        limited \(side) \(fixed(measure.limits.limited, limitDecimals(measure)))\(unit), \
        insufficient \(side) \(fixed(measure.limits.insufficient, limitDecimals(measure)))\(unit)
        """,
      outcome: measure.value == nil ? "not judged" : measure.outcome.rawValue,
      isGood: measure.value == nil || measure.outcome == .sufficient)
  }

  private static func limitDecimals(_ measure: Suitability.Measure) -> Int {
    measure.quantity == .sharpness ? 3 : 0
  }

  private static func shortReasons(_ found: Disagreement) -> String {
    var reasons: [String] = []
    if found.named > 1 {
      reasons.append("\(found.named) \(found.isByLabel ? "people" : "pictures") first")
    }
    let thin = found.margins.filter { $0.thinness > 0.5 }.map(\.method.title)
    if !thin.isEmpty { reasons.append("thin lead: \(thin.joined(separator: ", "))") }
    if let flow = found.unusualFlow, flow > 0.2 {
      reasons.append("\(fixed(100 * flow, 0)) % flow unusual")
    }
    return reasons.joined(separator: "; ")
  }

  private static func reasons(_ found: Disagreement, of evidence: QueryEvidence) -> [String] {
    var reasons: [String] = []
    if found.named > 1 {
      let names = evidence.rankings.compactMap { ranking in
        ranking.candidates.first.map { first -> String in
          let exhibit = evidence.exhibit(of: first)
          return "\(ranking.method.title) \(NamedPicture.short(exhibit.label ?? exhibit.path))"
        }
      }
      reasons.append(
        """
        The methods put \(found.named) different \(found.isByLabel ? "people" : "pictures") first: \
        \(names.joined(separator: ", ")).
        """)
    }
    for margin in found.margins where margin.thinness > 0.5 {
      let deviations =
        margin.spread.map { spread in
          spread > 0
            ? ", \(fixed(margin.margin / spread, 2)) standard deviations of the others' scores" : ""
        } ?? ""
      reasons.append(
        """
        \(margin.method.title) leads the next \(found.isByLabel ? "person" : "picture") by \
        \(fixed(margin.margin, 4)) only\(deviations).
        """)
    }
    if let flow = found.unusualFlow, let patches = found.unusualPatches, flow > 0.2 {
      reasons.append(
        """
        \(fixed(100 * flow, 0)) % of the first candidate's flow leaves patches that are unlike those of \
        \(patches.candidates) candidates at the same place (\(patches.unusual.count) of \
        \(patches.grid.count)): a mask, glasses, shadow, pose or damage may be why.
        """)
    }
    if found.unusualPatches == nil {
      reasons.append(
        "Whether patches are covered could not be told: that takes 19 re-ranked candidates at least."
      )
    }
    return reasons.isEmpty ? ["Nothing stands out."] : reasons
  }
}
