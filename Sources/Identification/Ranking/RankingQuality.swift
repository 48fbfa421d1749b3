import Statistics

/// The quality of a ranking over many queries: the means of the retrieval metrics, the cumulative
/// matches, and their confidence intervals.
package struct RankingQuality: Sendable {
  /// The deepest rank of the cumulative matches.
  package let depth: Int
  /// The metrics of each query, in the order in which they were added.
  package private(set) var metrics: [RetrievalMetrics] = []
  /// The number of each query's person, in the order of appearance.
  package private(set) var people: [Int] = []
  private var numbers: [String: Int] = [:]
  /// The rank of the first correct candidate, from 1; `nil` if it is deeper than `depth`.
  package private(set) var firstRanks: [Int?] = []

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
    let number = numbers[queryLabel] ?? numbers.count
    numbers[queryLabel] = number
    add(
      try RetrievalMetrics(rankedLabels: rankedLabels, queryLabel: queryLabel, relevant: relevant),
      person: number, firstRank: rankedLabels.firstIndex(of: queryLabel).map { $0 + 1 })
  }

  /// Adds the metrics of a query.
  ///
  /// - Parameters:
  ///   - person: The number of the query's person, the same for all of that person's queries.
  ///   - firstRank: The rank of the first correct candidate, from 1; `nil` without one.
  package mutating func add(_ query: RetrievalMetrics, person: Int, firstRank: Int?) {
    metrics.append(query)
    people.append(person)
    firstRanks.append(firstRank.flatMap { $0 <= depth ? $0 : nil })
  }

  /// The mean over the queries; `nil` if there are none.
  package var mean: RetrievalMetrics? { RetrievalMetrics.mean(metrics) }

  /// The share of queries with a correct first candidate, over the people.
  ///
  /// - Precondition: At least one query.
  package var precisionAt1: ClusteredMean {
    ClusteredMean(metrics.map(\.precisionAt1), groups: people)
  }

  /// Wilson's interval of P@1 over the people, because queries of one person resemble each other.
  package var precisionAt1Interval: Interval { precisionAt1.wilson }

  /// The Student interval of RP over the people. `nil` if there is only one person.
  package var rPrecisionInterval: Interval? {
    Interval.clustered(metrics.map(\.rPrecision), groups: people)?.interval
  }

  /// The interval of MAP@R, likewise.
  package var meanAveragePrecisionAtRInterval: Interval? {
    Interval.clustered(metrics.map(\.meanAveragePrecisionAtR), groups: people)?.interval
  }

  /// The means over each person's queries, and then over the people; `nil` without a query.
  package var meanByPerson: RetrievalMetrics? {
    var sums: [Int: [RetrievalMetrics]] = [:]
    for (metrics, person) in zip(metrics, people) { sums[person, default: []].append(metrics) }
    return RetrievalMetrics.mean(
      sums.keys.sorted().compactMap { RetrievalMetrics.mean(sums[$0]!) })
  }

  /// The CMC: for each rank from 1 to `depth`, the share of queries with a correct candidate up to
  /// that rank.
  package var cumulativeMatches: [Double] {
    matchCounts.map { Double($0) / Double(count) }
  }

  /// Wilson's interval at each rank, over the people.
  ///
  /// - Complexity: O(depth * queries).
  package var cumulativeMatchIntervals: [Interval] {
    (1...depth).map { rank in
      ClusteredMean(
        firstRanks.map { $0.map { $0 <= rank } == true ? 1 : 0 }, groups: people
      ).wilson
    }
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
