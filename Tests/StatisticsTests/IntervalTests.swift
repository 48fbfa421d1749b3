import Testing

@testable import Statistics

@Suite struct IntervalTests {
  func isClose(_ a: Double, _ b: Double, within tolerance: Double = 1e-6) -> Bool {
    abs(a - b) <= tolerance
  }

  @Test func incompleteBetaOfKnownPolynomials() {
    // I_x(2, 3) = 6x^2 - 8x^3 + 3x^4; I_x(a, 1) = x^a; I_x(a, a) at a half is a half.
    for x in [0.0, 0.01, 0.3, 0.5, 0.77, 1] {
      let polynomial = x * x * (6 + x * (-8 + 3 * x))
      #expect(isClose(incompleteBeta(x, 2, 3), polynomial, within: 1e-14))
      #expect(isClose(incompleteBeta(x, 3.5, 1), x * x * x * x.squareRoot(), within: 1e-14))
    }
    for a in [0.5, 1, 40, 3000] { #expect(isClose(incompleteBeta(0.5, a, a), 0.5, within: 1e-12)) }
  }

  @Test(arguments: [(1, 12.7062047), (9, 2.2621572), (29, 2.0452296), (1000, 1.9623391)])
  func quantilesOfStudent(degrees: Int, expected: Double) {
    #expect(isClose(studentQuantile(0.95, degreesOfFreedom: degrees), expected, within: 1e-6))
  }

  // Values from the tables in Newcombe 1998, and by hand for all or nothing: 0.025^(1/10) =
  // 0.6915029.
  @Test func exactAndScoreIntervals() {
    let exact = Interval.clopperPearson(8, of: 10)
    #expect(isClose(exact.low, 0.4439045) && isClose(exact.high, 0.9747893))
    #expect(isClose(Interval.clopperPearson(10, of: 10).low, 0.6915029))
    #expect(Interval.clopperPearson(10, of: 10).high == 1)
    #expect(isClose(Interval.clopperPearson(0, of: 10).high, 0.3084971))
    let score = Interval.wilson(81, of: 263)
    #expect(isClose(score.low, 0.2553, within: 5e-5) && isClose(score.high, 0.3662, within: 5e-5))
    #expect(Interval.wilson(0, of: 20).low == 0)
    #expect(isClose(Interval.wilson(0, of: 20).high, 0.1611, within: 5e-5))
    #expect(Interval.wilson(20, of: 20).high == 1)
  }

  @Test func exactIntervalsCoverAsTheySay() {
    // By definition, the tail at either end is 2.5%.
    for (k, n) in [(1, 5), (7, 12), (30, 3000), (2999, 3000)] {
      let interval = Interval.clopperPearson(k, of: n)
      let (a, b) = (Double(k), Double(n - k))
      #expect(isClose(incompleteBeta(interval.low, a, b + 1), 0.025, within: 1e-9))
      #expect(isClose(incompleteBeta(interval.high, a + 1, b), 0.975, within: 1e-9))
    }
  }

  @Test func groupsCountAsOneWhereTheyAgree() throws {
    // Mean 0.75, deviations squared sum to 0.75, variance 0.25: error 0.5 / 2.
    let single = try #require(Interval.mean(ofShares: [1, 0, 1, 1]))
    #expect(isClose(single.standardError, 0.25, within: 1e-15))
    #expect(single.interval.low == 0 && single.interval.high == 1)
    // Two groups whose deviations sum to 1 and -1: sqrt(2 / 1 * 2) / 4.
    let grouped = try #require(Interval.clustered([1, 1, 0, 0], groups: ["a", "a", "b", "b"]))
    #expect(isClose(grouped.standardError, 0.5, within: 1e-15))
    #expect(Interval.clustered([1, 0.5], groups: ["a", "a"]) == nil)
  }
}
