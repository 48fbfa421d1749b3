import Foundation
import Statistics
import Testing

@testable import Study

/// Numbers made by scipy, statsmodels and scikit-learn; see Scripts/study-fixtures.
struct StudyFixture {
  let values: [String: Any]

  init(_ name: String) throws {
    let url = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json")!
    values = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as! [String: Any]
  }

  func rows(_ name: String) -> [[String: Any]] { values[name] as! [[String: Any]] }
}

func isClose(_ value: Double?, _ expected: Any?, within tolerance: Double = 1e-9) -> Bool {
  guard let value, let expected = (expected as? NSNumber)?.doubleValue else { return false }
  return abs(value - expected) <= tolerance
}

@Suite struct StudyStatisticsTests {
  private let fixture: StudyFixture

  init() throws { fixture = try StudyFixture("stats") }

  @Test func sensitivityAndCriterionAreLogLinear() {
    let rows = fixture.rows("signalDetection")
    #expect(rows.count == 10)
    for row in rows {
      let found = SignalDetection(
        hits: row["hits"] as! Int, misses: row["misses"] as! Int,
        falseAlarms: row["falseAlarms"] as! Int,
        correctRejections: row["correctRejections"] as! Int)!
      #expect(isClose(found.dPrime, row["dPrime"]), "\(row)")
      #expect(isClose(found.criterion, row["criterion"]), "\(row)")
    }
    // The test of R's package psycho, with its own tolerance.
    let other = SignalDetection(hits: 9, misses: 1, falseAlarms: 2, correctRejections: 7)!
    #expect(abs(other.dPrime - 1.65) < 0.165)
  }

  @Test func sensitivityNeedsBothKindsOfPairs() {
    #expect(SignalDetection(hits: 3, misses: 0, falseAlarms: 0, correctRejections: 0) == nil)
    #expect(SignalDetection(hits: 0, misses: 0, falseAlarms: 1, correctRejections: 2) == nil)
  }

  @Test func areaOfRatingsCountsTiesAsHalf() {
    let row = fixture.values["ratingAUC"] as! [String: Any]
    let area = ratingArea(same: row["same"] as! [Int], different: row["different"] as! [Int])
    #expect(isClose(area, row["auc"]))
    #expect(ratingArea(same: [], different: [1]) == nil)
  }

  @Test func signFlipsAreCountedExactly() {
    for row in fixture.rows("signFlip") {
      let result = SignFlip(row["differences"] as! [Int])
      #expect(isClose(result.p, row["p"], within: 1e-15), "\(row)")
      #expect(!result.isSampled)
    }
    #expect(SignFlip([] as [Int]).p == 1)
  }

  @Test func equalFractionsWithOtherDenominatorsAreEqual() {
    // 1/3, 2/6 and -5/15 are one step of the common denominator each.
    let result = SignFlip([
      SignFlip.Fraction(1, over: 3), .init(2, over: 6), .init(-5, over: 15), .init(1, over: 3),
    ])
    #expect(result == SignFlip([1, 1, -1, 1]))
  }

  @Test func denominatorsTooLargeForTheExactSumAreSampled() {
    let differences = [1009, 1013, 1019, 1021].map { SignFlip.Fraction(1, over: $0) }
    let result = SignFlip(differences, seed: 3)
    #expect(result.isSampled)
    #expect(abs(result.p - 0.125) < 0.005)
    #expect(SignFlip(differences, seed: 3) == result)
  }

  @Test func manyPeopleStayExact() {
    // 3,000 people, two thirds of them one step better: far beyond any chance, and finite.
    let result = SignFlip((0..<3000).map { $0 % 3 == 0 ? -1 : 1 })
    #expect(!result.isSampled)
    #expect(result.p < 1e-50 && result.p >= 0)
  }

  @Test func holmAdjustsInSteps() {
    for row in fixture.rows("holm") {
      let adjusted = holmAdjusted(row["p"] as! [Double])
      for (value, expected) in zip(adjusted, row["adjusted"] as! [Double]) {
        #expect(isClose(value, expected))
      }
    }
  }

