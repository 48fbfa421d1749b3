import Statistics

/// The quality of a ranking over many queries: the means of the retrieval metrics, the cumulative
/// matches, and their confidence intervals.
package struct RankingQuality: Sendable {
  /// The deepest rank of the cumulative matches.
  package let depth: Int
  private var metrics: [RetrievalMetrics] = []
  private var people: [String] = []
  /// The rank of the first correct candidate, from 1; `nil` if it is deeper than the search.
  private var firstRanks: [Int?] = []

  package init(depth: Int) {
    precondition(depth > 0)
    self.depth = depth
  }

  package var count: Int { metrics.count }

  /// Adds a query.
  ///
  /// - Parameters:
  ///   - rankedLabels: The labels, best first: at least the first `relevant`.
  ///   - relevant: R, the number of the query's identity's gallery pictures that can be found.
  package mutating func add(rankedLabels: [String], queryLabel: String, relevant: Int)
    throws(RetrievalError)
  {
    metrics.append(
      try RetrievalMetrics(rankedLabels: rankedLabels, queryLabel: queryLabel, relevant: relevant))
    people.append(queryLabel)
    firstRanks.append(rankedLabels.prefix(depth).firstIndex(of: queryLabel).map { $0 + 1 })
  }

  /// The mean over the queries; `nil` if there are none.
  package var mean: RetrievalMetrics? { RetrievalMetrics.mean(metrics) }

  /// The Wilson interval of P@1 over the queries.
  package var precisionAt1Interval: Interval {
    .wilson(metrics.count { $0.precisionAt1 == 1 }, of: metrics.count)
  }

  /// The Student interval of RP over the people, because queries of one person resemble each other.
  /// `nil` if there is only one person.
  package var rPrecisionInterval: Interval? {
    Interval.clustered(metrics.map(\.rPrecision), groups: people)?.interval
  }

  /// The interval of MAP@R, likewise.
  package var meanAveragePrecisionAtRInterval: Interval? {
    Interval.clustered(metrics.map(\.meanAveragePrecisionAtR), groups: people)?.interval
  }

  /// The CMC: for each rank from 1 to `depth`, the share of queries with a correct candidate up to
  /// that rank.
  package var cumulativeMatches: [Double] {
    matchCounts.map { Double($0) / Double(count) }
  }

  /// The Wilson interval at each rank.
  package var cumulativeMatchIntervals: [Interval] {
    matchCounts.map { .wilson($0, of: count) }
  }

  private var matchCounts: [Int] {
    var counts = [Int](repeating: 0, count: depth)
    for rank in firstRanks { if let rank { counts[rank - 1] += 1 } }
    for rank in 1..<max(depth, 1) { counts[rank] += counts[rank - 1] }
    return counts
  }

  /// Returns the labels of a ranking whose first `k` are in the order of a perfect re-ranker, the
  /// upper limit for re-ranking them.
  package static func perfectlyReranked(_ labels: [String], k: Int, queryLabel: String) -> [String]
  {
    let first = labels.prefix(k)
    return first.filter { $0 == queryLabel } + first.filter { $0 != queryLabel }
      + labels.dropFirst(k)
  }
}
