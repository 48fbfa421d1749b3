import Foundation
import Testing
import _TestSupport

@testable import Statistics

@Suite struct LikelihoodRatioTests {
  /// Values of the Netherlands Forensic Institute's `lir`.
  private struct Reference: Decodable {
    struct Point: Decodable {
      let score: Double
      let log10LR: Double
    }
    struct Bounds: Decodable {
      let lower: Double
      let upper: Double
    }
    let mated: [Double]
    let nonmated: [Double]
    let at: [Point]
    let elub: Bounds
    let cllr: Double
    let cllrMin: Double
    let cllrCal: Double
  }

  private let reference: Reference
  private let line: LogisticCalibration
  private let mated: [Double]
  private let nonmated: [Double]

  init() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    reference = try decoder.decode(
      Reference.self,
      from: Data(
        contentsOf: URL(fileURLWithPath: GoldenFile.packaged("likelihood_ratios.json"))))
    line = try #require(
      LogisticCalibration(mated: reference.mated, nonmated: reference.nonmated))
    mated = reference.mated.map(line.log10LR)
    nonmated = reference.nonmated.map(line.log10LR)
  }

  @Test func ratiosAreThoseOfTheReference() {
    #expect(reference.at.count == 10 && line.separation == nil)
    for point in reference.at {
      #expect(abs(line.log10LR(point.score) - point.log10LR) < 1e-6, "\(point)")
    }
  }

  @Test func boundsAreThoseOfTheReference() {
    let bounds = LikelihoodRatioQuality.bounds(mated: mated, nonmated: nonmated)
    #expect(abs(bounds.low - reference.elub.lower) < 1e-9)
    #expect(abs(bounds.high - reference.elub.upper) < 1e-9)
  }

  @Test func costsAreThoseOfTheReference() {
    let cost = LikelihoodRatioQuality.cllr(mated: mated, nonmated: nonmated)
    let least = LikelihoodRatioQuality.cllrMin(
      mated: reference.mated, nonmated: reference.nonmated)
    #expect(abs(cost - reference.cllr) < 1e-7)
    #expect(abs(least - reference.cllrMin) < 1e-9)
    #expect(abs(cost - least - reference.cllrCal) < 1e-7)
  }

  @Test func aRatioOfOneForAllCostsOneBit() {
    #expect(abs(LikelihoodRatioQuality.cllr(mated: [0, 0], nonmated: [0]) - 1) < 1e-12)
    #expect(LikelihoodRatioQuality.cllr(mated: [.infinity], nonmated: [-.infinity]) == 0)
    #expect(LikelihoodRatioQuality.cllr(mated: [-400], nonmated: [0]) > 600)
    // The same score for all separates nothing; separated scores lose nothing.
    #expect(abs(LikelihoodRatioQuality.cllrMin(mated: [1, 1], nonmated: [1, 1, 1]) - 1) < 1e-12)
    #expect(LikelihoodRatioQuality.cllrMin(mated: [2, 3], nonmated: [0, 1]) == 0)
    // The wrong way round is not better than nothing.
    #expect(abs(LikelihoodRatioQuality.cllrMin(mated: [0], nonmated: [1]) - 1) < 1e-12)
  }

  /// Scores do not depend on a unit: the line follows.
  @Test func theLineFollowsTheScoresUnit() throws {
    func changed(_ scores: [Double]) -> [Double] { scores.map { 1000 * $0 - 7 } }
    let other = try #require(
      LogisticCalibration(
        mated: changed(reference.mated), nonmated: changed(reference.nonmated)))
    for score in [0.2, 0.5, 0.8] {
      #expect(abs(other.log10LR(1000 * score - 7) - line.log10LR(score)) < 1e-9)
    }
  }

  @Test func aWeightOfTwoIsTheSameScoreTwice() throws {
    let (same, different) = ([0.5, 0.7, 0.3], [0.1, 0.4, 0.2])
    let weighted = try #require(
      LogisticCalibration(
        mated: same, nonmated: different, matedWeights: [2, 1, 1], nonmatedWeights: [1, 0, 3]))
    let repeated = try #require(
      LogisticCalibration(mated: [0.5] + same, nonmated: [0.1, 0.2, 0.2, 0.2]))
    #expect(weighted.separation == repeated.separation)
    let overlapping = try #require(
      LogisticCalibration(
        mated: same, nonmated: different, matedWeights: [2, 1, 1], nonmatedWeights: [1, 2, 3]))
    let listed = try #require(
      LogisticCalibration(mated: [0.5] + same, nonmated: [0.1, 0.4, 0.4, 0.2, 0.2, 0.2]))
    #expect(overlapping.separation == nil)
    #expect(abs(overlapping.log10LR(0.6) - listed.log10LR(0.6)) < 1e-9)
  }

  @Test func separatedScoresHaveNoFiniteLine() throws {
    let line = try #require(LogisticCalibration(mated: [0.6, 0.8], nonmated: [0.1, 0.4]))
    #expect(line.separation == 0.5)
    #expect(line.log10LR(0.51) == .infinity && line.log10LR(0.49) == -.infinity)
    #expect(LogisticCalibration(mated: [], nonmated: [0.1]) == nil)
    #expect(LogisticCalibration(mated: [0.5], nonmated: [0.1], nonmatedWeights: [0]) == nil)
    #expect(LogisticCalibration(mated: [.nan], nonmated: [0.1]) == nil)
  }

  /// However extreme the ratios, n tests carry about log10(n).
  @Test(arguments: [10, 100, 1000])
  func separatedTestsCarryAboutTheirNumber(count: Int) {
    let bounds = LikelihoodRatioQuality.bounds(
      mated: [Double](repeating: .infinity, count: count),
      nonmated: [Double](repeating: -.infinity, count: count))
    // With one more misleading ratio of n + 1, a threshold t costs (1 + t) / (n + 1) <= 1.
    let most = log10(Double(count))
    #expect(bounds.high <= most && bounds.high > most - 0.02)
    #expect(abs(bounds.low + bounds.high) < 0.021)
  }

  /// Ratios that say the opposite carry nothing.
  @Test func misleadingRatiosCarryNothing() {
    let bounds = LikelihoodRatioQuality.bounds(mated: [-2, -2, -2], nonmated: [2, 2, 2])
    #expect(bounds == Interval(low: 0, high: 0))
  }
}

