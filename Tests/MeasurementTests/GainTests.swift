import Basics
import Foundation
import Pictures
import Testing
import _WorkshopSupport

@testable import Identification
@testable import Measurement
@testable import Runs

@Suite struct GainTests {
  /// Copies of the gallery's pictures whose lower half is gray, so that ranks move.
  private func job(_ shop: Workshop, scorers: [ScoringMethod]) throws -> EvaluateJob {
    for person in 1...4 {
      for pose in 1...3 {
        let face = Workshop.face(person, pose)
        var samples = face.samples
        let half = samples.count / 2
        for place in half..<samples.count { samples[place] = 128 }
        try shop.write(
          Picture(
            width: face.width, height: face.height, channels: face.channels, samples: samples),
          "copies/p\(person)/\(pose).png")
      }
    }
    var settings = try shop.trainedSettings()
    settings.ownPictures = .samePath
    var job = EvaluateJob(
      queries: shop.folder.file("copies"), gallery: shop.gallery, settings: settings,
      scorers: scorers, weightings: [.apc], alphas: [1], depths: [11])
    job.gains = 3
    return job
  }

  /// Three strips: stage 1's first five, the query rebuilt of the candidates' patches, the EMD's first five.
  @Test func movesHaveTheirFlowMaps() throws {
    let shop = try Workshop()
    let evaluation = try job(shop, scorers: [.stage1, .emd]).measurement()
    let gains = try #require(evaluation.gains.first)
    #expect(gains.strips.count == gains.shown.up + gains.shown.down && gains.strips.count <= 6)
    #expect(gains.shown.up == min(3, gains.up) && gains.shown.down == min(3, gains.down))
    for strip in gains.strips {
      #expect(strip.before.count == 5 && strip.after.count == 5 && strip.flows.count == 5)
      for flow in strip.flows {
        #expect(flow.best.count == flow.grid.count && flow.grid.description == "7x6")
        #expect(flow.best.allSatisfy { $0.map { (0..<42).contains($0) } ?? true })
      }
      // Different candidates give different flows.
      #expect(Set(strip.flows.map { $0.best.map { $0 ?? -1 } }).count > 1)
      #expect(strip.query.width == 96 || strip.query.width == 112)
      #expect(strip.before.allSatisfy { $0.rank == nil } && strip.beforeMate?.isRight != false)
    }
    // Ups come first, and the largest of them.
    #expect(gains.strips.prefix(gains.shown.up).allSatisfy { $0.isUp })
    #expect(gains.strips.dropFirst(gains.shown.up).allSatisfy { !$0.isUp })
    let html = try evaluation.html(templates: nil)
    #expect(html.contains("Gains and losses") && html.contains("Flow maps: the query rebuilt"))
    #expect(try evaluation.pdf() == evaluation.pdf())
  }

  /// Another re-ranker has no flow.
  @Test func withoutAnEMDThereAreNoFlowMaps() throws {
    let shop = try Workshop()
    let evaluation = try job(shop, scorers: [.stage1, .h2l]).measurement()
    let gains = try #require(evaluation.gains.first)
    #expect(gains.method == "H2L" && gains.strips.allSatisfy { $0.flows.isEmpty })
    #expect(try !evaluation.html(templates: nil).contains("Flow maps: the query rebuilt"))
  }
}
