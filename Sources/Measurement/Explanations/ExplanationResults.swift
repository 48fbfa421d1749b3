import Statistics

/// How good the explanations of some queries are, over the set: part of the JSON of `facet evaluate`.
package struct ExplanationResults: Sendable, Codable, Equatable {
  /// A kind of map of the query's patches, for the first candidate of the EMD.
  package struct Game: Sendable, Codable, Equatable {
    /// "importance", "flow", "cc", "h2l", "weights apc".
    package var map: String
    /// The number of maps that could be tested.
    package var n: Int
    /// The number that could not: the empty picture scores at least as high, or the map is even.
    package var notApplicable: Int
    /// The share, in percent, that beats all random orders by deletion and by insertion; Wilson's interval
    /// over the people.
    package var beatsAll: Double?
    package var beatsAllInterval: Interval?
    /// The means of the areas, and of the random orders' areas.
    package var deletion: Double?
    package var deletionRandom: Double?
    package var insertion: Double?
    package var insertionRandom: Double?
    /// The mean paired difference of the area of deletion: this map less the first one; Student's interval
    /// over the people. Absent for the first.
    package var deletionDifference: Double?
    package var deletionDifferenceInterval: Interval?
  }

  /// How much of a map lies on patches that differ from the query's own original.
  package struct OnCover: Sendable, Codable, Equatable {
    package var map: String
    package var n: Int
    /// The mean share of the map's weight on them.
    package var weight: Double
    /// The mean share of the area that they are.
    package var area: Double
    /// The mean of weight / area: 1 as uniform, 0 if the cover is ignored, above 1 if it is sought.
    package var ratio: Double
    /// Student's interval over the people.
    package var interval: Interval?
  }

  /// Spearman's rank correlation of two maps over the patches.
  package struct Agreement: Sendable, Codable, Equatable {
    package var first: String
    package var second: String
    package var n: Int
    package var rho: Double
    package var interval: Interval?
    /// The same with the patches of the second map in random order.
    package var shuffled: Double
  }

  /// How the flow is spread.
  package struct Flow: Sendable, Codable, Equatable {
    /// The mean share of the flow between equal places.
    package var samePlace: Double
    package var samePlaceInterval: Interval?
    /// The mean entropy, divided by that of an even flow between all pairs of patches.
    package var entropy: Double
    package var entropyInterval: Interval?
  }

  package var part: String?
  package var queries: Int
  package var people: Int
  package var seed: UInt64
  /// The weighting, grid and solver by which the EMD ranked.
  package var setting: String
  package var randomOrders: Int
  package var games: [Game]
  package var onCover: [OnCover]
  package var agreement: Agreement?
  package var flow: Flow?
}
