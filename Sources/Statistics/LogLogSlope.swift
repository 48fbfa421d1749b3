#if canImport(Glibc)
  import Glibc
#endif

/// The slope of a line through the logarithms of some measurements: 1 means that the one grows as the
/// other, 2 as its square.
package struct LogLogSlope: Sendable, Equatable, Codable {
  package let slope: Double
  /// By least squares with n - 2 degrees of freedom; absent for two points.
  package let standardError: Double?

  /// - Parameter points: Positive numbers.
  /// - Returns: `nil` with fewer than two different x.
  package init?(_ points: [(x: Double, y: Double)]) {
    precondition(points.allSatisfy { $0.x > 0 && $0.y > 0 })
    let logs = points.map { (x: log($0.x), y: log($0.y)) }
    let count = Double(logs.count)
    let middleX = logs.reduce(0) { $0 + $1.x } / count
    let middleY = logs.reduce(0) { $0 + $1.y } / count
    let spread = logs.reduce(0) { $0 + ($1.x - middleX) * ($1.x - middleX) }
    guard spread > 0 else { return nil }
    let slope = logs.reduce(0) { $0 + ($1.x - middleX) * ($1.y - middleY) } / spread
    self.slope = slope
    let rest = logs.reduce(0) { sum, point in
      let residual = point.y - middleY - slope * (point.x - middleX)
      return sum + residual * residual
    }
    standardError = logs.count > 2 ? (rest / (count - 2) / spread).squareRoot() : nil
  }
}
