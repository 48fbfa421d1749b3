import Identification
import Statistics
import Testing

@Suite struct RankingQualityTests {
  /// Two people, three queries of the first and one of the second, worked out on paper.
  func quality() throws -> RankingQuality {
    var quality = RankingQuality(depth: 3)
    try quality.add(rankedLabels: ["a", "a", "b"], queryLabel: "a", relevant: 2)
    try quality.add(rankedLabels: ["b", "a", "a"], queryLabel: "a", relevant: 2)
    try quality.add(rankedLabels: ["b", "c", "a"], queryLabel: "a", relevant: 2)
    // Its only correct candidate is deeper than the depth.
    try quality.add(rankedLabels: ["a", "c", "c", "b"], queryLabel: "b", relevant: 1)
    return quality
  }

  @Test func cumulativeMatchesOfTheExample() throws {
    let quality = try quality()
    #expect(quality.cumulativeMatches == [0.25, 0.5, 0.75])
    // Deviations of P@1 from 1/4 sum to 1/4 for a and -1/4 for b: error sqrt(2 * 2 / 16) / 4 = 1/8, a
    // variance a third of that of independent queries, so all four count.
    #expect(quality.precisionAt1Interval == .wilson(share: 0.25, of: 4))
    // Up to rank 2: 1/2 for a and -1/2 for b, error 1/4, the variance of four independent queries.
    #expect(quality.cumulativeMatchIntervals[1] == .wilson(share: 0.5, of: 4))
    #expect(quality.meanByPerson?.rPrecision == 0.25)
    let mean = try #require(quality.mean)
    // RP 1, 1/2, 0, 0; MAP@R (1 + 1) / 2, (1/2) / 2, 0, 0.
    #expect(mean.rPrecision == 0.375 && mean.meanAveragePrecisionAtR == 0.3125)
  }

  @Test func intervalsAreOverThePeople() throws {
    let quality = try quality()
    // Deviations of RP from 0.375 sum to 0.375 for a and -0.375 for b: error sqrt(2 * 2 * 0.140625) / 4
    // = 0.1875, times 12.706 of one degree of freedom: wider than 0...1.
    #expect(quality.rPrecisionInterval == Interval(low: 0, high: 1))
    var alone = RankingQuality(depth: 1)
    try alone.add(rankedLabels: ["a"], queryLabel: "a", relevant: 1)
    #expect(alone.rPrecisionInterval == nil)
  }

  @Test func aPerfectReRankerReordersTheFirstKOnly() {
    let labels = ["b", "a", "c", "a", "a"]
    func reranked(_ k: Int) -> [String] {
      RankingQuality.perfectlyReranked(labels, k: k, queryLabel: "a")
    }
    #expect(reranked(4) == ["a", "a", "b", "c", "a"])
    #expect(reranked(1) == labels)
    #expect(reranked(9) == ["a", "a", "a", "b", "c"])
  }
}
