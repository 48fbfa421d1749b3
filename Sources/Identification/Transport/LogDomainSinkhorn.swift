#if canImport(Glibc)
  import Glibc
#endif

extension Sinkhorn {
  /// Computes entropic transport with the scales as logarithms, in double precision: slow, but
  /// without overflow or underflow for any epsilon. It serves pairs that exceed the range of 32-bit
  /// numbers.
  ///
  /// - Parameters:
  ///   - cosines: The cosines, shape `[rows, columns]`.
  ///   - rowWeights: The weights, shape `[rows]`, sum 1; zeros are allowed, and `columnWeights`
  ///     likewise.
  /// - Returns: The flow, shape `[rows, columns]`, whose columns sum to their weights, and the
  ///   number of iterations; it converged if this is below `iterationLimit`.
  static func flowInLogDomain(
    cosines: [Double], rowWeights: [Double], columnWeights: [Double], epsilon: Double
  ) -> (flow: [Double], iterations: Int) {
    let (rows, columns) = (rowWeights.count, columnWeights.count)
    let exponents = cosines.map { ($0 - 1) / epsilon }
    let logRowWeights = rowWeights.map { log($0) }
    let logColumnWeights = columnWeights.map { log($0) }
    var logR = [Double](repeating: 0, count: rows)
    var logC = [Double](repeating: 0, count: columns)
    var iterations = 0
    while iterations < iterationLimit {
      let sums = (0..<rows).map { row in
        logSum(count: columns) { exponents[row * columns + $0] + logC[$0] }
      }
      if iterations > 0 {
        var miss = 0.0
        for row in 0..<rows { miss += abs(exp(logR[row] + sums[row]) - rowWeights[row]) }
        if miss <= tolerance { break }
      }
      for row in 0..<rows { logR[row] = logRowWeights[row] - sums[row] }
      for column in 0..<columns {
        logC[column] =
          logColumnWeights[column]
          - logSum(count: rows) { exponents[$0 * columns + column] + logR[$0] }
      }
      iterations += 1
    }
    let flow = exponents.indices.map {
      exp(logR[$0 / columns] + exponents[$0] + logC[$0 % columns])
    }
    return (flow, iterations)
  }

  /// Returns the logarithm of a sum of exponentials, some of which (never all) may be those of
  /// -infinity.
  private static func logSum(count: Int, _ exponent: (Int) -> Double) -> Double {
    var greatest = -Double.infinity
    for index in 0..<count { greatest = max(greatest, exponent(index)) }
    var sum = 0.0
    for index in 0..<count { sum += exp(exponent(index) - greatest) }
    return greatest + log(sum)
  }
}
