import Identification

/// A candidate's scores compared with the scores of other people.
package struct Typicality: Sendable, Equatable, Codable {
  /// The pictures whose scores a score is compared with.
  package enum Population: Sendable, Equatable, Codable {
    /// All gallery pictures, or every n-th of a large gallery.
    case gallery(every: Int)
    /// The re-ranked candidates, which stage 1 chose because they are similar to the query.
    case reranked
  }

  package struct Standing: Sendable, Equatable, Codable {
    package let method: ScoringMethod
    package let score: Double
    package let population: Population
    /// The number of pictures with another label, or of all others if the candidate has no label.
    package let others: Int
    /// The number of these that score at least as high.
    package let atLeast: Int
    package let histogram: Histogram
    package let calibrated: Calibrated?
  }

  /// The rates of a score in the calibration set.
  package struct Calibrated: Sendable, Equatable, Codable {
    package let falseSearches: CalibratedRate?
    package let missedMates: CalibratedRate?
  }

  /// Whether the candidate has a label that identifies other people.
  package let isByLabel: Bool
  /// The standings, without methods that have no other scores.
  package let standings: [Standing]
}

/// The numbers of scores in equal parts of their range.
package struct Histogram: Sendable, Equatable, Codable {
  package let low: Double
  package let high: Double
  package let counts: [Int]

  package static let bins = 24

  /// Returns the limits of the parts between two numbers.
  static func edges(low: Double, high: Double) -> [Double] {
    (0...bins).map { low + (high - low) * Double($0) / Double(bins) }
  }

  /// - Parameters:
  ///   - marked: A number that the range must contain, too.
  /// - Precondition: There is a finite value.
  package init(_ values: [Double], marked: Double, bins: Int = bins) {
    let low = min(values.min()!, marked)
    let high = max(values.max()!, marked)
    // Equal scores have a range of some width and are in its middle.
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
