import Basics
import Evidence
import Foundation
import Identification
import Reports
import Testing
import _WorkshopSupport

@testable import Audit
@testable import Commands
@testable import Measurement
@testable import Runs

/// An untrained H2L does not rank anywhere.
@Suite struct NoOpinionTests {
  private func data(_ folder: String) throws -> ReportData {
    try JSONDecoder().decode(ReportData.self, from: Data(readFile(folder + "/report.json")))
  }

  @Test func anUntrainedStartIsTimedAndNothingElse() throws {
    let shop = try Workshop()
    var settings = shop.settings
    settings.show = 1
    settings.reranker = JobSettings.startOfReranker
    #expect(
      try ReportJob(
        queries: shop.queries + "/p1", gallery: shop.gallery, output: shop.output,
        settings: settings
      ).run().status == .done)
    let folder = try shop.reportFolders()[0]
    let data = try data(folder)
    #expect(data.candidates.methods == [.stage1, .emd])
    #expect(data.shown[0].scores.methods.methods == [.emd])
    #expect(data.ledger?.firstPlaces.map(\.method) == [.emd])
    #expect(data.people?.leads.methods == [.stage1, .emd])
    #expect(data.state?.voters == [.stage1, .emd])
    #expect(data.heatmaps[0].tokens.isEmpty)
    let times = try TimingsData(file: shop.output + "/timings.json").queries[0].times
    #expect(times.methods.methods == [.stage1, .emd, .h2l] && times.untrained == [.h2l])
    let html = try shop.read(folder + "/report.html")
    #expect(html.contains("H2L, 12 pairs, not trained, not used: "))
    #expect(html.contains("It ran to measure its time and does not rank in this report"))
    #expect(html.contains("Whole face: cosine") && html.contains("Patches: score"))
    #expect(!html.contains("Transformer: score") && !html.contains("0.7 × H2L"))
  }

  @Test func aRunWithoutTheMethodDiffersFromOneWithIt() throws {
    let shop = try Workshop()
    let queries = shop.queries + "/p1"
    var settings = try shop.trainedSettings()
    settings.show = 1
    let other = shop.folder.file("other")
    _ = try ReportJob(
      queries: queries, gallery: shop.gallery, output: shop.output, settings: settings
    ).run()
    settings.reranker = nil
    _ = try ReportJob(
      queries: queries, gallery: shop.gallery, output: other, settings: settings
    ).run()
    let lines = try DiffJob(shop.output, other).run().lines
    #expect(lines.contains("method: 4.png: only the first has h2l"), "\(lines)")
    #expect(!lines.contains { $0.hasPrefix("removed: ") || $0.hasPrefix("score: ") })
    let data = try data(shop.reportFolders()[0])
    #expect(data.candidates.methods == [.stage1, .emd, .h2l])
    #expect(data.heatmaps[0].tokens.methods == [.h2l])
  }

  @Test func evaluateHasNoRowAndSaysHowToTrainOne() throws {
    let shop = try Workshop()
    func evaluate(_ reranker: String?, _ scorers: [ScoringMethod]?) throws -> EvaluationResults {
      var settings = shop.settings
      settings.reranker = reranker
      return try EvaluateJob(
        queries: shop.queries, gallery: shop.gallery, settings: settings, scorers: scorers,
        weightings: [.apc], alphas: [0.7]
      ).run()
    }
    let without = try evaluate(nil, nil)
    #expect(without.results.map(\.scorer) == [.stage1, .emd])
    #expect(!without.timings.map(\.stage).contains { $0.hasPrefix("h2l") })
    #expect(
      without.settings.absent == [
        """
        The scorer 'h2l' is left out: no trained H2L was given. 'facet train h2l --model FILE \
        --pictures PATH -o FILE' trains one for this backbone; give it with --reranker.
        """
      ])
    let start = try evaluate(JobSettings.startOfReranker, [.stage1, .h2l])
    #expect(start.results.map(\.scorer) == [.stage1])
    #expect(start.timings.map(\.stage).last == "h2l (untrained)")
    #expect(throws: JobError.self) { try evaluate(nil, [.h2l]) }
  }
}
