import Evidence
import Foundation
import Reports
import Testing
import _WorkshopSupport

@Suite struct SanityCheckTests {
  /// The program's own pictures and network, to the end: what holds for any network must hold here.
  @Test func checksOfARealRunHoldWhatHoldsAlways() throws {
    let shop = try Workshop()
    for person in 2...4 {
      try FileManager.default.removeItem(atPath: shop.queries + "/p\(person)")
    }
    var settings = shop.settings
    settings.hasChecks = true
    settings.show = 1
    #expect(try shop.report(settings).status == .done)
    let folder = try shop.reportFolders()[0]
    let data = try JSONDecoder().decode(
      ReportData.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/report.json")))
    let checks = try #require(data.checks)
    #expect(checks.selfMatch.isPassed)
    #expect(checks.candidates.count == data.shown.count)
    for candidate in checks.candidates {
      #expect(candidate.isShuffleExact && candidate.shuffledFlowDifference < 1e-9)
      for curve in [candidate.deletion, candidate.insertion] {
        #expect(curve.randomScores.count == 10 && curve.shares.count == 7)
        // All curves begin at one picture and end at another.
        #expect(Set(curve.randomScores.map { $0.first! } + [curve.scores.first!]).count == 1)
        #expect(Set(curve.randomScores.map { $0.last! } + [curve.scores.last!]).count == 1)
      }
      let shown = data.shown.first { $0.galleryIndex == candidate.galleryIndex }!
      #expect(abs(candidate.deletion.scores[0] - shown.scores.methods[.emd]!.similarity) < 1e-6)
      #expect(candidate.deletion.scores.last == candidate.insertion.scores.first)
    }
    let html = try shop.read(folder + "/report.html")
    #expect(html.contains("id=\"checks\"") && html.contains("Deletion and insertion"))
    let warned = checks.candidates.filter { !$0.beatsRandom }.count
    #expect(html.components(separatedBy: "does not beat random order (").count - 1 == warned)
  }
}
