#if canImport(Glibc)
  import Glibc
#endif

/// McNemar's test of two methods on the same queries, which takes queries as independent.
package enum McNemar {
  /// Returns McNemar's exact p, which treats queries as independent.
  ///
  /// - Parameters:
  ///   - onlyFirst: The number of queries that only the first method answers correctly.
  ///   - onlySecond: The number that only the second does.
  package static func exact(onlyFirst: Int, onlySecond: Int) -> Double {
    let (tail, _) = lowerTail(onlyFirst, onlySecond)
    return min(1, 2 * tail)
  }

  /// Returns McNemar's p with half of the probability of what was found.
  package static func mid(onlyFirst: Int, onlySecond: Int) -> Double {
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
