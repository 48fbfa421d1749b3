/// The orders of methods in which each follows each other equally often.
///
/// For an even number of methods there are as many rows as methods, for an odd number twice as many:
/// the same rows again, reversed. Williams 1949, https://doi.org/10.1071/CH9490149
package enum WilliamsSquare {
  /// - Parameter count: The number of methods, 1 or more.
  /// - Returns: The rows, each with the numbers from 0 to `count - 1`.
  package static func rows(_ count: Int) -> [[Int]] {
    precondition(count > 0)
    // 0, 1, n - 1, 2, n - 2, ...
    let first = (0..<count).map { place in
      place == 0 ? 0 : place % 2 == 1 ? (place + 1) / 2 : count - place / 2
    }
    let rows = (0..<count).map { shift in first.map { ($0 + shift) % count } }
    return count % 2 == 0 || count == 1 ? rows : rows + rows.map { $0.reversed() }
  }

  /// Returns the set that a method shows to a participant, from 0.
  ///
  /// In every `rows(count).count` participants each set meets each method equally often; after
  /// `count` times as many, each order has met each rotation.
  package static func set(ofMethod method: Int, participant: Int, count: Int) -> Int {
    (method + participant + participant / rows(count).count) % count
  }
}
