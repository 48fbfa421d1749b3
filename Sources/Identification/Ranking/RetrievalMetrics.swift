/// Why a query cannot be measured.
package enum RetrievalError: Error, Equatable {
  /// The gallery has no picture of the query's identity (its own picture being left out).
  case nothingToFind(label: String)
}

extension RetrievalError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nothingToFind(let label):
      """
      The gallery has no other picture of '\(label)', so no ranking can be right: leave this query \
      out, or enroll one.
      """
    }
  }
}

/// How well one ranking finds the pictures of the query's identity, of which the gallery has R.
///
/// Musgrave et al. 2020, "A Metric Learning Reality Check", https://arxiv.org/abs/2003.08505.
package struct RetrievalMetrics: Sendable, Equatable {
  /// P@1: 1 if the first candidate is right, else 0.
  package let precisionAt1: Double
  /// RP: the share of right ones among the first R candidates.
  package let rPrecision: Double
  /// MAP@R: the sum over the right ones among the first R of the share of right ones up to there,
  /// divided by R.
  package let meanAveragePrecisionAtR: Double

  package init(precisionAt1: Double, rPrecision: Double, meanAveragePrecisionAtR: Double) {
    self.precisionAt1 = precisionAt1
    self.rPrecision = rPrecision
    self.meanAveragePrecisionAtR = meanAveragePrecisionAtR
  }

  /// - Parameters:
  ///   - rankedLabels: The identities of the candidates, best first: the first R at least.
  ///   - queryLabel: The query's identity.
  ///   - relevant: R, the number of gallery pictures of the query's identity that could be found.
  /// - Precondition: At least R candidates are ranked.
  package init<Label: Equatable & CustomStringConvertible>(
    rankedLabels: some Sequence<Label>, queryLabel: Label, relevant: Int
  ) throws(RetrievalError) {
    guard relevant > 0 else { throw .nothingToFind(label: queryLabel.description) }
    var (place, right) = (0, 0)
    var (first, precisions) = (0.0, 0.0)
    for label in rankedLabels.prefix(relevant) {
      place += 1
      guard label == queryLabel else { continue }
      right += 1
      if place == 1 { first = 1 }
      precisions += Double(right) / Double(place)
    }
    precondition(place == relevant, "fewer candidates are ranked than there are to find")
    self.init(
      precisionAt1: first, rPrecision: Double(right) / Double(relevant),
      meanAveragePrecisionAtR: precisions / Double(relevant))
  }

  /// The mean over queries; `nil` for none.
  package static func mean(_ metrics: [RetrievalMetrics]) -> RetrievalMetrics? {
    guard !metrics.isEmpty else { return nil }
    let count = Double(metrics.count)
    return RetrievalMetrics(
      precisionAt1: metrics.reduce(0) { $0 + $1.precisionAt1 } / count,
      rPrecision: metrics.reduce(0) { $0 + $1.rPrecision } / count,
      meanAveragePrecisionAtR: metrics.reduce(0) { $0 + $1.meanAveragePrecisionAtR } / count)
  }
}
