/// A mean of measurements of people, several of each, with its 95% interval. The people are treated as
/// independent, not the measurements.
package struct ClusteredMean: Sendable, Equatable {
  package let mean: Double
  package let count: Int
  package let people: Int
  /// The standard error; `nil` with one person.
  package let standardError: Double?

  /// - Parameter groups: The number of each measurement's person, from 0.
  /// - Precondition: At least one measurement.
  package init(_ values: [Double], groups: [Int]) {
    precondition(values.count == groups.count && !values.isEmpty)
    count = values.count
    mean = values.reduce(0, +) / Double(count)
    // By number, so that the sum does not depend on a hash.
    var sums = [Double](repeating: 0, count: groups.max()! + 1)
    var isThere = [Bool](repeating: false, count: sums.count)
    for (value, group) in zip(values, groups) {
      sums[group] += value - mean
      isThere[group] = true
    }
    people = isThere.count { $0 }
    let groupCount = Double(people)
    standardError =
      people > 1
      ? (groupCount / (groupCount - 1) * sums.reduce(0) { $0 + $1 * $1 }).squareRoot()
        / Double(count) : nil
  }

  /// Student's interval of the mean with one degree of freedom less than there are people, not cut at
  /// any limit; `nil` with one person.
  package var student: Interval? {
    standardError.map { error in
      let half = error * studentQuantile(Interval.confidence, degreesOfFreedom: people - 1)
      return Interval(low: mean - half, high: mean + half)
    }
  }

  /// How much larger the variance of a share is than with independent measurements: the design effect.
  /// `nil` for a share of 0 or 1, and with one person.
  package var designEffect: Double? {
    guard let standardError, mean > 0, mean < 1 else { return nil }
    return standardError * standardError / (mean * (1 - mean) / Double(count))
  }

  /// The number of independent measurements that carry as much about a share: the count divided by the
  /// design effect, or the number of people if the share is 0 or 1.
  package var effectiveCount: Double {
    guard people > 1 else { return 1 }
    return designEffect.map { Double(count) / max(1, $0) } ?? Double(people)
  }

  /// Wilson's interval of a share, of the effective count.
  package var wilson: Interval { .wilson(share: mean, of: effectiveCount) }
}

extension Interval {
  /// Returns Wilson's interval of a share whose measurements are not independent: of as many
  /// independent ones as carry as much, the count divided by the design effect; for a share of 0 or 1,
  /// as many as there are groups.
  ///
  /// - Parameter variance: That of the share. The share may lie outside 0...1 by a rounding error.
  static func wilson(share: Double, variance: Double, count: Double, groups: Int) -> Interval {
    guard share > 0, share < 1 else {
      return .wilson(share: min(max(share, 0), 1), of: Double(groups))
    }
    let effect = variance / (share * (1 - share) / count)
    return .wilson(share: share, of: count / max(1, effect))
  }

  /// Returns Wilson's score interval of a share of a number of trials that need not be whole.
  ///
  /// - Precondition: The share is 0...1 and the number of trials positive.
  package static func wilson(share: Double, of trials: Double) -> Interval {
    precondition((0...1).contains(share) && trials > 0)
    let z = 1.959963984540054
    let divisor = 1 + z * z / trials
    let middle = (share + z * z / (2 * trials)) / divisor
    let half =
      z / divisor * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot()
    return Interval(
      low: share == 0 ? 0 : max(0, middle - half), high: share == 1 ? 1 : min(1, middle + half))
  }
}
