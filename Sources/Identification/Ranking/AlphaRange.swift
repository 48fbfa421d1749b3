/// An alpha that follows from the covered area of each query: the more of a face is covered, the more a
/// re-ranker counts.
package struct AlphaRange: Sendable, Hashable {
  /// The alpha of a face of which nothing is covered, 0...1.
  package let low: Double
  /// The alpha of a face of which `full` or more is covered, 0...1.
  package let high: Double

  /// The covered share from which the alpha does not grow any more.
  package static let full = 0.4

  package init(low: Double, high: Double) {
    precondition((0...1).contains(low) && (0...1).contains(high))
    self.low = low
    self.high = high
  }

  /// - Parameter covered: The covered share of the query's face, 0...1; `nil` if it is unknown, which
  ///   counts as 0.
  package func alpha(covered: Double?) -> Double {
    low + (high - low) * min(1, (covered ?? 0) / Self.full)
  }
}

extension AlphaRange: CustomStringConvertible {
  /// "0.3-0.9".
  package var description: String { "\(low)-\(high)" }
}
