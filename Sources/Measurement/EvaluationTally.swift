import Basics
import Datasets
import Identification
import Runs

/// The metrics of all queries so far, for each ranking of a plan.
struct EvaluationTally {
  private let job: EvaluateJob
  private let search: TwoStageSearch
  /// The plan of all scores; `rankings` are the measured part.
  private let plan: SearchPlan
  private let rankings: [RankingSetting]
  /// The number of gallery pictures of each identity.
  private let labelCounts: [String: Int]
  private var qualities: [RankingQuality]
  /// The metrics of a perfect re-ranker, for each k.
  private var ceilings: [RankingQuality]
  package private(set) var count = 0
  package private(set) var failures: [PictureFailure] = []
  package private(set) var work = SearchWork()
  package private(set) var leftOut = LeftOutLog()
  package var times: StageClock

  /// - Parameters:
  ///   - plan: The plan of all scores.
  ///   - measured: The methods of the plan that get rows.
  package init(
    job: EvaluateJob, search: TwoStageSearch, plan: SearchPlan, measured: [ScoringMethod],
    times: StageClock
  ) {
    self.times = times
    self.job = job
    self.search = search
    self.plan = plan
    let size = search.gallery.entries.count
    rankings = measured.flatMap { method in plan.rankings.filter { $0.method == method } }
    var counts: [String: Int] = [:]
    for entry in search.gallery.entries {
      if let label = entry.label { counts[label, default: 0] += 1 }
    }
    labelCounts = counts
    func quality(_ depth: Int) -> RankingQuality {
      RankingQuality(depth: max(1, min(depth, size)))
    }
    ceilings = plan.depths.map(quality)
    qualities = rankings.map { quality($0.depth ?? plan.depth) }
  }

  /// Ranks and measures some queries.
  package mutating func take(_ block: [Query]) throws {
    var queries: [Query] = []
    var relevant: [Int] = []
    for query in block {
      do {
        relevant.append(try relevantCount(query))
        queries.append(query)
      } catch {
        if job.settings.isStrict { throw StrictFailure(error) }
        failures.append(error)
      }
    }
    guard let most = relevant.max() else { return }
    let stage1 = times.time("stage1") {
      search.stage1(
        queries,
        depth: max(plan.depth, most))
    }
    for (place, query) in queries.enumerated() {
      try Interruption.check()
      do {
        try take(query, neighbors: stage1[place], relevant: relevant[place])
      } catch {
        let failure = PictureFailure(path: query.name, reason: "\(error)")
        if job.settings.isStrict { throw StrictFailure(failure) }
        failures.append(failure)
      }
    }
  }

  private mutating func take(_ query: Query, neighbors: [Neighbor], relevant: Int) throws {
    let excluded = search.ownPictures(of: query)
    // All before any is counted, so that a query that one scorer cannot take is in none of the rows.
    let scores = try search.scores(query, neighbors, plan, excluding: excluded)
    let label = query.listed.label!
    for (place, setting) in rankings.enumerated() {
      try qualities[place].add(
        rankedLabels: labels(scores.ranking(setting).candidates.map(\.galleryIndex)),
        queryLabel: label, relevant: relevant)
    }
    let order = labels(neighbors.map(\.index))
    for (place, depth) in plan.depths.enumerated() {
      try ceilings[place].add(
        rankedLabels: RankingQuality.perfectlyReranked(order, k: depth, queryLabel: label),
        queryLabel: label, relevant: relevant)
    }
    work += scores.work
    for time in scores.times { times.add(stage(time), time.milliseconds) }
    count += 1
    leftOut.add(query.name, search.leftOut(of: query))
  }

  /// Returns the name in the table of times.
  private func stage(_ time: SearchTime) -> String {
    let name = time.method.rawValue
    guard time.method == .emd else {
      return search.untrained.contains(time.method) ? "\(name) (untrained)" : name
    }
    guard let transport = time.transport else { return "\(name) products" }
    return
      ([name, transport.weighting.rawValue]
      + (plan.grids.count > 1 ? [transport.grid.rawValue] : [])
      + (plan.solvers.count > 1 ? [transport.solver.rawValue] : []))
      .joined(separator: " ")
  }

  private func labels(_ indices: [Int]) -> [String] {
    indices.map { search.gallery.entries[$0].label ?? "" }
  }

  /// Returns how many gallery pictures of the query's identity can be found.
  private func relevantCount(_ query: Query) throws(PictureFailure) -> Int {
    guard let label = query.listed.label else {
      throw PictureFailure(
        path: query.name,
        reason: "The query does not have a label, so its ranking cannot be judged.")
    }
    var count = labelCounts[label] ?? 0
    count -= search.ownPictures(of: query)
      .count { search.gallery.entries[$0].label == label }
    guard count > 0 else {
      throw PictureFailure(
        path: query.name, reason: RetrievalError.nothingToFind(label: label).description)
    }
    return count
  }

  /// Returns means in percent, in the order of the rankings.
  package func rows() -> [EvaluationResults.Row] {
    zip(rankings, qualities).map { setting, quality in
      let mean = quality.mean!
      return EvaluationResults.Row(
        queries: job.queries, scorer: setting.method, weights: setting.transport?.weighting,
        grid: setting.transport.map { search.grid($0.grid).description },
        solver: setting.transport?.solver, alpha: setting.alpha, k: setting.depth,
        n: quality.count,
        precisionAt1: 100 * mean.precisionAt1, rPrecision: 100 * mean.rPrecision,
        meanAveragePrecisionAtR: 100 * mean.meanAveragePrecisionAtR,
        intervals: EvaluationResults.Intervals(quality),
        cumulativeMatches: EvaluationResults.CumulativeMatches(quality))
    }
  }

  /// Returns the results of a perfect re-ranker of the same candidates, for each k.
  func perfect() -> [EvaluationResults.Ceiling] {
    zip(plan.depths, ceilings).map { depth, quality in
      let mean = quality.mean!
      return EvaluationResults.Ceiling(
        k: depth, precisionAt1: 100 * mean.precisionAt1, rPrecision: 100 * mean.rPrecision,
        meanAveragePrecisionAtR: 100 * mean.meanAveragePrecisionAtR)
    }
  }
}
