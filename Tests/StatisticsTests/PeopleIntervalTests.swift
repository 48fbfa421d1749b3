import Basics
import Testing

@testable import Statistics

/// Intervals that take people as independent, not their pairs or searches.
@Suite struct PeopleIntervalTests {
  /// Four people in a ring, each pair twice: by hand from V = V_1 + V_2 - V_12.
  @Test func clustersOfBothPeople() throws {
    let values: [Double] = [1, 1, 0, 1, 0, 0, 1, 1]
    let first = [0, 0, 1, 1, 2, 2, 3, 3]
    let second = [1, 1, 2, 2, 3, 3, 0, 0]
    let found = try #require(TwoWayClustered(mean: values, people: first, pairs: second))
    // The three groupings are the same: sums 6/8, -2/8, -10/8, 6/8 of 8, so the variance is that of one.
    let sums = [0.75, -0.25, -1.25, 0.75].map { $0 / 8 }
    let variance = 4.0 / 3 * sums.reduce(0) { $0 + $1 * $1 }
    #expect(abs(found.variance - variance) < 1e-15 && found.estimate == 0.625)
    // With other second people the cells are single, and the variances add up less those of the cells.
    let other = [0, 1, 2, 0, 2, 3, 0, 1]
    let crossed = try #require(TwoWayClustered(mean: values, people: first, pairs: other))
    let e = values.map { ($0 - 0.625) / 8 }
    let columns = [e[0] + e[3] + e[6], e[1] + e[7], e[2] + e[4], e[5]]
    let byColumn = 4.0 / 3 * columns.reduce(0) { $0 + $1 * $1 }
    let cells = 8.0 / 7 * e.reduce(0) { $0 + $1 * $1 }
    #expect(abs(crossed.variance - (variance + byColumn - cells)) < 1e-15)
    // Wilson's of as many independent pairs as carry as much.
    let effect = found.variance / (0.625 * 0.375 / 8)
    #expect(found.wilson == Interval.wilson(share: 0.625, of: 8 / max(1, effect)))
    let certain = try #require(
      TwoWayClustered(mean: [1, 1, 1], people: [0, 1, 2], pairs: [0, 1, 2]))
    #expect(certain.wilson == Interval.wilson(3, of: 3))
  }

  /// Pairs of people some of whose faces are difficult: the clustered interval holds the truth about as often as
  /// it says, the one over pairs far less often.
  @Test func coverageOfPairsOfPeople() throws {
    var generator = SeededGenerator(seed: 5)
    let (people, others, sets) = (30, 8, 400)
    // The truth of a pair: 0.6 plus the effects of both people, whose mean is 0.
    var (clustered, naive) = (0, 0)
    for _ in 0..<sets {
      let effects = (0..<people).map { _ in generator.draw(-0.19...0.19) }
      var values: [Double] = []
      var (first, second): ([Int], [Int]) = ([], [])
      for person in 0..<people {
        for step in 1...others {
          let other = (person + step) % people
          first.append(person)
          second.append(other)
          let chance = 0.6 + effects[person] + effects[other]
          values.append(generator.draw(0...1) < chance ? 1 : 0)
        }
      }
      let found = try #require(TwoWayClustered(mean: values, people: first, pairs: second)).wilson
      if (found.low...found.high).contains(0.6) { clustered += 1 }
      let count = values.count { $0 == 1 }
      let single = Interval.wilson(count, of: values.count)
      if (single.low...single.high).contains(0.6) { naive += 1 }
    }
    let (share, shareOfPairs) = (Double(clustered) / 400, Double(naive) / 400)
    #expect((0.85...0.98).contains(share), "\(share)")
    #expect(shareOfPairs < share - 0.1, "\(shareOfPairs) against \(share)")
  }

  /// A draw of people gives the curve of pairs that are written down as often as they count.
  @Test func curvesOfDrawnPeopleAreThoseOfRepeatedPairs() throws {
    var generator = SeededGenerator(seed: 3)
    var scores: [VerificationScore] = []
    var people: [(first: Int, second: Int)] = []
    for first in 0..<6 {
      for second in first..<6 {
        for _ in 0..<2 {
          let isSame = first == second
          let score = (generator.draw(0...1) + (isSame ? 0.4 : 0)) * 20
          scores.append(VerificationScore(score: score.rounded() / 20, isSame: isSame, fold: 0))
          people.append((first, second))
        }
      }
    }
    let rates = [0, 0.1, 0.3]
    let found = OperatingCurve.byPeople(scores, people: people, at: rates, count: 60, seed: 9)
    var drawn = DrawnPeople(people.flatMap { [$0.first, $0.second] }, purpose: 0xDE7, seed: 9)
    var (errors, areas): ([Double], [Double]) = ([], [])
    var points = [[Double]](repeating: [], count: rates.count)
    for _ in 0..<60 {
      drawn.draw()
      let repeated = zip(scores, people).flatMap { score, pair in
        let (a, b) = (drawn.weights[pair.first], drawn.weights[pair.second])
        return [VerificationScore](repeating: score, count: score.isSame ? a : a * b)
      }
      guard Set(repeated.map(\.isSame)).count == 2 else { continue }
      let curve = OperatingCurve(repeated)
      errors.append(curve.equalErrorRate.rate)
      areas.append(curve.areaUnderCurve)
      for (place, rate) in rates.enumerated() {
        let most = rate * Double(curve.different) * (1 + 1e-12)
        points[place].append(
          curve.trueAcceptRate(curve.points.last { Double($0.falseAccepts) <= most }!))
      }
    }
    func isClose(_ a: Interval, _ b: Interval) -> Bool {
      abs(a.low - b.low) < 1e-12 && abs(a.high - b.high) < 1e-12
    }
    #expect(isClose(found.equalErrorRate, DrawnPeople.percentiles(errors)))
    #expect(isClose(found.areaUnderCurve, DrawnPeople.percentiles(areas)))
    for (own, expected) in zip(found.trueAcceptRates, points) {
      #expect(isClose(own, DrawnPeople.percentiles(expected)))
    }
  }

  /// The same of searches, with the smallest of all thresholds that keeps a rate.
  @Test func bandsOfSearchesAreThoseOfRepeatedSearches() {
    var generator = SeededGenerator(seed: 8)
    let people = (0..<40).map { $0 / 4 }
    let strangers = people.map { _ in (generator.draw(0...0.7) * 50).rounded() / 50 }
    let mates = people.map { person -> OpenSetRates.Mate? in
      person == 3
        ? nil : OpenSetRates.Mate(rank: 1, score: (generator.draw(0.2...1) * 50).rounded() / 50)
    }
    let rates = OpenSetRates(mated: mates, nonMated: strangers)
    let limits = [0.5, 0.05, 0]
    let bands = rates.bands(
      at: limits, matedPeople: people, nonMatedPeople: people, count: 50, seed: 4)
    var drawn = DrawnPeople(people + people, purpose: 0xF1A7, seed: 4)
    var misses = [[Double]](repeating: [], count: limits.count)
    let candidates = Set(strangers + [strangers.max()!.nextUp]).sorted()
    for _ in 0..<50 {
      drawn.draw()
      let weights = people.map { Double(drawn.weights[$0]) }
      let all = weights.reduce(0, +)
      for (place, limit) in limits.enumerated() {
        let threshold = candidates.first { threshold in
          zip(strangers, weights).reduce(0) { $0 + ($1.0 >= threshold ? $1.1 : 0) }
            <= limit * all * (1 + 1e-12)
        }!
        misses[place].append(
          zip(mates, weights).reduce(0) { $0 + (($1.0?.score ?? -1) < threshold ? $1.1 : 0) } / all)
      }
    }
    for (band, expected) in zip(bands, misses) {
      let own = DrawnPeople.percentiles(expected)
      #expect(abs(band.low - own.low) < 1e-12 && abs(band.high - own.high) < 1e-12)
    }
    #expect(bands[0].high <= bands[2].high && bands[0].low < bands[0].high)
  }

  @Test func aScoreIsInTheBinOfItsEdge() {
    #expect(ScoreCounts.bin(of: -1) == 0 && ScoreCounts.bin(of: -7) == 0)
    #expect(ScoreCounts.bin(of: 1) == 999 && ScoreCounts.bin(of: 3) == 999)
    for bin in [0, 1, 499, 500, 571, 999] {
      let edge = ScoreCounts.edge(bin)
      #expect(ScoreCounts.bin(of: edge) == bin, "\(edge)")
      if bin > 0 { #expect(ScoreCounts.bin(of: edge.nextDown) == bin - 1) }
    }
  }

  /// Rates at edges, by the definition; people weigh by their comparisons and, beside it, each the same.
  @Test func ratesOfComparisonsAreThoseOfTheirScores() throws {
    var generator = SeededGenerator(seed: 2)
    var rates = ComparisonRates()
    var genuine: [(score: Double, person: Int)] = []
    var impostor: [(score: Double, person: Int, other: Int)] = []
    for person in 0..<12 {
      for _ in 0...person {
        let score = generator.draw(0.2...0.9)
        genuine.append((score, person))
        rates.addGenuine(score, person: person)
      }
      for other in 0..<12 where other != person {
        let score = generator.draw(-0.4...0.5)
        impostor.append((score, person, other))
        rates.addImpostor(score, person: person, other: other)
      }
    }
    let bin = rates.bin(limit: 0.1)
    let point = rates.point(from: bin)
    let above = impostor.filter { $0.score >= point.threshold }
    #expect(point.falseMatchRate == Double(above.count) / Double(impostor.count))
    #expect(point.falseMatchRate <= 0.1)
    // The next lower edge accepts too many.
    #expect(rates.point(from: bin - 1).falseMatchRate > 0.1)
    let missed = genuine.filter { $0.score < point.threshold }
    #expect(abs(point.falseNonMatchRate - Double(missed.count) / Double(genuine.count)) < 1e-12)
    #expect(point.peopleWithFalseMatch == Set(above.map(\.person)).count)
    let own = (0..<12).map { person in
      let all = genuine.filter { $0.person == person }
      return Double(all.count { $0.score < point.threshold }) / Double(all.count)
    }
    #expect(abs(point.falseNonMatchRateByPerson - own.reduce(0, +) / 12) < 1e-12)
    // FNMR: the clustered mean's own interval.
    let mean = ClusteredMean(
      genuine.map { $0.score < point.threshold ? 1 : 0 }, groups: genuine.map(\.person))
    #expect(abs(point.falseNonMatchInterval.low - mean.wilson.low) < 1e-9)
    #expect(abs(point.falseNonMatchInterval.high - mean.wilson.high) < 1e-9)
    // FMR: with single cells that of both people.
    let both = try #require(
      TwoWayClustered(
        mean: impostor.map { $0.score >= point.threshold ? 1 : 0 }, people: impostor.map(\.person),
        pairs: impostor.map(\.other)))
    #expect(abs(point.falseMatchInterval.low - both.wilson.low) < 2e-3)
    #expect(abs(point.falseMatchInterval.high - both.wilson.high) < 2e-3)
    // As a file has them, and in two halves.
    let read = try #require(ScoreCounts(sparse: rates.impostor.sparse))
    #expect(read == rates.impostor)
    var sum = ScoreCounts()
    sum += read
    sum += read
    #expect(sum.sums == read.sums.map { 2 * $0 })
    #expect(ScoreCounts(sparse: [[1000, 1]]) == nil && ScoreCounts(sparse: [[3]]) == nil)
    #expect(ScoreCounts(sparse: [[3, -1]]) == nil)
  }
}
