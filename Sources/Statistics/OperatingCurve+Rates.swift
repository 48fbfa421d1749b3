/// The share of same pairs that are accepted at a limited false accept rate.
package struct RateAtFalseAccepts: Sendable, Equatable {
  /// The requested false accept rate.
  package let limit: Double
  /// The lowest threshold that keeps it; infinite if even the best score is a false accept too
  /// often.
  package let threshold: Double
  package let trueAcceptRate: Double
  package let interval: Interval
  /// The false accept rate of this threshold among the pairs.
  package let falseAcceptRate: Double
  package let falseAcceptInterval: Interval
}

/// The error that there are too few pairs of different people for a low false accept rate.
package struct TooFewDifferentPairs: Error, Equatable, CustomStringConvertible {
  package let limit: Double
  package let different: Int

  package var needed: Int {
    Int((Double(OperatingCurve.leastExpectedFalseAccepts) / limit).rounded(.up))
  }

  package var description: String {
    """
    A false accept rate of \(limit) cannot be measured on \(different) pairs of different people: \
    at least \(needed) are required, so that \(OperatingCurve.leastExpectedFalseAccepts) false \
    accepts are expected.
    """
  }
}

extension OperatingCurve {
  /// The smallest number of expected false accepts for which a rate is meaningful: at 10, its own
  /// relative standard error is a third.
  package static let leastExpectedFalseAccepts = 10

  /// Returns TAR@FAR, with the exact interval of both rates at that threshold.
  ///
  /// The threshold is chosen on the same pairs, which the intervals do not take into account.
  ///
  /// - Parameter limit: The false accept rate, greater than 0 and at most 1.
  package func rate(atFalseAcceptRate limit: Double) throws(TooFewDifferentPairs)
    -> RateAtFalseAccepts
  {
    precondition(limit > 0 && limit <= 1)
    // A limit such as 0.01 has no exact binary value: 1000 * 0.01 must count as 10.
    let expected = limit * Double(different) * (1 + 1e-9)
    guard expected >= Double(Self.leastExpectedFalseAccepts) else {
      throw TooFewDifferentPairs(limit: limit, different: different)
    }
    let point = points.last { Double($0.falseAccepts) <= expected }!
    return RateAtFalseAccepts(
      limit: limit, threshold: point.threshold, trueAcceptRate: trueAcceptRate(point),
      interval: .clopperPearson(point.trueAccepts, of: same),
      falseAcceptRate: falseAcceptRate(point),
      falseAcceptInterval: .clopperPearson(point.falseAccepts, of: different))
  }
}
