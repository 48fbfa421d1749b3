/// All that a threshold can do with some scored pairs: a pair is accepted where its score is at
/// least the threshold.
package struct OperatingCurve: Sendable, Equatable {
  /// What one threshold gives.
  package struct Point: Sendable, Equatable {
    /// Infinite where nothing is accepted.
    package let threshold: Double
    /// Accepted pairs of the same person.
    package let trueAccepts: Int
    /// Accepted pairs of different people.
    package let falseAccepts: Int
  }

  /// Pairs of the same person, and of different people.
  package let same: Int
  package let different: Int
  /// One for each distinct score, the highest threshold first, after the one that accepts nothing.
  package let points: [Point]

  /// - Precondition: Pairs of both kinds; no score is not a number.
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

  /// The share of same pairs that are accepted.
  package func trueAcceptRate(_ point: Point) -> Double { Double(point.trueAccepts) / Double(same) }

  /// The share of different pairs that are accepted.
  package func falseAcceptRate(_ point: Point) -> Double {
    Double(point.falseAccepts) / Double(different)
  }

  /// Where false accepts and false rejects are equally frequent, on the straight lines between the
  /// points; and the threshold of the first point that rejects no more than it accepts falsely.
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

  /// The area under the curve of true over false accepts: how often a same pair has the greater score
  /// than a different one, a tie counting half.
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
