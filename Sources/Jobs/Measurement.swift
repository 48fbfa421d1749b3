import Basics
import Identification

/// The metrics of all queries so far, for each scorer, weighting and alpha.
struct Measurement {
  private let job: EvaluateJob
  private let identifier: Identifier
  /// How many gallery pictures each identity has.
  private let labelCounts: [String: Int]
  private let configurations: [Configuration]
  private var qualities: [RankingQuality]
  /// Of a perfect re-ranker.
  private var ceiling: RankingQuality
  private(set) var count = 0
  private(set) var failures: [PictureFailure] = []
  private(set) var leftOut = LeftOutLog()
  var times: StageClock
  /// Takes the scores of every query; `nil`: nobody wants them.
  var collector: CalibrationCollector?

  private let scorers: [MeasuredScorer]

  /// A row of the results.
  private struct Configuration {
    let scorer: MeasuredScorer
    /// Of a re-ranker.
    let alpha: Double?
  }

  init(
    job: EvaluateJob, identifier: Identifier, scorers: [MeasuredScorer], times: StageClock
  ) {
    self.scorers = scorers
    self.times = times
    self.job = job
    self.identifier = identifier
    var counts: [String: Int] = [:]
    for entry in identifier.gallery.entries {
      if let label = entry.label { counts[label, default: 0] += 1 }
    }
    labelCounts = counts
    configurations = scorers.flatMap { scorer in
      scorer.name.readsPair
        ? job.alphas.map { Configuration(scorer: scorer, alpha: $0) }
        : [Configuration(scorer: scorer, alpha: nil)]
    }
    let depth = max(1, min(job.settings.identification.topK, identifier.gallery.entries.count))
    ceiling = RankingQuality(depth: depth)
    qualities = [RankingQuality](repeating: ceiling, count: configurations.count)
  }

  /// Ranks and measures some queries.
  mutating func take(_ block: [Query]) throws {
    let settings = job.settings.identification
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
      identifier.stage1(
        queries,
        depth: max(settings.topK, collector == nil ? most : identifier.gallery.entries.count))
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
    let settings = job.settings.identification
    let excluded = identifier.ownPictures(of: query)
    // All before any is counted: a query that one scorer cannot take is in no row.
    let orders = try scorers.flatMap { scorer in
      func orders() throws -> [[Int]] {
        try scorer.scorer.orders(
          query, stage1: neighbors, topK: settings.topK,
          alphas: scorer.name.readsPair ? job.alphas : [0], excluding: excluded)
      }
      // Stage 1 is timed where all queries are searched together.
      return scorer.name.isStage1
        ? try orders() : try times.time(scorer.stage) { try orders() }
    }
    for (place, order) in orders.enumerated() {
      try qualities[place].add(
        rankedLabels: labels(order), queryLabel: query.listed.label!, relevant: relevant)
    }
    try collect(query, neighbors)
    try ceiling.add(
      rankedLabels: RankingQuality.perfectlyReranked(
        labels(neighbors.map(\.index)), k: settings.topK, queryLabel: query.listed.label!),
      queryLabel: query.listed.label!, relevant: relevant)
    count += 1
    leftOut.add(query.name, identifier.leftOut(of: query))
  }

  /// Scores the query once more as a report would, for a calibration.
  private mutating func collect(_ query: Query, _ neighbors: [Neighbor]) throws {
    guard collector != nil else { return }
    var settings = job.settings.identification
    settings.weighting = job.weightings[0]
    settings.alpha = job.alphas[0]
    let first = neighbors.prefix(settings.topK).map(\.index)
    let emd = try identifier.emd(query, first, EarthMoversDistance(settings)).map(\.similarity)
    let rankings = [
      Ranking(neighbors), Ranking(.emd, neighbors, similarities: emd, alpha: settings.alpha),
      Ranking(
        .h2l, neighbors, similarities: try identifier.h2l(query, first), alpha: settings.alpha),
    ]
    collector?.add(query, rankings) { identifier.gallery.entries[$0].label }
  }

  private func labels(_ indices: [Int]) -> [String] {
    indices.map { identifier.gallery.entries[$0].label ?? "" }
  }

  /// How many gallery pictures of the query's identity can be found.
  private func relevantCount(_ query: Query) throws(PictureFailure) -> Int {
    guard let label = query.listed.label else {
      throw PictureFailure(
        path: query.name, reason: "It has no label, so no ranking can be right or wrong.")
    }
    var count = labelCounts[label] ?? 0
    count -= identifier.ownPictures(of: query)
      .count { identifier.gallery.entries[$0].label == label }
    guard count > 0 else {
      throw PictureFailure(
        path: query.name, reason: RetrievalError.nothingToFind(label: label).description)
    }
    return count
  }

  /// Means in percent, in the order of the configurations.
  func rows() -> [EvaluationResults.Row] {
    zip(configurations, qualities).map { configuration, quality in
      let mean = quality.mean!
      let settings = job.settings.identification
      let scorer = configuration.scorer
      let isReranked = scorer.name.readsPair
      let isEMD = scorer.name.isEMD
      return EvaluationResults.Row(
        queries: job.queries, scorer: scorer.name, weights: scorer.weighting,
        grid: isEMD ? identifier.grid.description : nil, solver: isEMD ? settings.solver : nil,
        alpha: configuration.alpha, k: isReranked ? settings.topK : nil, n: quality.count,
        precisionAt1: 100 * mean.precisionAt1, rPrecision: 100 * mean.rPrecision,
        meanAveragePrecisionAtR: 100 * mean.meanAveragePrecisionAtR,
        intervals: EvaluationResults.Intervals(quality),
        cumulativeMatches: EvaluationResults.CumulativeMatches(quality))
    }
  }

  /// What a perfect re-ranker of the same candidates would reach.
  func perfect() -> EvaluationResults.Ceiling {
    let mean = ceiling.mean!
    return EvaluationResults.Ceiling(
      k: job.settings.identification.topK, precisionAt1: 100 * mean.precisionAt1,
      rPrecision: 100 * mean.rPrecision,
      meanAveragePrecisionAtR: 100 * mean.meanAveragePrecisionAtR)
  }
}
