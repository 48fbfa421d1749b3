import Statistics

/// How well a ranking finds people over many queries: the means of the retrieval metrics, the
/// cumulative matches, and how sure they are.
package struct RankingQuality: Sendable {
  /// The deepest rank of the cumulative matches.
  package let depth: Int
  private var metrics: [RetrievalMetrics] = []
  private var people: [String] = []
  /// Of the first right candidate, from 1; `nil` where it is deeper than was looked.
  private var firstRanks: [Int?] = []

  package init(depth: Int) {
    precondition(depth > 0)
    self.depth = depth
  }

  package var count: Int { metrics.count }

  /// Adds a query.
  ///
  /// - Parameters:
  ///   - rankedLabels: Best first: the first `relevant` at least.
  ///   - relevant: R, the number of gallery pictures of the query's identity that could be found.
  package mutating func add(rankedLabels: [String], queryLabel: String, relevant: Int)
    throws(RetrievalError)
  {
    metrics.append(
      try RetrievalMetrics(rankedLabels: rankedLabels, queryLabel: queryLabel, relevant: relevant))
    people.append(queryLabel)
    firstRanks.append(rankedLabels.prefix(depth).firstIndex(of: queryLabel).map { $0 + 1 })
  }

  /// `nil` for no query.
  package var mean: RetrievalMetrics? { RetrievalMetrics.mean(metrics) }

  /// Of P@1: Wilson's, over the queries.
  package var precisionAt1Interval: Interval {
    .wilson(metrics.count { $0.precisionAt1 == 1 }, of: metrics.count)
  }

  /// Of RP: Student's, over the people, since queries of one person resemble each other. `nil` where
  /// there is one person only.
  package var rPrecisionInterval: Interval? {
    Interval.clustered(metrics.map(\.rPrecision), groups: people)?.interval
  }

  /// Of MAP@R, likewise.
  package var meanAveragePrecisionAtRInterval: Interval? {
    Interval.clustered(metrics.map(\.meanAveragePrecisionAtR), groups: people)?.interval
  }

  /// CMC: at each rank from 1 to `depth` the share of queries with a right candidate up to there.
  package var cumulativeMatches: [Double] {
    matchCounts.map { Double($0) / Double(count) }
  }

  /// Wilson's, at each rank.
  package var cumulativeMatchIntervals: [Interval] {
    matchCounts.map { .wilson($0, of: count) }
  }

  private var matchCounts: [Int] {
    var counts = [Int](repeating: 0, count: depth)
    for rank in firstRanks { if let rank { counts[rank - 1] += 1 } }
    for rank in 1..<max(depth, 1) { counts[rank] += counts[rank - 1] }
    return counts
  }

  /// The labels of a ranking whose first `k` a perfect re-ranker has put in order: what no re-ranker
  /// of those can better.
  package static func perfectlyReranked(_ labels: [String], k: Int, queryLabel: String) -> [String]
  {
    let first = labels.prefix(k)
    return first.filter { $0 == queryLabel } + first.filter { $0 != queryLabel }
      + labels.dropFirst(k)
  }
}
