/// The results of all thresholds on scored pairs: a pair is accepted if its score is at least the
/// threshold.
package struct OperatingCurve: Sendable, Equatable {
  /// The result of one threshold.
  package struct Point: Sendable, Equatable {
    /// The threshold; infinite if nothing is accepted.
    package let threshold: Double
    /// The number of accepted pairs of the same person.
    package let trueAccepts: Int
    /// The number of accepted pairs of different people.
    package let falseAccepts: Int
  }

  /// The number of pairs of the same person; likewise of different people.
  package let same: Int
  package let different: Int
  /// One point for each distinct score, by decreasing threshold, after the one that accepts
  /// nothing.
  package let points: [Point]

  /// - Precondition: There are pairs of both kinds, and no score is NaN.
  package init(_ scores: [VerificationScore]) {
    same = scores.count { $0.isSame }
    different = scores.count - same
    precondition(same > 0 && different > 0 && scores.allSatisfy { !$0.score.isNaN })
    var points = [Point(threshold: .infinity, trueAccepts: 0, falseAccepts: 0)]
    var (right, wrong) = (0, 0)
    let sorted = scores.sorted { $0.score > $1.score }
    for (place, score) in sorted.enumerated() {
      if score.isSame { right += 1 } else { wrong += 1 }
      if place + 1 < sorted.count && sorted[place + 1].score == score.score { continue }
      points.append(Point(threshold: score.score, trueAccepts: right, falseAccepts: wrong))
    }
    self.points = points
  }

  /// Returns the share of same pairs that are accepted.
  package func trueAcceptRate(_ point: Point) -> Double { Double(point.trueAccepts) / Double(same) }

  /// Returns the share of different pairs that are accepted.
  package func falseAcceptRate(_ point: Point) -> Double {
    Double(point.falseAccepts) / Double(different)
  }

  /// The rate at which false accepts and false rejects are equally frequent, on the straight lines
  /// between the points; and the threshold of the first point that rejects no more than it accepts
  /// falsely.
  package var equalErrorRate: (rate: Double, threshold: Double) {
    var before = points[0]
    for point in points {
      let gap = falseAcceptRate(point) - (1 - trueAcceptRate(point))
      if gap >= 0 {
        let gapBefore = 1 - trueAcceptRate(before) - falseAcceptRate(before)
        let share = gapBefore + gap > 0 ? gapBefore / (gapBefore + gap) : 0
        let rate =
          falseAcceptRate(before) + share * (falseAcceptRate(point) - falseAcceptRate(before))
        return (rate, point.threshold)
      }
      before = point
    }
    preconditionFailure("the last point accepts everything")
  }

  /// The area under the curve of true over false accepts: the probability that a same pair has a
  /// greater score than a different one, with a tie counting half.
  package var areaUnderCurve: Double {
    var area = 0.0
    for (before, point) in zip(points, points.dropFirst()) {
      area +=
        Double(point.falseAccepts - before.falseAccepts)
        * Double(point.trueAccepts + before.trueAccepts) / 2
    }
    return area / (Double(same) * Double(different))
  }

  /// The points at which the curve bends: the others lie on straight lines along an axis.
  package var corners: [Point] {
    points.indices.filter { place in
      guard place > 0, place + 1 < points.count else { return true }
      let (before, point, after) = (points[place - 1], points[place], points[place + 1])
      let isUpright =
        before.falseAccepts == point.falseAccepts && point.falseAccepts == after.falseAccepts
      let isLevel =
        before.trueAccepts == point.trueAccepts && point.trueAccepts == after.trueAccepts
      return !isUpright && !isLevel
    }.map { points[$0] }
  }
}
