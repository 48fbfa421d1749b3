import Foundation
import Testing
import _TestSupport

@testable import Statistics

/// Values made with scipy, statsmodels and the EDC code of da/sec.
@Suite struct MeasurementStatisticsTests {
  struct Golden: Decodable {
    struct SignFlip: Decodable {
      let differences: [Int]
      let p: Double
    }
    struct Discordant: Decodable {
      let onlyFirst: Int
      let onlySecond: Int
      let exact: Double
      let midP: Double
    }
    struct Clustered: Decodable {
      let values: [Double]
      let groups: [String]
      let mean: Double
      let standardError: Double
      let designEffect: Double?
      let effectiveCount: Double
      let clusteredWilson: [Double]
    }
    struct Quantile: Decodable {
      let p: Double
      let z: Double
    }
    struct OpenSet: Decodable {
      struct Point: Decodable {
        let threshold: Double
        let falsePositives: Double
        let falseNegatives: Double
        let falseNegativesAtRank1: Double

        enum CodingKeys: String, CodingKey {
          case threshold = "T"
          case falsePositives = "FPIR"
          case falseNegatives = "FNIR_all"
          case falseNegativesAtRank1 = "FNIR_rank1"
        }
      }
      let mated: [[Double?]]
      let nonMated: [Double]
      let points: [Point]
    }
    struct EDC: Decodable {
      struct Pair: Decodable {
        let qualities: [Double]
        let score: Double
      }
      let pairs: [Pair]
      let threshold: Double
      let discard: [Double]
      let error: [Double]
    }
    let signFlip: [SignFlip]
    let mcnemar: [Discordant]
    let clustered: [Clustered]
    let normalQuantile: [Quantile]
    let openSet: OpenSet
    let edc: EDC
  }

  private let golden: Golden

  init() throws {
    golden = try JSONDecoder().decode(
      Golden.self,
      from: Data(contentsOf: URL(fileURLWithPath: GoldenFile.packaged("measurement.json"))))
  }

  private func isClose(_ a: Double, _ b: Double, within tolerance: Double = 1e-9) -> Bool {
    abs(a - b) <= tolerance
  }

  @Test func randomSignsAgreeWithExactOnes() {
    for entry in golden.signFlip {
      let p = SignFlip(sampling: entry.differences.map(Double.init), seed: 1).p
      #expect(isClose(p, entry.p, within: 0.006))
    }
  }

  @Test func mcnemarIsExact() {
    #expect(golden.mcnemar.count == 7)
    for entry in golden.mcnemar {
      let (first, second) = (entry.onlyFirst, entry.onlySecond)
      #expect(isClose(McNemar.exact(onlyFirst: first, onlySecond: second), entry.exact))
      #expect(isClose(McNemar.mid(onlyFirst: first, onlySecond: second), entry.midP))
    }
  }

  @Test func wilsonOverPeople() {
    for entry in golden.clustered {
      var numbers: [String: Int] = [:]
      let groups = entry.groups.map { name in
        let number = numbers[name] ?? numbers.count
        numbers[name] = number
        return number
      }
      let mean = ClusteredMean(entry.values, groups: groups)
      #expect(isClose(mean.mean, entry.mean) && isClose(mean.standardError!, entry.standardError))
      #expect(isClose(mean.effectiveCount, entry.effectiveCount))
      #expect(isClose(mean.designEffect ?? -1, entry.designEffect ?? -1))
      #expect(isClose(mean.wilson.low, entry.clusteredWilson[0]))
      #expect(isClose(mean.wilson.high, entry.clusteredWilson[1]))
    }
  }

  /// Thirty people with ten queries each, whose chances differ: the interval over people holds the true
  /// share about as often as it says, the one over queries much too seldom.
  @Test func intervalsOverPeopleCoverAsTheySay() {
    var generator = TestNumbers(seed: 7)
    let truth = 0.77855  // The mean of 1 / (1 + exp(-x)), x normal with mean 1.5 and deviation 1.
    var (byPeople, byQueries) = (0, 0)
    for _ in 0..<1000 {
      var values: [Double] = []
      var groups: [Int] = []
      for person in 0..<30 {
        let share = 1 / (1 + exp(-(1.5 + generator.normal())))
        for _ in 0..<10 {
          values.append(generator.unit() < share ? 1 : 0)
          groups.append(person)
        }
      }
      let own = ClusteredMean(values, groups: groups).wilson
      if (own.low...own.high).contains(truth) { byPeople += 1 }
      let other = Interval.wilson(values.count { $0 == 1 }, of: values.count)
      if (other.low...other.high).contains(truth) { byQueries += 1 }
    }
    #expect((920...970).contains(byPeople), "\(byPeople)")
    #expect(byQueries < 850, "\(byQueries)")
  }

