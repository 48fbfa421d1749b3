import Basics

#if canImport(Glibc)
  import Glibc
#endif

/// Exact and random tests of the difference between two methods on the same queries.
package enum PairedTests {
  /// Returns the two-sided p of the exact sign-flip test: the share of all ways to give each person's
  /// difference a sign whose sum is at least as far from 0 as the sum found.
  ///
  /// - Parameter differences: The sum of the differences of each person, whole numbers.
  /// - Complexity: O(people * sum of the absolute differences), by convolution.
  package static func signFlip(_ differences: [Int]) -> Double {
    let sizes = differences.map(abs).filter { $0 > 0 }
    let total = sizes.reduce(0, +)
    guard total > 0 else { return 1 }
    // chances[s + total]: how probable the sum s is.
    var chances = [Double](repeating: 0, count: 2 * total + 1)
    chances[total] = 1
    var reach = 0
    for size in sizes {
      var next = [Double](repeating: 0, count: chances.count)
      for place in (total - reach)...(total + reach) where chances[place] > 0 {
        next[place - size] += chances[place] / 2
        next[place + size] += chances[place] / 2
      }
      chances = next
      reach += size
    }
    let found = abs(differences.reduce(0, +))
    var tail = 0.0
    for sum in found...max(found, total) where sum <= total {
      tail += chances[total + sum] + (sum > 0 ? chances[total - sum] : 0)
    }
    return min(1, tail)
  }

  /// Returns the two-sided p of the sign-flip test for differences that are not whole numbers, from
  /// random signs: (k + 1) / (flips + 1).
  ///
  /// - Complexity: O(people * flips).
  package static func signFlip(_ differences: [Double], flips: Int, seed: UInt64) -> Double {
    let used = differences.filter { $0 != 0 }
    guard !used.isEmpty else { return 1 }
    // Sums in another order differ by rounding.
    let found = abs(used.reduce(0, +)) * (1 - 1e-12)
    var generator = SignSource(seed: seed)
    var reached = 0
    for _ in 0..<flips {
      var sum = 0.0
      for difference in used { sum += generator.next() ? difference : -difference }
      if abs(sum) >= found { reached += 1 }
    }
    return Double(reached + 1) / Double(flips + 1)
  }

  /// Returns the p values of a family of tests after Holm's correction, in the same order.
  ///
  /// Holm 1979, https://www.jstor.org/stable/4615733
  package static func holm(_ values: [Double]) -> [Double] {
    var adjusted = values
    var greatest = 0.0
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    for (place, index) in order.enumerated() {
      greatest = max(greatest, min(1, Double(values.count - place) * values[index]))
      adjusted[index] = greatest
    }
    return adjusted
  }

  /// Returns McNemar's exact p, which treats queries as independent.
  ///
  /// - Parameters:
  ///   - onlyFirst: The number of queries that only the first method answers correctly.
  ///   - onlySecond: The number that only the second does.
  package static func mcnemar(onlyFirst: Int, onlySecond: Int) -> Double {
    let (tail, _) = lowerTail(onlyFirst, onlySecond)
    return min(1, 2 * tail)
  }

  /// Returns McNemar's p with half of the probability of what was found.
  package static func mcnemarMid(onlyFirst: Int, onlySecond: Int) -> Double {
    guard onlyFirst + onlySecond > 0 else { return 1 }
    let (tail, own) = lowerTail(onlyFirst, onlySecond)
    return min(1, 2 * tail - own)
  }

  /// Returns P(X <= min) and P(X = min) of a binomial X of both counts with share 1/2.
  private static func lowerTail(_ first: Int, _ second: Int) -> (tail: Double, own: Double) {
    let (least, trials) = (min(first, second), first + second)
    guard trials > 0 else { return (1, 1) }
    var logarithm = -Double(trials) * log(2.0)
    var (tail, own) = (0.0, 0.0)
    for count in 0...least {
      if count > 0 { logarithm += log(Double(trials - count + 1)) - log(Double(count)) }
      own = exp(logarithm)
      tail += own
    }
    return (tail, own)
  }
}

/// Random signs, 64 from each random number.
private struct SignSource {
  private var generator: SeededGenerator
  private var bits: UInt64 = 0
  private var left = 0

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> Bool {
    if left == 0 {
      bits = generator.next()
      left = 64
    }
    left -= 1
    defer { bits >>= 1 }
    return bits & 1 == 1
  }
}
