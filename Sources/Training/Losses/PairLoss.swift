#if canImport(Glibc)
  import Glibc
#endif

/// A loss on the cosines of pairs, which measures how well they separate the same face from others.
package enum PairLoss: String, Sendable, CaseIterable {
  /// The logistic regression on the cosine: log(1 + exp(-+ scale * (cosine - threshold))).
  case logistic
  /// The comparison of each positive pair with the negative ones of the same query: log(1 + sum
  /// exp(-scale * (positive - negative))). Only the order counts.
  case ranking

  struct Result {
    /// The mean over the pairs (`logistic`), or over the queries (`ranking`).
    var loss = 0.0
    /// The number of pairs on the correct side of the threshold (`logistic`), or of pairs whose query
    /// has its positive pair above all negative ones (`ranking`).
    var correct = 0
    var thresholdGradient: Float = 0
  }

  /// - Parameters:
  ///   - cosines: Groups of pairs of one query: a positive pair, then its negative ones.
  ///   - group: The number of pairs of a query, at least 2; for `logistic`, 2.
  /// - Returns: The result, and the gradient with respect to the cosines.
  func evaluate(
    _ cosines: [Float], group: Int = 2, scale: Float, threshold: Float
  ) -> (Result, gradient: [Float]) {
    precondition(group >= 2 && cosines.count % group == 0 && (self == .ranking || group == 2))
    var result = Result()
    var gradient = [Float](repeating: 0, count: cosines.count)
    let share = 1 / Float(cosines.count)
    for index in stride(from: 0, to: cosines.count, by: group) {
      switch self {
      case .logistic:
        for (place, sign) in [(index, Float(1)), (index + 1, -1)] {
          let margin = sign * (cosines[place] - threshold)
          let (loss, slope) = Self.logistic(scale * margin)
          result.loss += loss
          gradient[place] = share * scale * sign * slope
          result.thresholdGradient -= share * scale * sign * slope
          if margin > 0 { result.correct += 1 }
        }
      case .ranking:
        let negatives = index + 1..<index + group
        let excess = negatives.map { scale * (cosines[$0] - cosines[index]) }
        // The positive pair's own excess is 0.
        let greatest = max(0, excess.max()!)
        let terms = excess.map { expf($0 - greatest) }
        let sum = expf(-greatest) + terms.reduce(0, +)
        result.loss += Double(group) * (Double(greatest) + log(Double(sum)))
        for (place, term) in zip(negatives, terms) {
          gradient[place] = Float(group) * share * scale * term / sum
          gradient[index] -= gradient[place]
        }
        if excess.allSatisfy({ $0 < 0 }) { result.correct += group }
      }
    }
    result.loss *= Double(share)
    return (result, gradient)
  }

  /// Returns log(1 + exp(-x)) and its derivative, without overflow.
  private static func logistic(_ x: Float) -> (Double, slope: Float) {
    let small = expf(-abs(x))
    let loss = Double(max(0, -x)) + log1p(Double(small))
    return (loss, x >= 0 ? -small / (1 + small) : -1 / (1 + small))
  }
}
