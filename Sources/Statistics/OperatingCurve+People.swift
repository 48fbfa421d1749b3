import Basics

extension OperatingCurve {
  /// Intervals of a curve from people drawn again with replacement.
  package struct ByPeople: Sendable, Equatable {
    package let equalErrorRate: Interval
    package let areaUnderCurve: Interval
    /// The pointwise interval of the true accept rate at each requested false accept rate.
    package let trueAcceptRates: [Interval]
  }

  /// Returns intervals of the equal error rate, of the area and of points of the curve, from people drawn again
  /// with replacement: a pair of two people counts as often as both were drawn, multiplied, and a pair of one
  /// person as often as it was drawn.
  ///
  /// The limits are the 2.5 and 97.5 percentiles. They are wider than those of `resampledIntervals` where few
  /// people or a few difficult faces are in many pairs.
  ///
  /// - Parameters:
  ///   - people: The numbers of the two people of each pair, from 0.
  ///   - rates: False accept rates, shares in rising order.
  ///   - count: The number of draws, 40 or more.
  ///   - seed: The same seed gives the same intervals.
  /// - Precondition: There are pairs of both kinds.
  /// - Complexity: O(count * pairs).
  ///
  /// Owen 2007, "The pigeonhole bootstrap", https://doi.org/10.1214/07-AOAS122
  package static func byPeople(
    _ scores: [VerificationScore], people: [(first: Int, second: Int)], at rates: [Double],
    count: Int, seed: UInt64
  ) -> ByPeople {
    precondition(scores.count == people.count && count >= 40)
    let order = scores.indices.sorted { (scores[$1].score, $0) < (scores[$0].score, $1) }
    let sorted = order.map { scores[$0] }
    let first = order.map { people[$0].first }
    let second = order.map { people[$0].second }
    var drawn = DrawnPeople(first + second, purpose: 0xDE7, seed: seed)
    var (errors, areas): ([Double], [Double]) = ([], [])
    var points = [[Double]](repeating: [], count: rates.count)
    // Of each threshold, what is accepted falsely and rightly; the first accepts nothing.
    var wrong: [Double] = []
    var right: [Double] = []
    for _ in 0..<count {
      drawn.draw()
      let weights = drawn.weights
      wrong = [0]
      right = [0]
      var (falsely, truly) = (0.0, 0.0)
      for (place, score) in sorted.enumerated() {
        if score.isSame {
          truly += Double(weights[first[place]])
        } else {
          falsely += Double(weights[first[place]] * weights[second[place]])
        }
        if place + 1 < sorted.count, sorted[place + 1].score == score.score { continue }
        wrong.append(falsely)
        right.append(truly)
      }
      // A draw without pairs of both kinds has no curve.
      guard falsely > 0, truly > 0 else { continue }
      let (equal, area) = summary(wrong, right)
      errors.append(equal)
      areas.append(area)
      var place = 0
      for (index, rate) in rates.enumerated() {
        let most = rate * falsely * (1 + 1e-12)
        while place + 1 < wrong.count, wrong[place + 1] <= most { place += 1 }
        points[index].append(right[place] / truly)
      }
    }
    let whole = Interval(low: 0, high: 1)
    return ByPeople(
      equalErrorRate: errors.isEmpty ? whole : DrawnPeople.percentiles(errors),
      areaUnderCurve: areas.isEmpty ? whole : DrawnPeople.percentiles(areas),
      trueAcceptRates: points.map { $0.isEmpty ? whole : DrawnPeople.percentiles($0) })
  }

  /// The equal error rate and the area of a curve of weighted pairs, as `equalErrorRate` and
  /// `areaUnderCurve` have them.
  private static func summary(_ wrong: [Double], _ right: [Double]) -> (equal: Double, area: Double)
  {
    let (allWrong, allRight) = (wrong.last!, right.last!)
    var equal: Double?
    var area = 0.0
    for place in 1..<wrong.count {
      area += (wrong[place] - wrong[place - 1]) * (right[place] + right[place - 1]) / 2
      guard equal == nil else { continue }
      let gap = wrong[place] / allWrong - (1 - right[place] / allRight)
      guard gap >= 0 else { continue }
      let before = 1 - right[place - 1] / allRight - wrong[place - 1] / allWrong
      let share = before + gap > 0 ? before / (before + gap) : 0
      equal = (wrong[place - 1] + share * (wrong[place] - wrong[place - 1])) / allWrong
    }
    return (equal ?? 1, area / (allWrong * allRight))
  }
}
