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
    let stability = try #require(data.stability)
    #expect(stability.copies.count == 10 && stability.people == 4)
    // A copy is nearly the query, but no picture of it is the query itself.
    #expect(stability.copies.allSatisfy { $0.cosine > 0.5 && $0.cosine < 1 })
    for importance in data.importances {
      let shown = data.shown[0]
      #expect(abs(importance.score.whole - shown.scores.methods[.emd]!.score) < 1e-6)
      guard case .judged(let deletion, let insertion) = importance.score.judgment.outcome else {
        continue
      }
      // All curves begin at one picture and end at another.
      #expect(deletion.values.first == insertion.values.last)
      #expect(deletion.values.last == insertion.values.first)
      #expect(deletion.values.first == deletion.randomValues.first)
    }
    let html = try shop.read(folder + "/report.html")
    #expect(html.contains("Checks of this query"))
    #expect(html.contains("A stays first in \(10 - stability.others) of 10"))
  }
}
