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
  var times = StageClock()

  private struct Configuration {
    let scorer: Method
    var weighting: PatchWeighting?
    var alpha: Double?
  }

  init(job: EvaluateJob, identifier: Identifier) {
    self.job = job
    self.identifier = identifier
    var counts: [String: Int] = [:]
    for entry in identifier.gallery.entries {
      if let label = entry.label { counts[label, default: 0] += 1 }
    }
    labelCounts = counts
    var configurations: [Configuration] = []
    if job.scorers.contains(.stage1) { configurations.append(Configuration(scorer: .stage1)) }
    if job.scorers.contains(.emd) {
      for weighting in job.weightings {
        for alpha in job.alphas {
          configurations.append(Configuration(scorer: .emd, weighting: weighting, alpha: alpha))
        }
      }
    }
    if job.scorers.contains(.h2l) {
      for alpha in job.alphas { configurations.append(Configuration(scorer: .h2l, alpha: alpha)) }
    }
    self.configurations = configurations
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
        queries, depth: max(settings.topK, most), keepsSelf: job.settings.keepsSelf)
    }
    for (place, query) in queries.enumerated() {
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
    let first = neighbors.prefix(settings.topK).map(\.index)
    var emd: [PatchWeighting: [Double]] = [:]
    if job.scorers.contains(.emd) {
      for weighting in job.weightings {
        let distance = EarthMoversDistance(
          weighting: weighting, solver: settings.solver, epsilon: settings.epsilon)
        emd[weighting] = try times.time("emd \(weighting.rawValue)") {
          try identifier.emd(query, first, distance).map(\.similarity)
        }
      }
    }
    let h2l =
      try job.scorers.contains(.h2l) ? times.time("h2l") { try identifier.h2l(query, first) } : []
    for (place, configuration) in configurations.enumerated() {
      let ranking =
        switch configuration.scorer {
        case .stage1: Ranking(neighbors)
        case .emd:
          Ranking(
            .emd, neighbors, similarities: emd[configuration.weighting!]!,
            alpha: configuration.alpha!)
        case .h2l: Ranking(.h2l, neighbors, similarities: h2l, alpha: configuration.alpha!)
        }
      try qualities[place].add(
        rankedLabels: labels(ranking.candidates.map(\.galleryIndex)),
        queryLabel: query.listed.label!, relevant: relevant)
    }
    try ceiling.add(
      rankedLabels: RankingQuality.perfectlyReranked(
        labels(neighbors.map(\.index)), k: settings.topK, queryLabel: query.listed.label!),
      queryLabel: query.listed.label!, relevant: relevant)
    count += 1
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
    if !job.settings.keepsSelf {
      count -= identifier.ownPictures(of: query)
        .count { identifier.gallery.entries[$0].label == label }
    }
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
      let isReranked = configuration.scorer != .stage1
      let isEMD = configuration.scorer == .emd
      return EvaluationResults.Row(
        queries: job.queries, scorer: configuration.scorer, weights: configuration.weighting,
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
