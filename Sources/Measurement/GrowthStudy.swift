import Basics
import Datasets
import Identification
import Runs

/// How the time of each stage grows with the number of candidates, of patches and of gallery pictures,
/// on the first queries.
package struct GrowthStudy {
  private let stage: MeasurementStage
  private var times: [Key: [Int: [Double]]] = [:]
  private var order: [Key] = []

  private struct Key: Hashable {
    let stage: String
    let over: TimingResults.Growth.Quantity
  }

  /// The numbers at which times are measured, as far as the gallery has so many pictures.
  package struct Sizes: Sendable, Equatable {
    /// Candidates that are re-ranked.
    package var depths = [25, 50, 100, 200, 400]
    /// First pictures of the gallery; the whole gallery follows.
    package var prefixes = [1000, 4000]

    package init() {}

    init(depths: [Int], prefixes: [Int]) {
      self.depths = depths
      self.prefixes = prefixes
    }
  }

  private let sizes: Sizes
  /// The number of candidates while the patches grow.
  private static let depth = 100
  private static let queries = 20

  init(_ stage: MeasurementStage, _ sizes: Sizes = Sizes()) {
    self.stage = stage
    self.sizes = sizes
  }

  /// - Throws: The errors of reading and ranking.
  mutating func growth(_ pictures: [ListedPicture]) throws -> [TimingResults.Growth] {
    let search = stage.search
    let count = search.gallery.entries.count
    let depths = sizes.depths.filter { $0 <= count }
    let first = Array(pictures.prefix(Self.queries + TimingResults.warmUp))
    let prefixes = sizes.prefixes.filter { $0 < count } + [count]
    let parts = prefixes.count > 1 ? prefixes.map { ($0, prefix(of: $0)) } : []
    var number = 0
    try stage.source.forEachBlock(of: first, size: 1, failed: { _ in }) { block, _, _ in
      try Interruption.check()
      for query in block {
        number += 1
        // The first ones warm up, if there are others.
        let counts = number > TimingResults.warmUp || first.count <= TimingResults.warmUp
        let neighbors = search.stage1([query], depth: min(depths.last ?? Self.depth, count))[0]
        for method in stage.measured where method.reranks {
          let weighting = stage.plan.weightings[0]
          let name = method == .emd ? "emd \(weighting.rawValue)" : method.rawValue
          for depth in depths where depths.count > 1 {
            let time = try rerank(query, neighbors, method, stage.plan.grids[0], depth: depth)
            if counts { add(name, .candidates, depth, time) }
          }
          guard method == .emd else { continue }
          for (patches, grid) in grids where grids.count > 1 {
            let time = try rerank(query, neighbors, method, grid, depth: min(Self.depth, count))
            if counts { add(name, .patches, patches, time) }
          }
        }
        for (size, part) in parts {
          let start = ContinuousClock.now
          _ = part.nearest(to: query.embedding, k: min(Self.depth, size))
          let time = milliseconds(since: start)
          if counts { add("stage1", .pictures, size, time) }
        }
      }
    }
    return order.map { TimingResults.Growth($0.stage, over: $0.over, times[$0]!) }
  }

  /// The grids that differ, by the number of their patches.
  private var grids: [(patches: Int, grid: GridChoice)] {
    var seen: Set<Int> = []
    return GridChoice.allCases.map { (stage.search.grid($0).count, $0) }
      .filter { seen.insert($0.0).inserted }
      .filter { $0.1 == .native || $0.0 <= stage.search.grid(.native).count }
      .sorted { $0.0 < $1.0 }
  }

  private func prefix(of count: Int) -> EmbeddingSearch {
    let gallery = stage.search.gallery
    return EmbeddingSearch(gallery.embeddings.prefix(count))
  }

  /// Returns the milliseconds.
  private func rerank(
    _ query: Query, _ neighbors: [Neighbor], _ method: ScoringMethod, _ grid: GridChoice, depth: Int
  ) throws -> Double {
    var plan = stage.plan
    plan.methods = [method]
    plan.grids = [grid]
    plan.solvers = [plan.solvers[0]]
    plan.weightings = [plan.weightings[0]]
    plan.depths = [min(depth, neighbors.count)]
    let start = ContinuousClock.now
    _ = try stage.search.scores(query, neighbors, plan)
    return milliseconds(since: start)
  }

  private mutating func add(
    _ stage: String, _ over: TimingResults.Growth.Quantity, _ value: Int, _ time: Double
  ) {
    let key = Key(stage: stage, over: over)
    if times[key] == nil { order.append(key) }
    times[key, default: [:]][value, default: []].append(time)
  }
}