  /// Numpy's polyfit of logarithms and its covariance.
  @Test func slopesOfLogarithms() throws {
    let exact = try #require(LogLogSlope([1.0, 2, 4, 8].map { (x: $0, y: 3 * $0 * $0) }))
    #expect(isClose(exact.slope, 2) && (exact.standardError ?? 1) < 1e-7)
    let rough = try #require(LogLogSlope([(x: 25, y: 1), (x: 50, y: 2.2), (x: 100, y: 3.9)]))
    #expect(isClose(rough.slope, 0.9817371, within: 1e-6))
    #expect(isClose(rough.standardError ?? 0, 0.0899318, within: 1e-6))
    #expect(LogLogSlope([(x: 5, y: 1), (x: 5, y: 2)]) == nil)
    #expect(LogLogSlope([(x: 5, y: 1), (x: 10, y: 2)])?.standardError == nil)
  }

  @Test func normalQuantilesAreExact() {
    for entry in golden.normalQuantile {
      #expect(isClose(normalQuantile(entry.p), entry.z))
    }
  }

  @Test func searchesForStrangers() {
    let rates = OpenSetRates(
      mated: golden.openSet.mated.map { entry in
        guard let rank = entry[0], let score = entry[1] else { return nil }
        return OpenSetRates.Mate(rank: Int(rank), score: score)
      }, nonMated: golden.openSet.nonMated)
    #expect(golden.openSet.points.count == 8)
    for point in golden.openSet.points {
      #expect(rates.falsePositiveRate(at: point.threshold) == point.falsePositives)
      #expect(rates.falseNegativeRate(at: point.threshold) == point.falseNegatives)
      #expect(rates.falseNegativeRate(rank: 1, at: point.threshold) == point.falseNegativesAtRank1)
    }
    #expect([1, 2, 3, 7].map { rates.falseNegativeRate(rank: $0) } == [0.5, 0.375, 0.25, 0.125])
    let quarter = rates.threshold(limit: 0.25)
    #expect(quarter == 0.58 && rates.falsePositiveRate(at: quarter) == 0.25)
    #expect(rates.falseNegativeRate(at: quarter) == 0.5)
    let none = rates.threshold(limit: 0)
    #expect(none == 0.61.nextUp && rates.falseNegativeRate(at: none) == 0.625)
    #expect(OpenSetRates.needed(for: 0.003) == 3334 && OpenSetRates.needed(for: 0.1) == 100)
    #expect(!rates.supports(0.3))
  }

  @Test func errorOverDiscardedSearches() {
    let curve = DiscardCurve(
      qualities: golden.edc.pairs.map { $0.qualities.min()! },
      isError: golden.edc.pairs.map { $0.score < golden.edc.threshold })
    #expect(zip(curve.discarded, golden.edc.discard).allSatisfy { isClose($0, $1) })
    #expect(zip(curve.errors, golden.edc.error).allSatisfy { isClose($0, $1) })
    #expect(curve.errors.count == golden.edc.error.count)
    #expect(isClose(curve.area(upTo: 0.2), 0.1))
    #expect(isClose(curve.area(upTo: 0.5), 0.1827381, within: 1e-7))
  }

  /// Thirty pairs in ten blocks of the cosines .51 (same), .45 (same) and .30 (different).
  @Test func publishedThresholdsRefuseLowCosines() throws {
    let scores = (0..<10).flatMap { fold in
      [(0.51, true), (0.45, true), (0.30, false)].map {
        VerificationScore(score: $0.0, isSame: $0.1, fold: fold)
      }
    }
    #expect(FoldAccuracy(scores).mean == 1)
    let published = try #require(PublishedAccuracy(scores))
    #expect(isClose(published.mean, 2.0 / 3) && published.deviation < 1e-12)
    #expect(published.folds.allSatisfy { $0.threshold == 0.99 })
    #expect(PublishedAccuracy(Array(scores.prefix(9))) == nil)
  }
}

/// Random numbers of the tests.
private struct TestNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func unit() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var z = state ^ (state >> 33)
    z = z &* 0xff51_afd7_ed55_8ccd
    z ^= z >> 33
    return (Double(z >> 11) + 0.5) / 9_007_199_254_740_992
  }

  /// Box and Muller.
  mutating func normal() -> Double {
    (-2 * log(unit())).squareRoot() * cos(2 * Double.pi * unit())
  }
}