@Suite struct ShareByPeopleTests {
  @Test func oneTrialPerPersonIsTheExactInterval() throws {
    let share = try #require(
      ShareByPeople((0..<50).map { $0 < 10 }, person: Array(0..<50), other: Array(50..<100)))
    #expect(share.count == 10 && share.trials == 50 && share.people == 50 && share.share == 0.2)
    let exact = Interval.clopperPearson(10, of: 50)
    // The groups' variance is that of the sample, 50/49 of the share's own.
    #expect(abs(share.interval.low - exact.low) < 3e-3)
    #expect(abs(share.interval.high - exact.high) < 3e-3)
  }

  /// 87,000 pairs of 30 people are not 87,000 independent trials.
  @Test func noneSeenIsTheBoundOfThePeople() throws {
    let share = try #require(
      ShareByPeople(
        [Bool](repeating: false, count: 3000), person: (0..<3000).map { $0 % 30 },
        other: (0..<3000).map { $0 % 7 }, others: 40))
    #expect(share.people == 30 && share.interval.low == 0)
    #expect(abs(share.interval.high - (1 - pow(0.025, 1 / 30.0))) < 1e-9)
    let gallery = try #require(
      ShareByPeople([false, false, false], person: [0, 1, 2], other: [5, 5, 5], others: 2))
    #expect(gallery.people == 2)
  }

  /// One person with all events counts as one person, on either side.
  @Test(arguments: [true, false]) func eventsOfOnePersonAreOneEvent(isSearched: Bool) throws {
    let happened = (0..<400).map { $0 < 10 }
    let repeated = (0..<400).map { $0 / 10 }
    let spread = (0..<400).map { ($0 * 7) % 40 }
    let share = try #require(
      ShareByPeople(
        happened, person: isSearched ? repeated : spread, other: isSearched ? spread : repeated))
    let independent = Interval.clopperPearson(10, of: 400)
    #expect(share.interval.high > 2.5 * independent.high)
    #expect(share.interval.high >= Interval.clopperPearson(1, of: 40).high - 1e-9)
  }

  @Test func moreEventsNeverLowerTheUpperEnd() throws {
    var last = 0.0
    for count in 0...60 {
      let share = try #require(
        ShareByPeople(
          (0..<1000).map { $0 % 17 * 59 + $0 / 17 < count }, person: (0..<1000).map { $0 / 10 },
          other: (0..<1000).map { $0 % 90 }))
      #expect(share.interval.high >= last - 1e-9, "\(share)")
      last = share.interval.high
    }
  }

  @Test func allAndOnePerson() throws {
    let all = try #require(ShareByPeople([true, true], person: [0, 1]))
    #expect(all.interval.high == 1 && all.interval.low == Interval.clopperPearson(2, of: 2).low)
    let one = try #require(ShareByPeople([true, false], person: [3, 3]))
    #expect(one.people == 1 && one.interval.low < 0.03 && one.interval.high > 0.97)
    #expect(ShareByPeople([], person: []) == nil)
  }

  /// Of many test sets of people who differ, 95% must contain the true share, or nearly so.
  @Test func intervalsCoverTheTrueShare() throws {
    // Half of the people reach the score in 1 of 5 searches, the others in none: 10%.
    var covered = 0
    for set in 0..<200 {
      let draws = HashedValues.unit("cover \(set)", count: 60 + 60 * 5).map { ($0 + 1) / 2 }
      let happened = (0..<300).map { draws[$0 / 5] < 0.5 && draws[60 + $0] < 0.2 }
      let share = try #require(ShareByPeople(happened, person: (0..<300).map { $0 / 5 }))
      if share.interval.low <= 0.1 && 0.1 <= share.interval.high { covered += 1 }
    }
    #expect(covered >= 185, "\(covered) of 200")
  }
}
