import Basics
import Statistics

/// The likelihood ratio of a score, from the searches of a test set.
///
/// Its propositions are those of a search: the query shows the person who was found, or the query shows
/// a person who is not in the gallery and the person found is the most similar of all. So the mated
/// scores are the right person's best score in each test search, and the non-mated ones the best wrong
/// person's.
package struct LikelihoodRatio: Sendable, Equatable, Codable {
  /// Where the ratio of the score lies.
  package enum Standing: String, Sendable, Codable {
    case withinBounds
    /// The test set cannot carry the ratio: only that it is at least the upper bound can be stated.
    case aboveBounds
    /// Likewise, at most the lower bound.
    case belowBounds
  }

  /// The decimal logarithm of the ratio, within `bounds`.
  package let log10: Double
  /// The 95% interval of the logarithm, within `bounds`, from people drawn again on both sides.
  package let interval: Interval
  /// The range of logarithms that so many test searches can carry (ELUB).
  package let bounds: Interval
  package let standing: Standing
  /// The numbers of mated and non-mated test scores.
  package let mated: Int
  package let nonmated: Int
  /// The cost of the test set's ratios in bits, each person's from the other people; 1 is worthless.
  package let cllr: Double
  /// The least cost that any calibration of these scores can reach.
  package let cllrMin: Double
}

/// The relation of scores and likelihood ratios in a test set.
package struct LikelihoodRatioScale: Sendable {
  private let line: LogisticCalibration
  private let draws: [LogisticCalibration]
  package let bounds: Interval
  package let mated: Int
  package let nonmated: Int
  package let cllr: Double
  package let cllrMin: Double

  /// The number of times that people are drawn again, and the seed of the first draw; the next draws
  /// have the next seeds.
  package static let drawCount = 1000
  package static let seed: UInt64 = 1
  /// The number of groups of people for cross-validation.
  package static let folds = 10

  /// - Parameter people: The number of people in the test set, searched or only found.
  /// - Returns: `nil` if there are fewer than `folds` people, or if the classes do not overlap, so that
  ///   no finite line fits.
  /// - Complexity: O(draws * searches), on `Threads.count` threads.
  package init?(_ sample: ScoreSample, people: Int) {
    guard people >= Self.folds else { return nil }
    let right = sample.searches.compactMap { search in
      search.right.first.map { (score: $0, person: search.person) }
    }
    let wrong = sample.searches.compactMap { search in
      search.wrong.map { (score: $0, person: search.person, other: search.wrongPerson) }
    }
    let (same, different) = (right.map(\.score), wrong.map(\.score))
    guard let line = LogisticCalibration(mated: same, nonmated: different), line.separation == nil
    else { return nil }
    self.line = line
    (mated, nonmated) = (same.count, different.count)
    // Each person's ratios come from a line without that person, searched or found.
    var (held, heldWrong) = (
      [Double](repeating: 0, count: right.count), [Double](repeating: 0, count: wrong.count)
    )
    for fold in 0..<Self.folds {
      func isIn(_ person: Int?) -> Bool { person.map { $0 % Self.folds == fold } ?? false }
      guard
        let other = LogisticCalibration(
          mated: right.filter { !isIn($0.person) }.map(\.score),
          nonmated: wrong.filter { !isIn($0.person) && !isIn($0.other) }.map(\.score))
      else { return nil }
      for place in right.indices where isIn(right[place].person) {
        held[place] = other.log10LR(right[place].score)
      }
      for place in wrong.indices where isIn(wrong[place].person) {
        heldWrong[place] = other.log10LR(wrong[place].score)
      }
    }
    bounds = LikelihoodRatioQuality.bounds(mated: held, nonmated: heldWrong)
    cllr = LikelihoodRatioQuality.cllr(mated: held, nonmated: heldWrong)
    cllrMin = LikelihoodRatioQuality.cllrMin(mated: same, nonmated: different)
    draws = collectInParallel(count: Self.drawCount) { draw, _ in
      var generator = SeededGenerator(purpose: 0x11B0, seed: Self.seed &+ UInt64(draw))
      var counts = [Double](repeating: 0, count: people)
      for _ in 0..<people { counts[Int.random(in: 0..<people, using: &generator)] += 1 }
      return LogisticCalibration(
        mated: same, nonmated: different, matedWeights: right.map { counts[$0.person] },
        nonmatedWeights: wrong.map { item in
          counts[item.person] * (item.other.map { counts[$0] } ?? 1)
        })
    }.compactMap { $0 }
  }

  /// Returns the ratio at a score.
  package func ratio(at score: Double) -> LikelihoodRatio {
    func bounded(_ value: Double) -> Double { min(max(value, bounds.low), bounds.high) }
    let value = line.log10LR(score)
    let drawn = draws.map { $0.log10LR(score) }.sorted()
    let tail = Int((Double(drawn.count) * (1 - Interval.confidence) / 2).rounded(.down))
    return LikelihoodRatio(
      log10: bounded(value),
      interval: drawn.isEmpty
        ? bounds
        : Interval(low: bounded(drawn[tail]), high: bounded(drawn[drawn.count - 1 - tail])),
      bounds: bounds,
      standing: value > bounds.high
        ? .aboveBounds : value < bounds.low ? .belowBounds : .withinBounds,
      mated: mated, nonmated: nonmated, cllr: cllr, cllrMin: cllrMin)
  }
}
