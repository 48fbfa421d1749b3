#if canImport(Glibc)
  import Glibc
#endif

/// A loss on the cosines of pairs, which measures how well they separate the same face from others.
package enum PairLoss: String, Sendable, CaseIterable {
  /// The logistic regression on the cosine: log(1 + exp(-+ scale * (cosine - threshold))).
  case logistic
  /// The comparison of each positive pair with a negative one of the same query: log(1 + exp(-scale
  /// * (positive - negative))). Only the order counts.
  case ranking

  struct Result {
    /// The mean over the pairs.
    var loss = 0.0
    /// The number of pairs on the correct side of the threshold (`logistic`), or in order
    /// (`ranking`).
    var correct = 0
    var thresholdGradient: Float = 0
  }

  /// - Parameters:
  ///   - cosines: Positive pairs at even indices, each before a negative one of the same query.
  ///   - gradient: The gradient with respect to the cosines.
  func evaluate(_ cosines: [Float], scale: Float, threshold: Float) -> (Result, gradient: [Float]) {
    precondition(cosines.count % 2 == 0)
    var result = Result()
    var gradient = [Float](repeating: 0, count: cosines.count)
    let share = 1 / Float(cosines.count)
    for index in stride(from: 0, to: cosines.count, by: 2) {
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
        let margin = cosines[index] - cosines[index + 1]
        let (loss, slope) = Self.logistic(scale * margin)
        result.loss += 2 * loss
        gradient[index] = 2 * share * scale * slope
        gradient[index + 1] = -gradient[index]
        if margin > 0 { result.correct += 2 }
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
