import Identification

/// Where a candidate's scores lie among those of other people.
package struct Typicality: Sendable, Equatable, Codable {
  /// With whose scores a score is compared.
  package enum Population: Sendable, Equatable, Codable {
    /// All gallery pictures, or every n-th of a large gallery.
    case gallery(every: Int)
    /// The re-ranked candidates, which stage 1 chose for being alike.
    case reranked
  }

  package struct Standing: Sendable, Equatable, Codable {
    package let method: ScoringMethod
    package let score: Double
    package let population: Population
    /// Pictures with another label than the candidate's; all others where it has none.
    package let others: Int
    /// How many of these score at least as high.
    package let atLeast: Int
    package let histogram: Histogram
    package let calibrated: Calibrated?
  }

  /// What the calibration set says of a score.
  package struct Calibrated: Sendable, Equatable, Codable {
    package let falseMatches: CalibratedRate?
    package let falseSearches: CalibratedRate?
    package let missedMates: CalibratedRate?
  }

  /// Whether the candidate has a label by which others are told.
  package let isByLabel: Bool
  /// A method without others is absent.
  package let standings: [Standing]
}

/// How many scores fall into equal parts of their range.
package struct Histogram: Sendable, Equatable, Codable {
  package let low: Double
  package let high: Double
  package let counts: [Int]

  package static let bins = 24

  /// The limits of the parts between two numbers.
  static func edges(low: Double, high: Double) -> [Double] {
    (0...bins).map { low + (high - low) * Double($0) / Double(bins) }
  }

  /// - Parameters:
  ///   - marked: A number that the range has to hold too.
  /// - Precondition: There is a finite value.
  package init(_ values: [Double], marked: Double, bins: Int = bins) {
    let low = min(values.min()!, marked)
    let high = max(values.max()!, marked)
    // Of equal scores a range of some width, so that they stand in its middle.
    let margin = high > low ? 0 : 0.01
    self.low = low - margin
    self.high = high + margin
    var counts = [Int](repeating: 0, count: bins)
    for value in values {
      let share = (value - self.low) / (self.high - self.low)
      counts[min(Int(share * Double(bins)), bins - 1)] += 1
    }
    self.counts = counts
  }
}
