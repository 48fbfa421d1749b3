import Basics
import Identification
import Statistics
import Testing
import _TestSupport

@testable import Evidence

@Suite struct ScoreHeightTests {
  /// Searches for people whose right scores lie about 0.6 and whose best wrong scores about 0.4, of
  /// both of whom a tenth overlap.
  static func calibration(people: Int = 100, searches: Int = 2, kind: QueryKind? = nil)
    -> Calibration
  {
    let draws = HashedValues.unit("heights", count: people * searches * 2).map(Double.init)
    let sample = ScoreSample(
      searches: (0..<people * searches).map { place in
        TestSearch(
          person: place / searches, wrong: 0.4 + 0.15 * draws[2 * place],
          wrongPerson: (place * 7 + 1) % people, right: [0.6 + 0.15 * draws[2 * place + 1]])
      })
    return Calibration(
      program: "1",
      setup: Calibration.Setup(
        backboneSHA256: "a", rerankerSHA256: "none", grid: "7x6",
        settings: IdentificationSettings(), queryFaces: .aligned, galleryFaces: .aligned),
      kind: kind, queries: "q", gallery: "g", gallerySHA256: "0",
      queryCount: people * searches, galleryCount: people, peopleCount: people,
      galleryPeopleCount: people,
      people: (0..<people).map { Calibration.digest(ofName: "\($0)") }, pictures: [],
      samples: [.stage1: sample, .emd: sample])
  }

  private func height(
    _ scale: HeightScale, _ score: Double = 0.5, people: Int = 100, pictures: Int = 100
  ) -> ScoreHeight {
    scale.height(
      of: score, others: [0.3], galleryPeople: people, galleryPictures: pictures)
  }

  @Test func aScoreIsComparedWithRightAndWrongPeopleOfTheTest() throws {
    let calibration = Self.calibration()
    let height = height(HeightScale(calibration))
    let sample = try #require(calibration.samples[.emd])
    #expect(height.limits.isEmpty && height.others == [0.3])
    #expect(height.rate?.count == sample.searches.count { $0.wrong! >= 0.5 })
    #expect(height.rate?.trials == 200 && height.rate?.people == 100)
    #expect(height.rightPeople?.count == sample.searches.count { $0.right[0] < 0.5 })
    #expect(height.likelihoodRatio != nil)
  }

  @Test func withoutACalibrationNothingIsStated() {
    let height = height(HeightScale(nil))
    #expect(height.limits == [.noCalibration])
    #expect(height.wrongPeople == nil && height.rightPeople == nil && height.rate == nil)
  }

  @Test func fewerThanAHundredPeopleAreTooFewForARate() {
    let height = height(HeightScale(Self.calibration(people: 99)), people: 99, pictures: 99)
    #expect(height.limits == [.fewPeople(people: 99, least: 100)])
    #expect(height.rate == nil && height.likelihoodRatio == nil)
    // What was counted is still there.
    #expect(height.wrongPeople?.trials == 198)
  }

  @Test(arguments: [
    (200, 200, false), (201, 201, true), (100, 201, true), (201, 100, true), (1, 1, false),
  ])
  func aGalleryOfMoreThanTwiceTheSizeHasNoRate(people: Int, pictures: Int, isRefused: Bool) {
    let height = height(HeightScale(Self.calibration()), people: people, pictures: pictures)
    #expect(
      height.limits
        == (isRefused
          ? [
            .largerGallery(
              people: people, testPeople: 100, pictures: pictures, testPictures: 100)
          ] : []))
    #expect((height.rate == nil) == isRefused)
  }

  @Test func anotherKindOfQueryIsNamed() {
    let masked = Self.calibration(kind: .mask)
    #expect(height(HeightScale(masked, kind: .mask)).limits.isEmpty)
    #expect(
      height(HeightScale(masked, kind: .clean)).limits == [.otherKind(query: .clean, test: .mask)])
    // Unknown kinds cannot be compared.
    #expect(height(HeightScale(masked)).limits.isEmpty)
    #expect(height(HeightScale(Self.calibration(), kind: .crop)).limits.isEmpty)
  }

  // MARK: Likelihood ratios

  @Test func ratiosRiseWithTheScoreAndStayWithinTheirBounds() throws {
    let scale = try #require(
      LikelihoodRatioScale(Self.calibration().samples[.emd]!, people: 100))
    #expect(scale.bounds.low < -1 && scale.bounds.high > 1)
    // 200 tests cannot carry more than about a factor of 200.
    #expect(scale.bounds.high < 2.4 && scale.bounds.low > -2.4)
    #expect(scale.cllrMin < scale.cllr && scale.cllr < 0.6)
    let ratios = [0.1, 0.3, 0.45, 0.5, 0.55, 0.7, 0.9].map(scale.ratio)
    for (low, high) in zip(ratios, ratios.dropFirst()) { #expect(low.log10 <= high.log10) }
    for ratio in ratios {
      #expect(ratio.interval.low <= ratio.log10 && ratio.log10 <= ratio.interval.high)
      #expect(ratio.interval.low >= ratio.bounds.low && ratio.interval.high <= ratio.bounds.high)
      #expect(ratio.mated == 200 && ratio.nonmated == 200)
    }
    #expect(ratios.first?.standing == .belowBounds && ratios.last?.standing == .aboveBounds)
    #expect(ratios.last?.log10 == scale.bounds.high)
    #expect(ratios[3].standing == .withinBounds && ratios[3].interval.low < ratios[3].interval.high)
  }

  /// The bootstrap has its own seeds, and no thread has a share in the result.
  @Test func ratiosRepeat() throws {
    let sample = Self.calibration().samples[.emd]!
    let (first, second) = (
      try #require(LikelihoodRatioScale(sample, people: 100)),
      try #require(LikelihoodRatioScale(sample, people: 100))
    )
    #expect(first.ratio(at: 0.52) == second.ratio(at: 0.52))
  }

  /// Ten searches of each person do not make the people more.
  @Test func repeatedSearchesDoNotNarrowTheInterval() throws {
    let once = Self.calibration(searches: 1).samples[.emd]!
    let often = ScoreSample(
      searches: once.searches.flatMap { [TestSearch](repeating: $0, count: 10) })
    let (one, ten) = (
      try #require(LikelihoodRatioScale(once, people: 100)).ratio(at: 0.52),
      try #require(LikelihoodRatioScale(often, people: 100)).ratio(at: 0.52)
    )
    #expect(abs(one.interval.low - ten.interval.low) < 1e-6)
    #expect(abs(one.interval.high - ten.interval.high) < 1e-6)
  }

  @Test func scoresThatDoNotOverlapHaveNoRatio() {
    let apart = ScoreSample(
      searches: (0..<100).map {
        TestSearch(
          person: $0, wrong: 0.2 + Double($0) / 1000, wrongPerson: ($0 + 1) % 100, right: [0.9])
      })
    #expect(LikelihoodRatioScale(apart, people: 100) == nil)
    #expect(LikelihoodRatioScale(Self.calibration(people: 9).samples[.emd]!, people: 9) == nil)
  }
}
