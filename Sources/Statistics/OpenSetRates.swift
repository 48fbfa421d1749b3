/// The error rates of searches in a gallery that contains some of the people and not others, after
/// ISO/IEC 19795-1: FPIR and FNIR.
package struct OpenSetRates: Sendable, Equatable {
  /// The first mated candidate of a search for an enrolled person.
  package struct Mate: Sendable, Equatable {
    /// Its rank, from 1.
    package let rank: Int
    package let score: Double

    package init(rank: Int, score: Double) {
      self.rank = rank
      self.score = score
    }
  }

  /// For each search for an enrolled person, the first mated candidate in the list; `nil` without one.
  package let mated: [Mate?]
  /// For each search for a person who is not enrolled, the best score.
  package let nonMated: [Double]
  private let falling: [Double]

  package init(mated: [Mate?], nonMated: [Double]) {
    self.mated = mated
    self.nonMated = nonMated
    falling = nonMated.sorted(by: >)
  }

  /// The number of non-mated searches with a candidate at or above a threshold.
  package func falsePositives(at threshold: Double) -> Int {
    var (low, high) = (0, falling.count)
    while low < high {
      let middle = (low + high) / 2
      if falling[middle] >= threshold { low = middle + 1 } else { high = middle }
    }
    return low
  }

  package func falsePositiveRate(at threshold: Double) -> Double {
    Double(falsePositives(at: threshold)) / Double(nonMated.count)
  }

  /// For each mated search, whether it misses: whether its mate is not among the first `rank`
  /// candidates with a score at or above the threshold.
  package func misses(rank: Int = .max, threshold: Double = -.infinity) -> [Bool] {
    mated.map { mate in
      guard let mate else { return true }
      return mate.rank > rank || mate.score < threshold
    }
  }

  package func falseNegativeRate(rank: Int = .max, at threshold: Double = -.infinity) -> Double {
    Double(misses(rank: rank, threshold: threshold).count { $0 }) / Double(mated.count)
  }

  /// Returns the smallest threshold with a rate of false positives of at most `limit`: one of the best
  /// scores of the non-mated searches, or the number just above the greatest.
  ///
  /// - Precondition: There are non-mated searches.
  package func threshold(limit: Double) -> Double {
    precondition(!falling.isEmpty)
    // A limit such as 0.3 has no exact binary value: 10 * 0.3 must permit 3.
    let most = Int((limit * Double(falling.count) * (1 + 1e-12)).rounded(.down))
    var threshold = falling[0].nextUp
    var place = 0
    while place < falling.count {
      var end = place
      while end < falling.count, falling[end] == falling[place] { end += 1 }
      guard end <= most else { break }
      threshold = falling[place]
      place = end
    }
    return threshold
  }

  /// The smallest number of expected false positives for which a rate is stated.
  package static let leastExpected = 10

  /// Returns how many non-mated searches a limit takes.
  package static func needed(for limit: Double) -> Int {
    Int((Double(leastExpected) / limit * (1 - 1e-12)).rounded(.up))
  }

  /// Whether there are enough non-mated searches for a limit.
  package func supports(_ limit: Double) -> Bool { nonMated.count >= Self.needed(for: limit) }
}
