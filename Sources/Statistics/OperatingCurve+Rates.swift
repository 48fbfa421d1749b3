/// How many same pairs are accepted where few different ones may be.
package struct RateAtFalseAccepts: Sendable, Equatable {
  /// The false accept rate that was asked for.
  package let limit: Double
  /// The lowest threshold that keeps it; infinite where even the best score is a false accept too
  /// often.
  package let threshold: Double
  package let trueAcceptRate: Double
  package let interval: Interval
  /// The rate that this threshold has among the pairs at hand.
  package let falseAcceptRate: Double
  package let falseAcceptInterval: Interval
}

/// Fewer pairs of different people than a low false accept rate takes.
package struct TooFewDifferentPairs: Error, Equatable, CustomStringConvertible {
  package let limit: Double
  package let different: Int

  package var needed: Int {
    Int((Double(OperatingCurve.leastExpectedFalseAccepts) / limit).rounded(.up))
  }

  package var description: String {
    """
    A false accept rate of \(limit) cannot be measured on \(different) pairs of different people: \
    it takes at least \(needed), of which \(OperatingCurve.leastExpectedFalseAccepts) would be \
    accepted falsely.
    """
  }
}

extension OperatingCurve {
  /// A rate of which fewer false accepts are to be expected says little: at 10 its own relative
  /// standard error is a third.
  package static let leastExpectedFalseAccepts = 10

  /// TAR@FAR, with the exact interval of both rates at that threshold.
  ///
  /// The threshold is chosen on the same pairs, which the intervals do not take into account.
  ///
  /// - Parameter limit: 0...1, greater than 0.
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
