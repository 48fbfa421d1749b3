import Datasets
import Identification
import Statistics

extension VerificationResults.Row {
  /// - Precondition: Pairs of both kinds.
  package init(
    scorer: ScoringMethod, weighting: PatchWeighting?, alpha: Double?,
    _ scores: [VerificationScore],
    limits: [Double], resamples: Int, seed: UInt64
  ) {
    let curve = OperatingCurve(scores)
    let intervals = curve.resampledIntervals(count: resamples, seed: seed)
    let equal = curve.equalErrorRate
    self.scorer = scorer
    self.weights = weighting
    self.alpha = alpha
    same = curve.same
    different = curve.different
    equalErrorRate = VerificationResults.Rate(
      value: 100 * equal.rate, interval: intervals.equalErrorRate.scaled(by: 100),
      threshold: equal.threshold)
    areaUnderCurve = VerificationResults.Rate(
      value: 100 * curve.areaUnderCurve, interval: intervals.areaUnderCurve.scaled(by: 100))
    rates = limits.map { VerificationResults.RateAtFAR(curve, limit: $0) }
    let corners = curve.corners.filter { $0.threshold.isFinite }
    self.curve = VerificationResults.Curve(
      thresholds: corners.map(\.threshold),
      falseAcceptRates: corners.map { 100 * curve.falseAcceptRate($0) },
      trueAcceptRates: corners.map { 100 * curve.trueAcceptRate($0) })
  }

  /// - Parameter people: The numbers of the two people of each pair.
  mutating func measureAccuracy(
    _ scores: [VerificationScore], folding: FacePairs.Folding, people: [(first: Int, second: Int)]
  ) {
    let folds = Set(scores.map(\.fold))
    guard folding != .none else {
      accuracyRefused = """
        Ten folds need at least ten mated and ten non-mated pairs; the file contains \(same) and \
        \(different).
        """
      return
    }
    guard folds.count > 1, folds.count == (folds.max() ?? 0) + 1 else {
      accuracyRefused = """
        A fold does not contain any usable pair, so its accuracy cannot be measured. See the failures.
        """
      return
    }
    let measured = FoldAccuracy(scores)
    let spread = measured.spread
    accuracy = VerificationResults.Accuracy(
      mean: 100 * measured.mean, standardError: 100 * spread.standardError,
      interval: spread.interval.scaled(by: 100),
      pooledInterval: measured.pooled.interval.scaled(by: 100),
      peopleInterval: TwoWayClustered(
        mean: measured.isRight.map { $0 ? 1 : 0 }, people: people.map(\.first),
        pairs: people.map(\.second))?.wilson.scaled(by: 100), folds: measured.folds)
  }

  /// The false accept rates at which the band has points, at most.
  private static let bandPoints = 100

  /// Adds the intervals over people, and the band of the curve.
  ///
  /// - Parameter people: The numbers of the two people of each pair.
  mutating func addIntervals(
    _ scores: [VerificationScore], people: [(first: Int, second: Int)], resamples: Int, seed: UInt64
  ) {
    for place in rates.indices {
      guard let threshold = rates[place].threshold else { continue }
      func interval(_ isSame: Bool) -> Interval? {
        let places = scores.indices.filter { scores[$0].isSame == isSame }
        return TwoWayClustered(
          mean: places.map { scores[$0].score >= threshold ? 1 : 0 },
          people: places.map { people[$0].first }, pairs: places.map { people[$0].second }
        )?.wilson.scaled(by: 100)
      }
      rates[place].peopleInterval = interval(true)
      rates[place].falseAcceptPeopleInterval = interval(false)
    }
    guard Set(people.flatMap { [$0.first, $0.second] }).count > 2 else { return }
    var axis: [Double] = []
    for rate in curve.falseAcceptRates where rate != axis.last { axis.append(rate) }
    let step = max(1, (axis.count + Self.bandPoints - 1) / Self.bandPoints)
    // The first ones are apart on the logarithmic axis.
    let chosen = axis.enumerated().filter { $0.offset < 30 || $0.offset % step == 0 }.map(\.element)
    let found = OperatingCurve.byPeople(
      scores, people: people, at: chosen.map { $0 / 100 }, count: resamples, seed: seed)
    equalErrorRate.peopleInterval = found.equalErrorRate.scaled(by: 100)
    areaUnderCurve.peopleInterval = found.areaUnderCurve.scaled(by: 100)
    curve.band = VerificationResults.Band(
      falseAcceptRates: chosen, low: found.trueAcceptRates.map { 100 * $0.low },
      high: found.trueAcceptRates.map { 100 * $0.high })
  }
}

extension VerificationResults.RateAtFAR {
  package init(_ curve: OperatingCurve, limit: Double) {
    self.limit = limit
    do {
      let rate = try curve.rate(atFalseAcceptRate: limit)
      value = 100 * rate.trueAcceptRate
      interval = rate.interval.scaled(by: 100)
      threshold = rate.threshold.isFinite ? rate.threshold : nil
      falseAcceptRate = 100 * rate.falseAcceptRate
      falseAcceptInterval = rate.falseAcceptInterval.scaled(by: 100)
    } catch {
      refused = error.description
    }
  }
}

extension VerificationResults.Published {
  /// - Returns: `nil` with fewer than ten pairs.
  init?(_ method: ScoringMethod, _ scores: [VerificationScore]) {
    if method == .h2 {
      guard !scores.isEmpty else { return nil }
      let right = scores.count { ($0.score > 0.5) == $0.isSame }
      self.init(
        mean: 100 * Double(right) / Double(scores.count), deviation: nil,
        rule: "A pair is accepted if its probability is above 0.5; all pairs, no folds.")
      return
    }
    guard let accuracy = PublishedAccuracy(scores) else { return nil }
    self.init(
      mean: 100 * accuracy.mean, deviation: 100 * accuracy.deviation,
      rule: """
        A pair is accepted if 2 - 2s is below one of the thresholds 0, 0.01 … 0.99, the first best on \
        nine of ten blocks of the file.
        """)
  }
}
