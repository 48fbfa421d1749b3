import Identification
import Statistics

/// One method's scores of a calibration set: who was known to be whom.
package struct ScoreSample: Sendable, Equatable, Codable {
  /// At most so many scores of different people are kept, the highest: rates further down are of no
  /// use to anybody.
  package static let kept = 20_000

  /// How many pairs of different people were scored.
  package let nonmateCount: Int
  /// Their highest scores, falling.
  package let nonmates: [Double]
  /// For each query the highest score of another person, falling.
  package let bestNonmates: [Double]
  /// Scores of pictures of the query's own person, falling.
  package let mates: [Double]

  package init(
    nonmateCount: Int, nonmates: [Double], bestNonmates: [Double], mates: [Double]
  ) {
    self.nonmateCount = nonmateCount
    self.nonmates = nonmates
    self.bestNonmates = bestNonmates
    self.mates = mates
  }

  /// Whether it may come from a measurement: counts agree, scores fall and are numbers.
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

  /// How many of some falling scores are at least this one.
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

/// How often something happened in a calibration set.
package struct CalibratedRate: Sendable, Equatable, Codable {
  package let count: Int
  package let trials: Int
  /// Clopper's and Pearson's exact 95 % interval, as if the trials were independent.
  package let interval: Interval
  /// Whether there may be more than `count`: scores so low were not kept.
  package let isAtLeast: Bool

  /// - Returns: `nil` without a trial.
  init?(count: Int, trials: Int, isAtLeast: Bool = false) {
    guard trials > 0 else { return nil }
    self.count = count
    self.trials = trials
    self.isAtLeast = isAtLeast
    interval = .clopperPearson(count, of: trials)
  }

  /// `nil` where it happened never: no rate below 1/trials can be told.
  package var rate: Double? { count > 0 ? Double(count) / Double(trials) : nil }
}

extension ScoreSample {
  /// How often two different people reach a score.
  package func falseMatches(at score: Double) -> CalibratedRate? {
    let count = Self.count(of: nonmates, atLeast: score)
    return CalibratedRate(
      count: count, trials: nonmateCount,
      isAtLeast: count == nonmates.count && nonmates.count < nonmateCount)
  }

  /// In how many searches somebody else's best picture reaches a score.
  package func falseSearches(at score: Double) -> CalibratedRate? {
    CalibratedRate(
      count: Self.count(of: bestNonmates, atLeast: score), trials: bestNonmates.count)
  }

  /// How often two pictures of one person stay below a score.
  package func missedMates(at score: Double) -> CalibratedRate? {
    CalibratedRate(
      count: mates.count - Self.count(of: mates, atLeast: score), trials: mates.count)
  }
}
