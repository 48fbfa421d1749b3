import Foundation
import Identification
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs

@Suite struct DiscardTests {
  private func row() throws -> EvaluationResults.Row {
    let shop = try Workshop()
    return try #require(
      try EvaluateJob(
        queries: shop.queries, gallery: shop.gallery, settings: shop.settings, scorers: [.stage1],
        weightings: [.apc], alphas: [0.7]
      ).run().results.first)
  }

  @Test func eachMeasureHasItsVerdict() throws {
    let count = 300
    let isError = (0..<count).map { $0 % 3 == 0 }
    let qualities: [Suitability] = (0..<count).map { place in
      [
        "sharpness": isError[place] ? Double(place) / 1000 : 2 + Double(place),
        "uncovered-face": Double(isError[place] ? 1000 + place : place),
        "luminance-variance": Double(place * 7919 % count),
        // The same for all: nothing to order by.
        "dynamic-range": 8,
      ]
    }
    let found = try #require(
      DiscardResults(
        row: try row(), kind: DiscardResults.rank1, threshold: nil, qualities: qualities,
        isError: isError, people: Array(0..<count), seed: 1))
    #expect(found.measures.map(\.measure) == ["sharpness", "luminance-variance", "uncovered-face"])
    #expect(found.measures.map(\.verdict) == [.helps, .unclear, .harms])
    let sharpness = found.measures[0]
    // A third are errors, which are discarded first.
    #expect(zip(sharpness.discarded, sharpness.error).first { $0.0 > 1.0 / 3 }?.1 == 0)
    #expect(sharpness.largestDiscarded.count == sharpness.discarded.count - 1)
    #expect(sharpness.largestDiscarded.last == 301)
    #expect(abs(sharpness.partialArea - sharpness.partialAreaLeast) < 1e-12)
    #expect(abs(sharpness.partialAreaByChance - 0.2 / 3) < 1e-12)
    #expect(sharpness.discarded.count <= 102 && sharpness.discarded.last == 1)
    #expect(sharpness.sentence.contains("is of use (errors at rank 1 33.3% of all"))
    #expect(found.measures[2].saved < 0)
  }

  @Test func anEvaluationMeasuresItsQueries() throws {
    let shop = try Workshop()
    let evaluation = try EvaluateJob(
      queries: shop.gallery, gallery: shop.gallery, settings: shop.settings,
      scorers: [.stage1, .emd], weightings: [.apc], alphas: [0.3, 0.7]
    ).measurement()
    let found = try #require(evaluation.results.edc)
    // One for each method, with the alpha nearest to 0.7.
    #expect(found.map(\.row) == ["stage1/strict", "emd/apc/7x6/sinkhorn/0.7/100/strict"])
    #expect(found[0].kind == "rank 1" && found[0].n == 12 && found[0].people == 4)
    let measures = found[0].measures
    #expect(measures.contains { $0.measure == "sharpness" && $0.n == 12 })
    // An aligned crop has no size of its own.
    #expect(!measures.contains { $0.measure == "inter-eye-distance" })
    #expect(measures.allSatisfy { $0.verdict == .fewErrors && $0.interval == nil })
    let page = try evaluation.html(templates: nil)
    #expect(page.contains("Is it of use to discard queries by their quality?"))
    #expect(page.contains("too few people have an error to say whether it is of use"))
  }
}
