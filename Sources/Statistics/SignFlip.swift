import Basics

/// The exact test that paired differences are as likely positive as negative.
///
/// Under the hypothesis each sign is a coin, so the sum of the differences has a known distribution,
/// computed by convolution over whole numbers: no model, no approximation, no random numbers.
package struct SignFlip: Sendable, Equatable {
  /// The probability of a sum as far from 0 as the observed one.
  package let p: Double
  /// Whether signs were drawn at random, because the exact distribution would be too large.
  package let isSampled: Bool

  /// A difference as a fraction, which makes equal sums equal.
  package struct Fraction: Sendable, Equatable {
    package let numerator: Int
    package let denominator: Int

    /// - Precondition: The denominator is more than 0.
    package init(_ numerator: Int, over denominator: Int) {
      precondition(denominator > 0)
      self.numerator = numerator
      self.denominator = denominator
    }

    /// Returns `second - first` of two shares.
    package static func difference(_ first: Fraction, _ second: Fraction) -> Fraction {
      Fraction(
        second.numerator * first.denominator - first.numerator * second.denominator,
        over: first.denominator * second.denominator)
    }
  }

  package static let draws = 100_000
  private static let largestDenominator = 1_000_000
  private static let largestSupport = 10_000_000
  private static let largestWork = 2_000_000_000

  /// - Parameter seed: For the signs, if they must be drawn.
  package init(_ differences: [Fraction], seed: UInt64 = 1) {
    let common = differences.reduce(1) { common, difference -> Int? in
      guard let common else { return nil }
      let reduced =
        difference.denominator / Self.divisor(difference.numerator, difference.denominator)
      let (product, isTooMuch) = (common / Self.divisor(common, reduced))
        .multipliedReportingOverflow(by: reduced)
      return isTooMuch || product > Self.largestDenominator ? nil : product
    }
    if let common {
      let whole = differences.map { $0.numerator * common / $0.denominator }
      let reach = whole.reduce(0) { $0 + abs($1) }
      if reach <= Self.largestSupport, reach * whole.count <= Self.largestWork {
        self.init(p: Self.exact(whole, reach: reach), isSampled: false)
        return
      }
    }
    self.init(
      p: Self.sampled(
        differences.map { Double($0.numerator) / Double($0.denominator) }, seed: seed),
      isSampled: true)
  }

  /// Tests whole numbers.
  package init(_ differences: [Int]) {
    self.init(differences.map { Fraction($0, over: 1) })
  }

  /// Tests differences that are not fractions, by signs drawn at random.
  package init(sampling differences: [Double], seed: UInt64) {
    let used = differences.filter { $0 != 0 }
    self.init(p: used.isEmpty ? 1 : Self.sampled(used, seed: seed), isSampled: true)
  }

  private init(p: Double, isSampled: Bool) {
    self.p = p
    self.isSampled = isSampled
  }

  private static func exact(_ differences: [Int], reach: Int) -> Double {
    let moves = differences.map(abs).filter { $0 > 0 }
    guard !moves.isEmpty else { return 1 }
    let observed = abs(differences.reduce(0, +))
    // shares[reach + sum]
    var shares = [Double](repeating: 0, count: 2 * reach + 1)
    shares[reach] = 1
    var width = 0
    for move in moves {
      var next = [Double](repeating: 0, count: shares.count)
      for place in reach - width...reach + width where shares[place] > 0 {
        let half = shares[place] / 2
        next[place + move] += half
        next[place - move] += half
      }
      shares = next
      width += move
    }
    var p = 0.0
    for (place, share) in shares.enumerated() where abs(place - reach) >= observed { p += share }
    return min(1, p)
  }

  private static func sampled(_ differences: [Double], seed: UInt64) -> Double {
    var generator = SeededGenerator(purpose: 0x51F1, seed: seed)
    let observed = abs(differences.reduce(0, +)) - 1e-12
    var reached = 0
    for _ in 0..<draws {
      var sum = 0.0
      var bits: UInt64 = 0
      for (place, difference) in differences.enumerated() {
        if place % 64 == 0 { bits = generator.next() }
        sum += bits & 1 == 0 ? difference : -difference
        bits >>= 1
      }
      if abs(sum) >= observed { reached += 1 }
    }
    return Double(reached + 1) / Double(draws + 1)
  }

  private static func divisor(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (abs(first), abs(second))
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }
}

/// Adjusts several probabilities so that the chance of one wrong discovery stays at the chosen level.
///
/// Holm 1979, "A simple sequentially rejective multiple test procedure".
package func holmAdjusted(_ p: [Double]) -> [Double] {
  let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
  var adjusted = p
  var largest = 0.0
  for (place, index) in order.enumerated() {
    largest = max(largest, min(1, Double(p.count - place) * p[index]))
    adjusted[index] = largest
  }
  return adjusted
}
