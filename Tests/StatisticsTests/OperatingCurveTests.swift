import Testing

@testable import Statistics

@Suite struct OperatingCurveTests {
  func scores(same: [Double], different: [Double]) -> [VerificationScore] {
    same.map { VerificationScore(score: $0, isSame: true, fold: 0) }
      + different.map { VerificationScore(score: $0, isSame: false, fold: 0) }
  }

  // Worked out on paper: 13 of the 16 comparisons are correct; at 0.6, one of four is wrong on
  // either side.
  @Test func agreesWithTheHandWorkedExample() {
    let curve = OperatingCurve(
      scores(same: [0.9, 0.3, 0.8, 0.6], different: [0.1, 0.7, 0.2, 0.4]))
    #expect(curve.points.map(\.trueAccepts) == [0, 1, 2, 2, 3, 3, 4, 4, 4])
    #expect(curve.points.map(\.falseAccepts) == [0, 0, 0, 1, 1, 2, 2, 3, 4])
    #expect(curve.equalErrorRate.rate == 0.25 && curve.equalErrorRate.threshold == 0.6)
    #expect(curve.areaUnderCurve == 13.0 / 16)
    // (1, 0) and (4, 3) lie on straight lines.
    #expect(
      curve.corners.map { [$0.trueAccepts, $0.falseAccepts] } == [
        [0, 0], [2, 0], [2, 1], [3, 1], [3, 2], [4, 2], [4, 4],
      ])
  }

  @Test func tiesCountHalfAndErrorsAreInterpolated() {
    // From (FAR 0, FRR 1) straight to (0.5, 0): equal at a third.
    let curve = OperatingCurve(scores(same: [0.5, 0.5], different: [0.5, 0.1]))
    #expect(abs(curve.equalErrorRate.rate - 1.0 / 3) < 1e-15)
    #expect(curve.areaUnderCurve == 0.75)
    let perfect = OperatingCurve(scores(same: [2, 3], different: [1, 0]))
    #expect(perfect.equalErrorRate.rate == 0 && perfect.areaUnderCurve == 1)
    let useless = OperatingCurve(scores(same: [1, 1], different: [1, 1, 1]))
    #expect(useless.equalErrorRate.rate == 0.5 && useless.areaUnderCurve == 0.5)
    let wrong = OperatingCurve(scores(same: [0], different: [1]))
    #expect(wrong.equalErrorRate.rate == 1 && wrong.areaUnderCurve == 0)
  }

  @Test func trueAcceptsAtAFalseAcceptRate() throws {
    let different = (0..<1000).map { Double($0) / 1000 }
    let curve = OperatingCurve(
      scores(same: [0.995, 0.995, 0.995, 0.985], different: different))
    let rate = try curve.rate(atFalseAcceptRate: 0.01)
    // From 0.990 up there are ten of a thousand, and three of the four.
    #expect(rate.threshold == 0.99 && rate.trueAcceptRate == 0.75)
    #expect(rate.falseAcceptRate == 0.01)
    #expect(rate.interval == .clopperPearson(3, of: 4))
    #expect(rate.falseAcceptInterval == .clopperPearson(10, of: 1000))
  }

  @Test func refusesRatesThatThePairsCannotSupport() {
    let curve = OperatingCurve(scores(same: [1], different: [Double](repeating: 0, count: 999)))
    let error = #expect(throws: TooFewDifferentPairs.self) {
      try curve.rate(atFalseAcceptRate: 0.01)
    }
    #expect(
      error?.description == """
        A false accept rate of 0.01 cannot be measured on 999 pairs of different people: at least \
        1000 are required, so that 10 false accepts are expected.
        """)
  }

  @Test func acceptsNothingWhereTheBestScoresAreFalse() throws {
    let curve = OperatingCurve(scores(same: [1], different: [Double](repeating: 1, count: 100)))
    let rate = try curve.rate(atFalseAcceptRate: 0.1)
    #expect(rate.trueAcceptRate == 0 && rate.threshold == .infinity)
  }

  @Test func resampledIntervalsHoldTheValueAndRepeat() {
    let same = (0..<200).map { 0.3 + Double($0 * 37 % 200) / 250 }
    let different = (0..<200).map { Double($0 * 53 % 200) / 250 }
    let curve = OperatingCurve(scores(same: same, different: different))
    let intervals = curve.resampledIntervals(count: 200, seed: 1)
    let again = curve.resampledIntervals(count: 200, seed: 1)
    #expect(intervals.equalErrorRate == again.equalErrorRate)
    let (rate, area) = (curve.equalErrorRate.rate, curve.areaUnderCurve)
    #expect(intervals.equalErrorRate.low < rate && rate < intervals.equalErrorRate.high)
    #expect(intervals.areaUnderCurve.low < area && area < intervals.areaUnderCurve.high)
    // About 1.96 sqrt(p (1 - p) / (2 n)) to either side: 200 pairs of each kind.
    let width = intervals.equalErrorRate.high - intervals.equalErrorRate.low
    let expected = 2 * 1.96 * (rate * (1 - rate) / 400).squareRoot()
    #expect(width > 0.5 * expected && width < 1.6 * expected, "\(width) against \(expected)")
  }

  // MARK: Folds

  func pair(_ score: Double, _ isSame: Bool, _ fold: Int = 0) -> VerificationScore {
    VerificationScore(score: score, isSame: isSame, fold: fold)
  }

  @Test func theBestThresholdLiesInTheWidestGap() {
    func best(_ pairs: VerificationScore...) -> Double { FoldAccuracy.bestThreshold(pairs) }
    #expect(
      abs(best(pair(0.1, false), pair(0.2, false), pair(0.6, true), pair(0.7, true)) - 0.4) < 1e-15)
    // Three of four are correct between 0.1 and 0.5 and between 0.6 and 0.9: the former is wider.
    #expect(
      abs(best(pair(0.1, false), pair(0.5, true), pair(0.6, false), pair(0.9, true)) - 0.3) < 1e-15)
    // All the same: everything is accepted, or nothing.
    #expect(best(pair(0.4, true), pair(0.6, true)) == 0.4)
    #expect(best(pair(0.4, false), pair(0.6, false)) > 0.6)
  }

  @Test func eachFoldIsJudgedByTheOthers() {
    // Fold 0 is judged by 0.275 (both correct), fold 1 by 0.5 (one of two).
    let accuracy = FoldAccuracy([
      pair(0.1, false, 0), pair(0.9, true, 0), pair(0.35, true, 1), pair(0.2, false, 1),
    ])
    #expect(accuracy.folds.map(\.right) == [2, 1])
    #expect(accuracy.folds.map { ($0.threshold * 1000).rounded() } == [275, 500])
    #expect(accuracy.mean == 0.75)
    #expect(abs(accuracy.spread.standardError - 0.25) < 1e-15)
    #expect(accuracy.pooled.rate == 0.75 && accuracy.pooled.interval == .wilson(3, of: 4))
  }
}
