/// The test of a map's order of patches against random orders, on pictures with another filling than
/// those from which the map was made.
///
/// Petsiuk, Das and Saenko 2018, "RISE", https://arxiv.org/abs/1806.07421: an order that begins with
/// what matters pulls a score down early when it deletes, and up early when it inserts.
package struct MapJudgment: Sendable, Equatable, Codable {
  /// The filling of covered patches.
  package enum Filling: String, Sendable, Codable {
    /// Middle gray.
    case gray
    /// The picture itself, blurred with a sigma of 4 % of its width.
    case blur
  }

  /// The reason why covering patches cannot test a map.
  package enum Obstacle: String, Sendable, Codable {
    /// The picture with everything covered scores at least as high as the face.
    case emptyScoresAsHigh
    /// All patches have the same value, so the map has no order.
    case evenMap
  }

  package enum Outcome: Sendable, Equatable, Codable {
    case judged(deletion: JudgedCurve, insertion: JudgedCurve)
    case notApplicable(Obstacle)
  }

  /// The filling of the pictures of this test.
  package let filling: Filling
  /// The number of random orders; they are the same for all maps of a query.
  package let randomOrders: Int
  package let seed: UInt64
  package let outcome: Outcome

  /// Whether the order beats every random order both ways; `nil` if it could not be tested.
  package var beatsAll: Bool? {
    guard case .judged(let deletion, let insertion) = outcome else { return nil }
    return deletion.rank == 1 && insertion.rank == 1
  }
}

/// The number as patches are covered, or uncovered, one group after another in a map's order.
package struct JudgedCurve: Sendable, Equatable, Codable {
  /// Shape `[s]`: the share of the patches that are covered, or uncovered, from 0 to 1.
  package let shares: [Double]
  /// Shape `[s]`: the number at each share.
  package let values: [Double]
  /// Shape `[s]`: the mean of the number over the random orders.
  package let randomValues: [Double]
  /// The area under `values` by trapezoids: the mean of the number on the way.
  package let area: Double
  /// The mean of the areas of the random orders.
  package let randomMean: Double
  /// Their standard deviation, with n - 1.
  package let randomDeviation: Double
  /// How many standard deviations the area is better than the mean of the random ones: lower for a
  /// deletion, higher for an insertion. Zero if the random areas do not vary.
  package let z: Double
  /// The place among the random orders, from 1: one more than the number of random orders that are at
  /// least as good.
  package let rank: Int
}
