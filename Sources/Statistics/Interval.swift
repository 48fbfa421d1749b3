/// A 95% confidence interval of a measured number, both ends included.
package struct Interval: Sendable, Equatable, Codable {
  package var low: Double
  package var high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  package static let confidence = 0.95

  /// Returns the interval multiplied by a factor, such as 100 for percent.
  package func scaled(by factor: Double) -> Interval {
    Interval(low: low * factor, high: high * factor)
  }
}

extension Interval {
  /// Returns Wilson's score interval of a share, which is also good near 0 and 1.
  ///
  /// Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953
  ///
  /// - Precondition: `0 <= successes <= trials`, and at least one trial.
  package static func wilson(_ successes: Int, of trials: Int) -> Interval {
    precondition(trials > 0 && (0...trials).contains(successes))
    let z = 1.959963984540054
    let n = Double(trials)
    let p = Double(successes) / n
    let divisor = 1 + z * z / n
    let middle = (p + z * z / (2 * n)) / divisor
    let half = z / divisor * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return Interval(
      low: successes == 0 ? 0 : max(0, middle - half),
      high: successes == trials ? 1 : min(1, middle + half))
  }

  /// Returns the exact interval of a share, which never covers less than its nominal level.
  ///
  /// Clopper and Pearson 1934, https://doi.org/10.1093/biomet/26.4.404
  ///
  /// - Precondition: `0 <= successes <= trials`, and at least one trial.
  package static func clopperPearson(_ successes: Int, of trials: Int) -> Interval {
    precondition(trials > 0 && (0...trials).contains(successes))
    let tail = (1 - confidence) / 2
    let (k, n) = (Double(successes), Double(trials))
    return Interval(
      low: successes == 0 ? 0 : betaQuantile(tail, k, n - k + 1),
      high: successes == trials ? 1 : betaQuantile(1 - tail, k + 1, n - k))
  }

  /// Returns Student's interval of the mean of a few independent measurements, limited to 0...1.
  ///
  /// - Returns: `nil` for fewer than two measurements.
  package static func mean(ofShares values: [Double]) -> (
    standardError: Double, interval: Interval
  )? {
    guard values.count > 1 else { return nil }
    return clustered(values, groups: Array(values.indices))
  }

  /// Returns the interval of the mean of measurements in groups, such as several pictures of one
  /// person, which resemble each other more than others do. The groups are treated as independent,
  /// not the measurements. Limited to 0...1.
  ///
  /// The variance is G / (G - 1) * sum over groups of (sum of deviations)^2 / n^2, with Student's
  /// distribution of G - 1 degrees of freedom. Cameron and Miller 2015,
  /// https://doi.org/10.3368/jhr.50.2.317, section II.
  ///
  /// - Returns: `nil` for fewer than two groups.
  package static func clustered<Group: Hashable>(
    _ values: [Double], groups: [Group]
  ) -> (standardError: Double, interval: Interval)? {
    precondition(values.count == groups.count)
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    var places: [Group: Int] = [:]
    // The groups are in order of appearance, so that sums do not depend on a hash.
    var sums: [Double] = []
    for (value, group) in zip(values, groups) {
      let place = places[group] ?? sums.count
      if place == sums.count {
        places[group] = place
        sums.append(0)
      }
      sums[place] += value - mean
    }
    guard sums.count > 1 else { return nil }
    let groupCount = Double(sums.count)
    let squares = sums.reduce(0) { $0 + $1 * $1 }
    let error = (groupCount / (groupCount - 1) * squares).squareRoot() / count
    let half = error * studentQuantile(confidence, degreesOfFreedom: sums.count - 1)
    return (error, Interval(low: max(0, mean - half), high: min(1, mean + half)))
  }
}
