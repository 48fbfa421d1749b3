import Foundation
import Identification
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs
@testable import Statistics

@Suite struct ComparisonTests {
  private func job(_ shop: Workshop) -> EvaluateJob {
    EvaluateJob(
      queries: shop.gallery, gallery: shop.gallery, settings: shop.settings,
      scorers: [.stage1, .emd], weightings: [.apc, .uniform], alphas: [0.3, 0.7])
  }

  /// Five rows: four with the baseline, or all ten pairs.
  @Test func allPairsOfRowsAreCompared() throws {
    let shop = try Workshop()
    var job = job(shop)
    let few = try #require(try job.run().comparisons).filter { $0.metric == "P@1" }
    #expect(few.count == 4 && Set(few.map(\.first)) == ["stage1/strict"])
    job.comparison.pairs = .all
    let evaluation = try job.measurement()
    let all = try #require(evaluation.results.comparisons).filter { $0.metric == "P@1" }
    #expect(all.count == 10)
    #expect(Set(all.map { [$0.first, $0.second] }).count == 10)
    // Those with the baseline come first, as without the others.
    #expect(all.prefix(4).map(\.signFlip) == few.map(\.signFlip))
    // Holm's correction is over all of them.
    #expect(zip(holmAdjusted(all.map(\.signFlip)), all).allSatisfy { $0 == $1.holm })
    let page = try evaluation.html(templates: nil)
    #expect(page.contains(">Less<") && page.contains("Each row less another"))
  }

  @Test func aMarginIsTestedByTwoOneSidedTests() throws {
    let shop = try Workshop()
    var job = job(shop)
    #expect(try #require(try job.run().comparisons).allSatisfy { $0.equivalence == nil })
    job.comparison.margin = 50
    let found = try #require(try job.run().comparisons)
    for one in found {
      #expect(one.margin == 50)
      let p = try #require(one.equivalence)
      // Twelve queries of four people with differences far below fifty points.
      #expect((0...1).contains(p))
      #expect(one.sentence.contains(p < 0.05 ? "lies within ±50 points" : "It is not shown"))
    }
    // A row that changes nothing differs by 0 within any margin.
    #expect(found.contains { $0.difference == 0 && $0.equivalence == 0 })
  }

  @Test func aPlanOfTimesCoversCandidatesPatchesAndPictures() throws {
    let shop = try Workshop()
    var job = job(shop)
    job.isTimed = true
    job.growth = GrowthStudy.Sizes(depths: [2, 4, 8], prefixes: [3, 6])
    let evaluation = try job.measurement()
    let growth = try #require(evaluation.results.volatile?.timing.growth)
    #expect(growth.map(\.stage) == ["emd apc", "emd apc", "stage1"])
    #expect(growth.map(\.over) == [.candidates, .patches, .pictures])
    #expect(growth.map(\.values) == [[2, 4, 8], [16, 42], [3, 6, 12]])
    for one in growth {
      #expect(one.medians.count == one.values.count && one.medians.allSatisfy { $0 > 0 })
      #expect(try #require(one.slope).standardError != nil || one.values.count == 2)
    }
    let page = try evaluation.html(templates: nil)
    #expect(page.contains("How the time grows") && page.contains("gallery pictures"))
    // Each row's seconds can be asserted.
    let assertion = try #require(ResultAssertion("emd/apc/0.7 seconds < 1000"))
    #expect(assertion.check(evaluation.results) == .holds)
  }
}
