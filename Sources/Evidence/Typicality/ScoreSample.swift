import Identification
import Statistics

/// One method's scores of a calibration set with known identities.
package struct ScoreSample: Sendable, Equatable, Codable {
  /// The most scores of different people that are kept, the highest; lower scores have rates too high
  /// to be useful.
  package static let kept = 20_000

  /// The number of scored pairs of different people.
  package let nonmateCount: Int
  /// The highest scores of such pairs, falling.
  package let nonmates: [Double]
  /// The highest score of another person for each query, falling.
  package let bestNonmates: [Double]
  /// The scores of pictures of the query's own person, falling.
  package let mates: [Double]

  package init(
    nonmateCount: Int, nonmates: [Double], bestNonmates: [Double], mates: [Double]
  ) {
    self.nonmateCount = nonmateCount
    self.nonmates = nonmates
    self.bestNonmates = bestNonmates
    self.mates = mates
  }

  /// Whether it can come from a measurement: counts agree, scores fall and are numbers.
  var isSound: Bool {
    func falls(_ scores: [Double]) -> Bool {
      // Scores are cosines, or sums of a few.
      scores.allSatisfy { abs($0) <= 1e9 }
        && zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 }
    }
    return nonmates.count == min(nonmateCount, Self.kept) && falls(nonmates)
      && falls(bestNonmates) && falls(mates) && bestNonmates.count <= nonmateCount
      && nonmateCount >= 0
  }

  /// Returns how many of some falling scores are at least this one.
  ///
  /// - Complexity: O(log n).
  static func count(of scores: [Double], atLeast score: Double) -> Int {
    var (low, high) = (0, scores.count)
    while low < high {
      let middle = (low + high) / 2
      if scores[middle] >= score { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The rate of an event in a calibration set.
package struct CalibratedRate: Sendable, Equatable, Codable {
  package let count: Int
  package let trials: Int
  /// Clopper's and Pearson's exact 95% interval, as if the trials were independent.
  package let interval: Interval
  /// Whether there may be more than `count` because such low scores were not kept.
  package let isAtLeast: Bool

  /// - Returns: `nil` without a trial.
  init?(count: Int, trials: Int, isAtLeast: Bool = false) {
    guard trials > 0 else { return nil }
    self.count = count
    self.trials = trials
    self.isAtLeast = isAtLeast
    interval = .clopperPearson(count, of: trials)
  }

  /// The rate; `nil` if `count` is 0, because rates below 1/trials cannot be estimated.
  package var rate: Double? { count > 0 ? Double(count) / Double(trials) : nil }
}

extension ScoreSample {
  /// Returns how often two different people reach a score.
  package func falseMatches(at score: Double) -> CalibratedRate? {
    let count = Self.count(of: nonmates, atLeast: score)
    return CalibratedRate(
      count: count, trials: nonmateCount,
      isAtLeast: count == nonmates.count && nonmates.count < nonmateCount)
  }

  /// Returns in how many searches another person's best picture reaches a score.
  package func falseSearches(at score: Double) -> CalibratedRate? {
    CalibratedRate(
      count: Self.count(of: bestNonmates, atLeast: score), trials: bestNonmates.count)
  }

  /// Returns how often two pictures of one person stay below a score.
  package func missedMates(at score: Double) -> CalibratedRate? {
    CalibratedRate(
      count: mates.count - Self.count(of: mates, atLeast: score), trials: mates.count)
  }
}
