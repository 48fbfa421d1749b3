import Foundation
import Identification
import Networks
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs

@Suite struct FusionTests {
  /// Fusions are arithmetic on scores that are computed once, and agree with the methods at their ends.
  @Test func sharesAndRangesCostNoFurtherScores() throws {
    let shop = try Workshop()
    var job = EvaluateJob(
      queries: shop.queries, gallery: shop.gallery, settings: try shop.trainedSettings(),
      weightings: [.apc], alphas: [0.5], depths: [12])
    let plain = try job.measured()
    job.fusion.shares = [0, 1, 0.25]
    job.fusion.alphaRanges = [AlphaRange(low: 0.5, high: 0.5), AlphaRange(low: 0, high: 1)]
    job.scores = shop.folder.file("scores.csv")
    let (results, work) = try job.measured()
    #expect(work == plain.work)
    let rows = results.results
    // Stage 1; EMD and H2L with an alpha and two ranges; three fusions, likewise.
    #expect(rows.count == 1 + 2 * 3 + 3 * 3 && Set(rows.map(\.id)).count == rows.count)
    func row(_ words: String) throws -> EvaluationResults.Row {
      try #require(rows.first { $0.id == words + "/12/strict" }, "\(words)")
    }
    func numbers(_ row: EvaluationResults.Row) -> [Double] {
      [row.precisionAt1, row.rPrecision, row.meanAveragePrecisionAtR]
        + (row.openSet?.curve.thresholds ?? [])
    }
    let emd = try row("emd/apc/7x6/sinkhorn/0.5")
    let h2l = try row("h2l/0.5")
    #expect(try numbers(row("emd+h2l/apc/7x6/sinkhorn/share-0.0/0.5")) == numbers(emd))
    #expect(try numbers(row("emd+h2l/apc/7x6/sinkhorn/share-1.0/0.5")) == numbers(h2l))
    #expect(try numbers(row("emd/apc/7x6/sinkhorn/0.5-0.5")) == numbers(emd))
    let ranged = try row("h2l/0.0-1.0")
    #expect(ranged.alphaRange == [0, 1] && ranged.alpha == nil)
    #expect(results.table().contains { $0.hasPrefix("emd+h2l") && $0.contains("apc +0.25") })

    // Too few candidates for a covered area: the file leaves it empty.
    let lines = try String(contentsOfFile: shop.folder.file("scores.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(
      lines[0]
        == "part,query,label,covered,rank,candidate,candidate_label,cosine,emd apc native sinkhorn,h2l"
    )
    #expect(lines.count == 1 + 4 * 12)
    let first = lines[1].split(separator: ",", omittingEmptySubsequences: false)
    #expect(first[3] == "" && first[4] == "1" && Double(first[8]) != nil && Double(first[9]) != nil)
    let part = try job.measurement().parts[0]
    let best = part.tally.rankings[0].first[0][0]
    #expect(first[5] == part.gallery.entries[best].path[...])
  }

  @Test func anAlphaFollowsFromTheCoveredArea() {
    let range = AlphaRange(low: 0.2, high: 0.8)
    #expect(range.alpha(covered: nil) == 0.2 && range.alpha(covered: 0) == 0.2)
    #expect(abs(range.alpha(covered: 0.2) - 0.5) < 1e-12)
    #expect(abs(range.alpha(covered: 0.9) - 0.8) < 1e-12)
    let falling = AlphaRange(low: 0.8, high: 0.2)
    #expect(abs(falling.alpha(covered: 0.4) - 0.2) < 1e-12)
  }
}
