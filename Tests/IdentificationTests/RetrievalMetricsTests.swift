import Foundation
import Testing
import _TestSupport

@testable import Identification

@Suite struct RetrievalMetricsTests {
  private struct Case: Decodable {
    let ranking: [Int]
    let galleryLabels: [Int]
    let queryLabel: Int
    let p1RpMapr: [Double]
  }

  @Test func agreeWithThePublishedCode() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = try Data(contentsOf: URL(fileURLWithPath: GoldenFile.packaged("metrics.json")))
    let cases = try decoder.decode([Case].self, from: data)
    #expect(cases.count == 6)
    for golden in cases {
      let metrics = try RetrievalMetrics(
        rankedLabels: golden.ranking.lazy.map { golden.galleryLabels[$0] },
        queryLabel: golden.queryLabel,
        relevant: golden.galleryLabels.count { $0 == golden.queryLabel })
      // Published in single precision.
      let found = [metrics.precisionAt1, metrics.rPrecision, metrics.meanAveragePrecisionAtR]
      #expect(farthest(found, golden.p1RpMapr) < 1e-6)
    }
  }

  static let byHand: [(labels: String, relevant: Int, expected: [Double])] = [
    ("aab", 2, [1, 1, 1]),
    ("baa", 2, [0, 0.5, 0.25]),
    ("aba", 2, [1, 0.5, 0.5]),
    ("bca", 2, [0, 0, 0]),
    ("abaa", 3, [1, 2.0 / 3, 5.0 / 9]),
  ]

  @Test(arguments: byHand)
  func countByHand(labels: String, relevant: Int, expected: [Double]) throws {
    let metrics = try RetrievalMetrics(
      rankedLabels: labels, queryLabel: Character("a"), relevant: relevant)
    let found = [metrics.precisionAt1, metrics.rPrecision, metrics.meanAveragePrecisionAtR]
    #expect(farthest(found, expected) < 1e-15)
  }

  @Test func nothingToFindIsRefused() {
    let error = #expect(throws: RetrievalError.self) {
      try RetrievalMetrics(rankedLabels: ["b"], queryLabel: "Ann", relevant: 0)
    }
    #expect(
      error?.description
        == "The gallery has no other picture of 'Ann', so no ranking can be correct. Leave this query"
        + " out, or enroll another picture.")
  }

  @Test func meanOfQueries() {
    let one = RetrievalMetrics(precisionAt1: 1, rPrecision: 0.5, meanAveragePrecisionAtR: 0.25)
    let two = RetrievalMetrics(precisionAt1: 0, rPrecision: 0, meanAveragePrecisionAtR: 0.25)
    #expect(
      RetrievalMetrics.mean([one, two])
        == RetrievalMetrics(precisionAt1: 0.5, rPrecision: 0.25, meanAveragePrecisionAtR: 0.25))
    #expect(RetrievalMetrics.mean([]) == nil)
  }
}
