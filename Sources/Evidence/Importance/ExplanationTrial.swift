import Identification
import Networks

/// Tests the explanation of a query's first candidate on pictures of its own, to compare kinds of maps
/// over many queries.
package struct ExplanationTrial: Sendable {
  /// A number that a map explains.
  package enum Number: String, Sendable, CaseIterable {
    case score
    case margin
  }

  package enum Map: String, Sendable, CaseIterable {
    case importance
    case flow
  }

  package struct Outcome: Sendable {
    package let map: Map
    package let number: Number
    /// Against ten random orders and seven steps between the whole face and none.
    package let judgment: MapJudgment
  }

  /// The number of independent random orders.
  package static let orders = 10
  /// Other steps than those at which maps are made and judged in a report.
  private static let steps = 8
  private static let seed: UInt64 = 11

  private let builder: EvidenceBuilder
  private let backbone: any Backbone

  package init(_ builder: EvidenceBuilder, backbone: any Backbone) {
    self.builder = builder
    self.backbone = backbone
  }

  /// Tests any maps of a query's first candidate on the score, on blurred pictures.
  ///
  /// - Returns: A judgment for each map, in their order; empty without a candidate.
  /// - Throws: As ranking does.
  package func judgments(
    _ query: Query, _ evidence: QueryEvidence, _ maps: [Heatmap]
  ) throws -> [MapJudgment] {
    guard let first = evidence.candidates.first else { return [] }
    let grid = ImportanceMeasurement.grid(first.explained.grid)
    let scoring = try CandidateScoring(
      builder.search, query, shape: backbone.shape, [first.galleryIndex], builder.settings)
    var scores = CoveredScores(
      face: evidence.query.face, grid: grid, backbone: backbone, scoring: scoring)
    let judge = Self.judge(.blur, grid)
    try scores.measure(judge.randomPictures)
    return try maps.map { map in
      let values = redistributed(map.values, from: map.grid, to: grid)
      try scores.measure(judge.pictures(of: values))
      return judge.judgment(of: values) { scores[$0][0] }
    }
  }

  /// - Parameter evidence: The query's, with the importance of its first candidate.
  /// - Returns: For each filling, map and number; none for a margin without another person.
  /// - Throws: As ranking does.
  package func outcomes(_ query: Query, _ evidence: QueryEvidence) throws -> [Outcome] {
    guard let first = evidence.candidates.first, let importance = first.importance else {
      return []
    }
    let measurement = builder.importanceMeasurement(backbone)
    let (rivals, _) = measurement.rivals([first.galleryIndex], evidence.rankings[.emd])
    let scoring = try CandidateScoring(
      builder.search, query, shape: backbone.shape, [first.galleryIndex] + rivals,
      needed: 1, builder.settings)
    var scores = CoveredScores(
      face: evidence.query.face, grid: importance.grid, backbone: backbone, scoring: scoring)
    let flow = redistributed(
      first.explained.queryContributions, from: first.explained.grid, to: importance.grid)
    var outcomes: [Outcome] = []
    for filling in [MapJudgment.Filling.gray, .blur] {
      let judge = Self.judge(filling, importance.grid)
      try scores.measure(judge.randomPictures)
      for (number, map) in [(Number.score, importance.score), (.margin, importance.margin)] {
        guard let map else { continue }
        let explained = ExplainedNumber(
          place: 0, others: number == .score ? [] : Array(1...rivals.count))
        for (kind, values) in [(Map.importance, map.values), (.flow, flow)] {
          try scores.measure(judge.pictures(of: values))
          outcomes.append(
            Outcome(
              map: kind, number: number,
              judgment: judge.judgment(of: values) { explained(scores[$0]) }))
        }
      }
    }
    return outcomes
  }

  private static func judge(_ filling: MapJudgment.Filling, _ grid: PatchGrid) -> MapJudge {
    MapJudge(
      filling: filling,
      RandomCovers(patchCount: grid.count, orders: orders, steps: steps, seed: seed), seed: seed)
  }
}
