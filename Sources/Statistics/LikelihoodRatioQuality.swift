#if canImport(Glibc)
  import Glibc
#endif

/// Measures of how good likelihood ratios are, and of how far they may be trusted.
package enum LikelihoodRatioQuality {
  /// Returns the log-likelihood-ratio cost in bits: 0 is perfect, and 1 is what a ratio of 1 for every
  /// pair reaches.
  ///
  /// (mean of log2(1 + 1/LR) over mated + mean of log2(1 + LR) over non-mated) / 2. Brümmer and du
  /// Preez 2006.
  ///
  /// - Parameters:
  ///   - mated: The log10 LRs of pairs of one person.
  ///   - nonmated: Those of pairs of different people.
  /// - Precondition: Neither is empty.
  package static func cllr(mated: [Double], nonmated: [Double]) -> Double {
    precondition(!mated.isEmpty && !nonmated.isEmpty)
    func mean(_ values: [Double], sign: Double) -> Double {
      values.reduce(0) { $0 + bits(sign * $1) } / Double(values.count)
    }
    return (mean(mated, sign: -1) + mean(nonmated, sign: 1)) / 2
  }

  /// Returns log2(1 + 10^x) without an overflow.
  private static func bits(_ x: Double) -> Double {
    let natural = x * log(10.0)
    return (max(natural, 0) + log1p(exp(-abs(natural)))) / log(2.0)
  }

  /// Returns the least cost that a rising function of the scores can reach: what is lost because the
  /// scores do not separate the classes, whatever their calibration.
  ///
  /// The function is isotonic regression by pool adjacent violators, with both classes weighted
  /// equally.
  ///
  /// - Precondition: Neither is empty, and all scores are finite.
  /// - Complexity: O(n log n).
  package static func cllrMin(mated: [Double], nonmated: [Double]) -> Double {
    precondition(!mated.isEmpty && !nonmated.isEmpty)
    let (same, different) = (1 / Double(mated.count), 1 / Double(nonmated.count))
    let points = (mated.map { ($0, true) } + nonmated.map { ($0, false) }).sorted { $0.0 < $1.0 }
    /// The weights of the mated and of the non-mated scores of each block.
    var blocks: [(same: Double, different: Double)] = []
    var place = 0
    while place < points.count {
      var block = (same: 0.0, different: 0.0)
      let score = points[place].0
      while place < points.count, points[place].0 == score {
        if points[place].1 { block.same += same } else { block.different += different }
        place += 1
      }
      while let last = blocks.last, last.same * block.different >= block.same * last.different {
        block.same += last.same
        block.different += last.different
        blocks.removeLast()
      }
      blocks.append(block)
    }
    return blocks.reduce(0) { sum, block in
      sum + (block.same > 0 ? block.same * log2(1 + block.different / block.same) : 0)
        + (block.different > 0 ? block.different * log2(1 + block.same / block.different) : 0)
    } / 2
  }

  /// Returns the range of log10 LRs that so many tests can carry: the empirical lower and upper bounds.
  ///
  /// For each threshold, the cost of deciding by these likelihood ratios, with one more misleading
  /// ratio in each class, is compared with the cost of deciding without them. Beyond a bound, a single
  /// further misleading result would make the ratios worse than none. The thresholds are hundredths of
  /// log10 LR. Vergeer, van Es, de Jongh, Alberink and Stoel 2016,
  /// https://doi.org/10.1016/j.scijus.2016.06.003
  ///
  /// - Parameters:
  ///   - mated: The log10 LRs of pairs of one person; infinite ones count as ±`extreme`.
  ///   - nonmated: Those of pairs of different people.
  /// - Precondition: Neither is empty.
  /// - Complexity: O(n log n + range / 0.01).
  package static func bounds(mated: [Double], nonmated: [Double]) -> Interval {
    precondition(!mated.isEmpty && !nonmated.isEmpty)
    func settled(_ values: [Double]) -> [Double] {
      values.map { min(max($0, -extreme), extreme) }.sorted()
    }
    let (mated, nonmated) = (settled(mated), settled(nonmated))
    let lowest = min(mated[0], nonmated[0])
    let highest = max(mated.last!, nonmated.last!)
    var (low, high) = (lowest, highest)
    let first = Int((lowest.rounded(.down) * 100).rounded())
    let last = Int((highest.rounded(.up) * 100).rounded())
    var (missed, rejected) = (0, 0)
    for step in first...max(first, last) {
      let threshold = Double(step) / 100
      while missed < mated.count, mated[missed] <= threshold { missed += 1 }
      while rejected < nonmated.count, nonmated[rejected] <= threshold { rejected += 1 }
      // One misleading ratio more in each class.
      let misses = Double(missed + 1) / Double(mated.count + 1)
      let falses = Double(nonmated.count - rejected + 1) / Double(nonmated.count + 1)
      let odds = pow(10, threshold)
      // A neutral ratio of 1 accepts everything below 0 and nothing from 0 on.
      let neutral = step < 0 ? odds : 1
      guard misses + falses * odds > neutral else { continue }
      if step <= 0 { low = max(low, Double(step + 1) / 100) }
      if step >= 0 { high = min(high, Double(step - 1) / 100) }
    }
    return Interval(low: min(low, 0), high: max(high, 0))
  }

  /// The log10 LR that stands for an infinite one: e^20.
  private static let extreme = 20 / log(10.0)
}
