import Basics
import Evidence
import Identification

/// What a reviewer must know first: how far the methods disagree, and whether the query is suitable for
/// a search.
struct ReviewContent {
  /// The disagreement with two decimals: "0.31".
  let disagreement: String?
  /// The reasons for the disagreement, as sentences.
  let reasons: [String]
  /// The reasons in a few words, for the index; empty without a warning.
  let shortReasons: String
  let suitability: Suitability.Outcome?
  /// A sentence on the suitability of the query.
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

  static let title = "What to review first"

  static let disagreementHint = """
    Disagreement is a number from 0 to 1 for sorting reports. It is not a probability of error. Below \
    0.5, all methods have the same person as top match. From 0.5, they have two people, and from 0.75, \
    three. Small leads and flow over unusual patches raise it.
    """

  static let indexHint = """
    The reports are sorted by disagreement, the highest first. From 0.75, the methods have three \
    different people as top match. From 0.5, they have two people, and below 0.5, the same person. \
    Small leads and flow over unusual patches raise the number. It is not a probability of error, and \
    a low number does not prove a top match right.
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
          ? "Landmarks in the original give the distance between the eyes and the pose."
          : """
          Without landmarks, the distance between the eyes was not measured. The number shown is that \
          of the alignment template for a picture of this size. An enlarged small face would have the \
          same number.
          """
      } ?? ""
  }

  private static func verdict(_ outcome: Suitability.Outcome) -> String {
    switch outcome {
    case .sufficient: "By the limits below, the query is sufficient for a search."
    case .limited: "The query has LIMITED suitability: treat all results with more caution."
    case .insufficient:
      "The query is INSUFFICIENT for a search: do not follow up any candidate because of this report."
    }
  }

  private static func measure(
    _ measure: Suitability.Measure, in evidence: QueryEvidence
  ) -> Measure {
    let (name, unit, decimals) =
      switch measure.quantity {
      case .eyeDistance: ("Distance between the eyes", " pixels", 1)
      case .sharpness: ("Sharpness (variance of the Laplacian / variance of gray)", "", 4)
      case .contrast: ("Contrast (gray levels, 5th to 95th percentile)", " levels", 0)
      case .yaw: ("Yaw (accurate to about 10°)", "°", 0)
      case .roll: ("Roll", "°", 0)
      }
    let isHighBad = measure.limits.insufficient > measure.limits.limited
    let side = isHighBad ? "above" : "below"
    return Measure(
      name: name, value: measure.value.map { fixed($0, decimals) + unit } ?? "not known",
      limits: """
        limited \(side) \(fixed(measure.limits.limited, limitDecimals(measure)))\(unit), \
        insufficient \(side) \(fixed(measure.limits.insufficient, limitDecimals(measure)))\(unit)
        """,
      outcome: measure.value == nil ? "not measured" : measure.outcome.rawValue,
      isGood: measure.value == nil || measure.outcome == .sufficient)
  }

  private static func limitDecimals(_ measure: Suitability.Measure) -> Int {
    measure.quantity == .sharpness ? 3 : 0
  }

  private static func shortReasons(_ found: Disagreement) -> String {
    var reasons: [String] = []
    if found.named > 1 {
      reasons.append("\(found.named) different \(found.isByLabel ? "people" : "pictures")")
    }
    let thin = found.margins.filter { $0.thinness > 0.5 }.map(\.method.title)
    if !thin.isEmpty { reasons.append("small lead: \(thin.joined(separator: ", "))") }
    if let flow = found.unusualFlow, flow > 0.2 {
      reasons.append("\(fixed(100 * flow, 0))% of flow unusual")
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
        The methods have \(found.named) different \(found.isByLabel ? "people" : "pictures") as top \
        match: \(names.joined(separator: ", ")).
        """)
    }
    for margin in found.margins where margin.thinness > 0.5 {
      let deviations =
        margin.spread.map { spread in
          spread > 0
            ? " (\(fixed(margin.margin / spread, 2)) standard deviations of the other scores)" : ""
        } ?? ""
      reasons.append(
        """
        \(margin.method.title) ranks the top match only \(fixed(margin.margin, 4)) above the next \
        \(found.isByLabel ? "person" : "picture")\(deviations).
        """)
    }
    if let flow = found.unusualFlow, let patches = found.unusualPatches, flow > 0.2 {
      reasons.append(
        """
        \(fixed(100 * flow, 0))% of the top match's flow comes from unusual query patches \
        (\(patches.unusual.count) of \(patches.grid.count)). They differ from the patches of \
        \(patches.candidates) candidates at the same place. A mask, glasses, shadow, pose or damage \
        can be the reason.
        """)
    }
    if found.unusualPatches == nil {
      reasons.append(
        "The query was not tested for covered patches: fewer than 19 candidates were re-ranked."
      )
    }
    return reasons.isEmpty ? ["No warning."] : reasons
  }
}
