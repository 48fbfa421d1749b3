import Datasets
import Evidence
import Identification
import Networks
import Pictures
import Runs

/// The queries of a part whose right person moved most from stage 1 to a re-ranker, with pictures.
struct Gains: Sendable {
  let part: EvaluationPart
  /// The re-ranker's name.
  let method: String
  /// How many queries moved up and down in all, and how many of each are shown.
  let up: Int
  let down: Int
  let shown: (up: Int, down: Int)
  let strips: [GainStripFigure.Strip]
}

/// Chooses the greatest moves by a rule, and opens their pictures and flows.
struct GainStudy {
  private let tally: EvaluationTally
  private let stage: MeasurementStage
  private let reader: ShownPictureReader
  private let base: MeasuredRanking
  private let other: MeasuredRanking

  /// - Returns: `nil` if no re-ranker is compared with stage 1 by the strict protocol.
  init?(_ tally: EvaluationTally, _ stage: MeasurementStage) {
    let rankings = tally.rankings
    guard
      let base = rankings.first(where: { $0.setting.method == .stage1 && $0.rule.name == .strict }),
      let other = rankings.filter({ $0.setting.method.reranks && $0.rule.name == .strict })
        .min(by: { abs(($0.setting.alpha ?? 0.7) - 0.7) < abs(($1.setting.alpha ?? 0.7) - 0.7) })
    else { return nil }
    self.tally = tally
    self.stage = stage
    self.base = base
    self.other = other
    reader = ShownPictureReader(
      shape: stage.source.models.backbone.shape, gallery: stage.search.gallery,
      landmarks: stage.search.landmarks)
  }

  /// Returns the greatest moves, chosen by rank difference and then by path.
  ///
  /// - Parameter count: How many up, and how many down.
  /// - Returns: `nil` if nothing moved.
  /// - Throws: `Interrupted`, and the errors of networks.
  func gains(_ count: Int) throws -> Gains? {
    let moves = tally.queries.indices.compactMap { place -> (Int, Int)? in
      guard let before = base.firstMates[place], let after = other.firstMates[place],
        before != after
      else { return nil }
      return (place, before - after)
    }
    func path(_ place: Int) -> String { tally.queries[place].path }
    let up = moves.filter { $0.1 > 0 }.sorted { ($1.1, path($0.0)) < ($0.1, path($1.0)) }
    let down = moves.filter { $0.1 < 0 }.sorted { ($0.1, path($0.0)) < ($1.1, path($1.0)) }
    let chosen = up.prefix(count).map(\.0) + down.prefix(count).map(\.0)
    let queries = try opened(chosen)
    let strips = try chosen.compactMap { place in try queries[place].map { try strip(place, $0) } }
    guard !strips.isEmpty else { return nil }
    return Gains(
      part: tally.part, method: other.setting.method.title, up: up.count, down: down.count,
      shown: (min(count, up.count), min(count, down.count)), strips: strips)
  }

  /// The queries with their features; without those that cannot be opened any more.
  private func opened(_ places: [Int]) throws -> [Int: Query] {
    var queries: [Int: Query] = [:]
    for place in places {
      let record = tally.queries[place]
      let listed = ListedPicture(path: record.path, location: record.location, label: record.label)
      try stage.source.forEachBlock(of: [listed], size: 1, failed: { _ in }) { block, _, _ in
        queries[place] = block.first
      }
    }
    return queries
  }

  private func strip(_ place: Int, _ query: Query) throws -> GainStripFigure.Strip {
    let record = tally.queries[place]
    let (before, after) = (base.firstMates[place]!, other.firstMates[place]!)
    func tile(_ index: Int, rank: Int? = nil) -> GainStripFigure.Tile {
      GainStripFigure.Tile(
        picture: reader.exhibits(of: [index])[0].exhibit.face,
        isRight: tally.labels[index] == record.person, rank: rank)
    }
    func mate(_ ranking: MeasuredRanking) -> GainStripFigure.Tile? {
      ranking.mates[place].map { tile($0.index, rank: $0.rank) }
    }
    let face = try? reader.exhibit(of: query).exhibit.face
    return GainStripFigure.Strip(
      move: "\(before) → \(after)", isUp: after < before,
      query: face ?? Picture(width: 1, height: 1, channels: .gray, samples: [255]),
      before: base.first[place].map { tile($0) }, beforeMate: mate(base),
      flows: try flows(query, other.first[place]),
      after: other.first[place].map { tile($0) }, afterMate: mate(other),
      words: "'\(record.path)': the right person moves from rank \(before) to rank \(after).")
  }

  /// The query's places with the patches of each candidate that get most of their weight (thesis, eq. 3.9).
  ///
  /// - Returns: Empty if the re-ranker is not the EMD, or if its solver scores candidates together.
  private func flows(_ query: Query, _ candidates: [Int]) throws -> [GainStripFigure.Flow] {
    guard let transport = other.setting.transport, other.setting.method == .emd,
      transport.solver != .published
    else { return [] }
    let grid = stage.search.grid(transport.grid)
    let distance = EarthMoversDistance(
      weighting: transport.weighting, solver: transport.solver, epsilon: stage.plan.epsilon)
    return try stage.search.flows(
      query, candidates, of: candidates, distance, grid: transport.grid
    ).map { flow in
      let map = FlowMap(grid: grid, flow)
      return GainStripFigure.Flow(
        grid: grid,
        best: map.bestGalleryPatch.enumerated().map { patch, best in
          map.queryWeights[patch] > 0 ? best : nil
        })
    }
  }
}