  @Test func twoWayIntervalIsThatOfTheFormula() {
    for row in fixture.rows("twoWay") {
      func numbers(_ name: String) -> [Int] {
        (row[name] as! [String]).map { Int($0.unicodeScalars.first!.value) }
      }
      let found = TwoWayClustered(
        mean: row["values"] as! [Double], people: numbers("participants"), pairs: numbers("items"))!
      #expect(isClose(found.estimate, row["mean"]))
      #expect(isClose(found.standardError, row["standardError"]))
      #expect(found.degreesOfFreedom == row["df"] as! Int)
      let limits = (row["interval"] as! [NSNumber]).map(\.doubleValue)
      #expect(isClose(max(0, found.interval().low), limits[0]))
      #expect(isClose(min(1, found.interval().high), limits[1]))
    }
  }

  @Test func onePersonHasNoTwoWayInterval() {
    #expect(TwoWayClustered(mean: [1, 0], people: [1, 1], pairs: [1, 2]) == nil)
    #expect(TwoWayClustered(mean: [1, 0], people: [1, 2], pairs: [1, 1]) == nil)
    #expect(TwoWayClustered(mean: [], people: [], pairs: []) == nil)
  }

  @Test func friedmanValueAndItsApproximation() {
    let row = fixture.rows("friedman")[0]
    let found = Friedman((row["rows"] as! [[Int]]).map { $0.map(Double.init) })!
    #expect(isClose(found.chiSquare, row["chi2"]))
    #expect(isClose(found.approximateP, row["p"]))
    // 20,000 permutations; their own share is near the approximation.
    #expect(abs(found.p - 0.0024) < 0.002)
    #expect(Friedman([[1, 1], [2, 2]]) == nil)
  }

  @Test(arguments: [
    (3.841458820694124, 1, 0.05), (5.991464547107979, 2, 0.05),
    (7.814727903251179, 3, 0.05), (16.811893829770927, 6, 0.01), (18.307038053275146, 10, 0.05),
  ])
  func chiSquareTails(_ value: Double, _ degrees: Int, _ p: Double) {
    #expect(abs(chiSquareTail(value, degreesOfFreedom: degrees) - p) < 1e-9)
  }

  @Test func equivalenceIsTheLargerOfTwoTests() {
    for row in fixture.rows("tost") {
      let values = (row["differences"] as! [NSNumber]).map(\.doubleValue)
      let mean = values.reduce(0, +) / Double(values.count)
      let error = standardDeviation(of: values)! / Double(values.count).squareRoot()
      let p = Equivalence.p(
        difference: mean, standardError: error, degreesOfFreedom: values.count - 1,
        margin: row["margin"] as! Double)
      #expect(isClose(p, row["p"]))
      let half = error * studentQuantile(0.9, degreesOfFreedom: values.count - 1)
      let limits = (row["interval90"] as! [NSNumber]).map(\.doubleValue)
      #expect(isClose(mean - half, limits[0]) && isClose(mean + half, limits[1]))
    }
  }

  @Test func gammaAndKappa() {
    let gamma = fixture.values["gamma"] as! [String: Any]
    let found = gammaCorrelation(
      gamma["confidence"] as! [Int], (gamma["right"] as! [Int]).map { $0 == 1 })
    #expect(isClose(found, gamma["gamma"]))
    #expect(gammaCorrelation([3, 3], [true, false]) == nil)
    let kappa = fixture.values["kappa"] as! [String: Any]
    func answers(_ name: String) -> [Bool] { (kappa[name] as! [Int]).map { $0 == 1 } }
    #expect(isClose(cohensKappa(answers("first"), answers("second")), kappa["kappa"]))
    #expect(cohensKappa([true], [true]) == nil)
  }

  @Test func thesisAccuraciesAreWholeCounts() {
    for row in fixture.rows("proportions").prefix(4) {
      let found = Interval.wilson(row["k"] as! Int, of: row["n"] as! Int)
      let limits = (row["wilson"] as! [NSNumber]).map(\.doubleValue)
      #expect(isClose(found.low, limits[0]) && isClose(found.high, limits[1]))
    }
  }
}
