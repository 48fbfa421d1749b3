import Basics

/// The test whether several methods differ, from ranks within each person.
///
/// Ties share the mean of their ranks, and the value is corrected for them. The probability comes
/// from random permutations within people; the usual approximation by chi-square stands beside it.
package struct Friedman: Sendable, Equatable {
  package let chiSquare: Double
  package let degreesOfFreedom: Int
  /// The share of permutations that reach the value, with the observed order counted in.
  package let p: Double
  package let approximateP: Double

  /// - Parameters:
  ///   - rows: A row for each person, with a number for each method.
  ///   - permutations: The number of permutations of all rows.
  /// - Returns: `nil` for fewer than two people or methods, and if all numbers of each row are equal.
  package init?(_ rows: [[Double]], permutations: Int = 20_000, seed: UInt64 = 1) {
    guard rows.count > 1, let methods = rows.first?.count, methods > 1 else { return nil }
    precondition(rows.allSatisfy { $0.count == methods })
    var ranks = rows.map(meanRanks)
    let (n, k) = (Double(rows.count), Double(methods))
    var ties = 0.0
    for row in rows {
      var counts: [Double: Int] = [:]
      for value in row { counts[value, default: 0] += 1 }
      ties += counts.values.reduce(0) { $0 + Double($1 * $1 * $1 - $1) }
    }
    let correction = 1 - ties / (k * (k * k - 1) * n)
    guard correction > 1e-12 else { return nil }
    func value(_ ranks: [[Double]]) -> Double {
      var sums = [Double](repeating: 0, count: methods)
      for row in ranks { for method in 0..<methods { sums[method] += row[method] } }
      let squares = sums.reduce(0) { $0 + $1 * $1 }
      return (12 / (k * n * (k + 1)) * squares - 3 * n * (k + 1)) / correction
    }
    let observed = value(ranks)
    chiSquare = observed
    degreesOfFreedom = methods - 1
    approximateP = chiSquareTail(observed, degreesOfFreedom: methods - 1)
    var generator = SeededGenerator(purpose: 0xF21E, seed: seed)
    var reached = 0
    for _ in 0..<permutations {
      for row in ranks.indices { ranks[row].shuffle(using: &generator) }
      if value(ranks) >= observed - 1e-9 { reached += 1 }
    }
    p = Double(reached + 1) / Double(permutations + 1)
  }
}
