import Basics
import Evidence
import Foundation
import Identification
import Reports
import Testing
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs

/// A third re-ranker, registered here and nowhere else, goes through the jobs as the EMD does.
@Suite struct ThirdMethodTests {
  static let toy = ScoringMethod(
    name: "toy", letter: "T", title: "Toy", explanation: "how near two file names are")

  /// Half a point for each character by which the pictures' digests agree at their ends.
  struct ToyScorer: Scorer {
    let gallery: Gallery
    var galleryCount: Int { gallery.entries.count }

    func similarities(_ query: Query, _ indices: [Int]) -> [Double] {
      indices.map { index in
        let digest = gallery.entries[index].sha256.hexadecimal
        return Double(zip(digest, query.sha256.hexadecimal).count { $0 == $1 }) / 64
      }
    }
  }

  static let registered =
    RegisteredScorer.standard
    + [RegisteredScorer(toy) { _, gallery in .init(scorer: ToyScorer(gallery: gallery)) }]

  @Test func isRankedExplainedAndTimedInAReport() throws {
    let shop = try Workshop()
    var settings = shop.settings
    settings.show = 1
    settings.hasChecks = true
    var job = ReportJob(
      queries: shop.queries + "/p1", gallery: shop.gallery, output: shop.output,
      settings: settings)
    job.registered = Self.registered
    #expect(try job.run().status == .done)
    let folder = try shop.reportFolders()[0]
    let data = try JSONDecoder().decode(
      ReportData.self, from: Data(readFile(folder + "/report.json")))
    #expect(data.candidates.methods == [.stage1, .emd, Self.toy])
    let times = try TimingsData(file: shop.output + "/timings.json").queries[0].times
    #expect(times.methods.methods == [.stage1, .emd, Self.toy])
    let shown = try #require(data.shown.first)
    #expect(shown.ranks.methods == [.stage1, .emd, Self.toy])
    let score = try #require(shown.scores.methods[Self.toy])
    #expect(
      score.score
        == Fusion.score(similarity: score.similarity, cosine: shown.scores.cosine, alpha: 0.7))
    #expect(data.ledger?.firstPlaces.map(\.method) == [.emd, Self.toy])
    #expect(data.people?.leads.methods == [.stage1, .emd, Self.toy])
    #expect(data.state?.voters == [.stage1, .emd, Self.toy])
    let html = try shop.read(folder + "/report.html")
    // A column of the people, a rank below each face, a list beside the others, a bar of time.
    #expect(html.contains("<th scope=\"col\" class=\"number\">Toy: score</th>"))
    #expect(html.contains("  ·  Toy ") && html.contains("Toy, 12 pairs: "))
    #expect(html.contains("0.7 × Toy + 0.3 × cosine"))
    #expect(try shop.read(shop.output + "/index.html").contains("<p class=\"hint\">Toy "))
    #expect(try shop.read(shop.output + "/results.csv").contains(",rank_toy,"))
  }

  @Test func isMeasuredAndCalibrated() throws {
    let shop = try Workshop()
    var job = EvaluateJob(
      queries: shop.queries, gallery: shop.gallery, settings: shop.settings,
      weightings: [.apc], alphas: [0.7])
    job.registered = Self.registered
    let results = try job.run()
    #expect(results.results.map(\.scorer) == [.stage1, .emd, Self.toy])
    #expect(results.timings.map(\.stage).last == "toy")
    let calibration = try JSONDecoder().decode(
      Calibration.self,
      from: Data(readFile(shop.calibration(registered: Self.registered))))
    #expect(calibration.samples.methods == [.stage1, .emd, Self.toy])
    #expect(calibration.samples[Self.toy]?.searches.count == 4)
  }

  @Test func isVerified() throws {
    let shop = try Workshop()
    try shop.write(
      Array("p1/1.png p1/2.png 1\np1/1.png p2/1.png 0\n".utf8), "pairs.txt")
    var settings = shop.settings
    settings.galleryListing.root = shop.gallery
    var job = VerifyJob(
      pairs: shop.folder.file("pairs.txt"), settings: settings, scorers: nil,
      weightings: [.apc, .cc], alphas: [0.3, 1])
    job.registered = Self.registered
    let (results, work) = try job.measured()
    #expect(
      results.results.map(\.scorer)
        == [.stage1, .emd, .emd, .emd, .emd, Self.toy, Self.toy])
    #expect(work.patchProducts == 2 && work.transports == 4 && work.similarities == [Self.toy: 2])
  }
}
