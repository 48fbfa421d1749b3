import Basics
import Foundation
import Testing
import _WorkshopSupport

@testable import Commands
@testable import Datasets
@testable import Identification
@testable import Measurement
@testable import Runs

/// The time of a measurement before it begins.
@Suite struct EstimateTests {
  @Test func anEstimateIsInWords() {
    var estimate = WorkEstimate()
    estimate.add("features", 540)
    estimate.add("EMD", 200)
    estimate.add("EMD", 100)
    estimate.add("stage 1", 2)
    estimate.add("H2L", 0)
    #expect(estimate.seconds == 842 && estimate.items.count == 3)
    #expect(estimate.words == "about 14 minutes (features 9.0, EMD 5.0)")
    var short = WorkEstimate()
    short.add("features", 0.2)
    #expect(
      short.words == "about 1 seconds (features 1)" || short.words.hasPrefix("about 1 second"))
    var long = WorkEstimate()
    long.add("EMD", 22_320)
    #expect(long.words == "about 6.2 hours (EMD 6.2)")
  }

  /// Above the limit it is refused as a wrong option is, unless a part or the whole is asked for.
  @Test func aLongMeasurementMustBeConfirmed() throws {
    var estimate = WorkEstimate()
    estimate.add("EMD", 4000)
    estimate.add(basis: "the first 64 pictures")
    var rule = EstimateRule()
    func check(isPart: Bool = false, takesSample: Bool = true) throws(JobError) {
      try rule.check(
        estimate, title: "table-5.3", isPart: isPart, takesSample: takesSample, isQuiet: true)
    }
    do {
      try check()
      Issue.record("a long measurement began")
    } catch {
      #expect(error.status == .usage)
      #expect(
        error.description == """
          table-5.3 would take about 67 minutes (EMD 67), measured on this machine with the first 64 \
          pictures. Give --sample N for some of the queries, or --yes for all of them.
          """)
    }
    do {
      try check(takesSample: false)
      Issue.record("a long measurement began")
    } catch {
      #expect(error.description.hasSuffix("Give --yes to begin."))
    }
    try check(isPart: true)
    rule.isConfirmed = true
    try check()
  }

  private func job(_ shop: Workshop) throws -> EvaluateJob {
    var job = EvaluateJob(
      queries: shop.queries, gallery: shop.gallery, settings: try shop.trainedSettings(),
      weightings: [.apc, .uniform], alphas: [0.7], depths: [5])
    job.estimates.leastPictures = 1
    job.estimates.longest = 0
    return job
  }

  /// The probe runs the real networks on the first pictures.
  @Test func theTimeIsMeasuredOnTheFirstPictures() throws {
    let shop = try Workshop()
    var job = try job(shop)
    do {
      _ = try job.run()
      Issue.record("it began")
    } catch let error as JobError {
      #expect(error.status == .usage)
      for words in ["the first 12 pictures", "transports", "pairs by H2L", "--yes"] {
        #expect(error.description.contains(words), "\(error)")
      }
    }
    // A shard, a sample and a confirmed run begin.
    job.sample = 2
    #expect(try job.run().results[0].n == 2)
    job.sample = nil
    job.part = .shard(Shard(index: 1, of: 1)!, arguments: [])
    #expect(try job.measurement().shard?.count == 4)
    job.part = .whole
    job.estimates.isConfirmed = true
    job.explanations = 1
    #expect(try job.run().results[0].n == 4)
    // Little work is not worth a look.
    job.estimates = EstimateRule()
    job.estimates.longest = 0
    job.explanations = 0
    #expect(try job.run().results[0].n == 4)
  }

  /// Without a face in the first pictures nothing is known, and the run says why.
  @Test func picturesThatCannotBeReadGiveNoEstimate() throws {
    let shop = try Workshop()
    try shop.write([1, 2, 3], "broken/p1/1.png")
    var job = EvaluateJob(
      queries: shop.folder.file("broken"), gallery: shop.folder.file("broken"),
      settings: shop.settings, weightings: [.apc], alphas: [0.7])
    job.estimates.leastPictures = 1
    job.estimates.longest = 0
    do {
      _ = try job.run()
      Issue.record("it began")
    } catch let error as JobError {
      #expect(error.status == .nothingUsable, "\(error)")
    }
  }

  @Test func candidatesAreThoseOfAllSearches() {
    let plan = SearchPlan(
      methods: [.stage1, .emd], grids: [.native], solvers: [.sinkhorn], weightings: [.apc],
      epsilon: 0.05, depths: [50, 100], alphas: [0.7])
    func load(_ strangers: StrangerSource, gallery: Int = 1000) -> SearchLoad {
      SearchLoad(
        queries: 10, gallery: gallery, plan: plan, rules: [ProtocolRule(.published)],
        strangers: strangers, mates: 7)
    }
    #expect(load(.none).candidates == 100 && load(.own).candidates == 107)
    #expect(load(.split).candidates == 200 && load(.split, gallery: 30).candidates == 30)
    #expect(load(.own).publishes && load(.own).pairs == 1070)
    var estimate = WorkEstimate()
    estimate.add(load(.own), SpeedProbe.Search(emd: 1, published: 2, quality: 3))
    // 107 candidates, the published solver once for each k.
    let expected: [(name: String, seconds: Double)] = [
      ("EMD", 1070 + 10 * 150 * 2), ("picture quality", 30),
    ]
    #expect(estimate.items.elementsEqual(expected, by: ==))
  }
}
