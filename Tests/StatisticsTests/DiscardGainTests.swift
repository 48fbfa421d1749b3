import Basics
import Foundation
import Testing
import _TestSupport

@testable import Statistics

@Suite struct DiscardGainTests {
  /// Searches of as many people, a third of which fail.
  private func isError(_ count: Int) -> [Bool] { (0..<count).map { $0 % 3 == 0 } }

  private func gain(
    _ qualities: [Double], _ isError: [Bool], people: [Int]? = nil, limit: Double = 0.2,
    confidence: Double = 0.95, seed: UInt64 = 1
  ) -> DiscardGain {
    DiscardGain(
      qualities: qualities, isError: isError, people: people ?? Array(qualities.indices),
      limit: limit, confidence: confidence, seed: seed)
  }

  /// The mean error is the partial area divided by the limit, also with ties.
  @Test(arguments: [0.05, 0.2, 0.5, 1]) func theMeanIsTheAreaOfTheCurve(limit: Double) {
    var generator = SeededGenerator(seed: 4)
    let qualities = (0..<60).map { _ in (10 * generator.draw(0...1)).rounded() }
    let wrong = isError(60)
    let found = gain(qualities, wrong, limit: limit)
    let area = DiscardCurve(qualities: qualities, isError: wrong).area(upTo: limit)
    #expect(abs(found.meanError * limit - area) < 1e-12)
    #expect(found.errorByChance == 1.0 / 3)
    #expect(found.leastMeanError <= found.meanError && found.leastMeanError < 1.0 / 3)
  }

  @Test func aQualityThatFindsErrorsIsOfUseAndTheOppositeHarms() throws {
    let wrong = isError(300)
    let best = gain(wrong.enumerated().map { $1 ? Double($0) : Double(1000 + $0) }, wrong)
    #expect(abs(best.meanError - best.leastMeanError) < 1e-12)
    let helps = try #require(best.interval)
    #expect(helps.low > 0 && helps.low <= best.saved && best.saved <= helps.high)
    let worst = gain(wrong.enumerated().map { $1 ? Double(1000 + $0) : Double($0) }, wrong)
    #expect(try #require(worst.interval).high < 0)
    let again = gain(wrong.enumerated().map { $1 ? Double(1000 + $0) : Double($0) }, wrong)
    #expect(again == worst)
  }

  /// Ten people with an error are expected in the fifth that is discarded.
  @Test func tooFewPeopleWithErrorsSayNothing() {
    #expect(DiscardGain.needed(upTo: 0.2) == 50)
    let wrong = (0..<200).map { $0 < 49 }
    #expect(gain((0..<200).map(Double.init), wrong).interval == nil)
    #expect(gain((0..<200).map(Double.init), (0..<200).map { $0 < 50 }).interval != nil)
    // Many searches of few people are few people.
    #expect(
      gain((0..<200).map(Double.init), isError(200), people: (0..<200).map { $0 % 40 }).interval
        == nil)
  }

  /// Where quality and errors have nothing to do with each other, most intervals contain 0.
  @Test func aQualityByChanceIsRarelyOfUse() throws {
    var generator = SeededGenerator(seed: 11)
    var excluded = 0
    for seed in 0..<20 {
      let qualities = (0..<150).map { _ in generator.draw(0...1) }
      let found = try #require(gain(qualities, isError(150), seed: UInt64(seed)).interval)
      if found.low > 0 || found.high < 0 { excluded += 1 }
    }
    #expect(excluded <= 4)
  }
}
