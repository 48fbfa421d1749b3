/// The reason why a query cannot be measured.
package enum RetrievalError: Error, Equatable {
  /// The gallery does not contain a picture of the query's identity, other than the query's own
  /// picture.
  case nothingToFind(label: String)
}

extension RetrievalError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nothingToFind(let label):
      """
      The gallery has no other picture of '\(label)', so no ranking can be correct. Leave this query \
      out, or enroll another picture.
      """
    }
  }
}

/// The quality of one ranking for the query's identity, of which the gallery contains R pictures.
///
/// Musgrave et al. 2020, "A Metric Learning Reality Check", https://arxiv.org/abs/2003.08505.
package struct RetrievalMetrics: Sendable, Equatable {
  /// The precision P@1: 1 if the first candidate is correct, otherwise 0.
  package let precisionAt1: Double
  /// The precision RP: the share of correct candidates among the first R.
  package let rPrecision: Double
  /// The precision MAP@R: the sum, over the correct candidates among the first R, of the share of
  /// correct candidates up to there, divided by R.
  package let meanAveragePrecisionAtR: Double

  package init(precisionAt1: Double, rPrecision: Double, meanAveragePrecisionAtR: Double) {
    self.precisionAt1 = precisionAt1
    self.rPrecision = rPrecision
    self.meanAveragePrecisionAtR = meanAveragePrecisionAtR
  }

  /// - Parameters:
  ///   - rankedLabels: The identities of the candidates, best first: at least the first R.
  ///   - queryLabel: The query's identity.
  ///   - relevant: R, the number of the query's identity's gallery pictures that can be found.
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

  /// Returns the mean over queries; `nil` if there are none.
  package static func mean(_ metrics: [RetrievalMetrics]) -> RetrievalMetrics? {
    guard !metrics.isEmpty else { return nil }
    let count = Double(metrics.count)
    return RetrievalMetrics(
      precisionAt1: metrics.reduce(0) { $0 + $1.precisionAt1 } / count,
      rPrecision: metrics.reduce(0) { $0 + $1.rPrecision } / count,
      meanAveragePrecisionAtR: metrics.reduce(0) { $0 + $1.meanAveragePrecisionAtR } / count)
  }
}
