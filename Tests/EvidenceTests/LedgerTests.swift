import Basics
import Identification
import Testing

@testable import Evidence

@Suite struct LedgerTests {
  typealias Line = FirstPlaces.Line

  private func lines(_ seed: UInt64, count: Int) -> [Line] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map {
      // Few different numbers, so that ties come up.
      Line(
        galleryIndex: $0, cosine: Double(Int(10 * generator.unit())) / 10,
        similarity: Double(Int(20 * generator.unit())) / 20)
    }
  }

  private func best(_ lines: [Line], at alpha: Double) -> Double {
    lines.map { Fusion.score(similarity: $0.similarity, cosine: $0.cosine, alpha: alpha) }.max()!
  }

  @Test(arguments: 0..<60)
  func spansAreTheUpperEnvelope(seed: Int) {
    let lines = lines(UInt64(seed), count: 1 + seed % 23)
    let spans = FirstPlaces(lines).spans
    #expect(spans.first?.from == 0 && spans.last?.to == 1)
    for (one, next) in zip(spans, spans.dropFirst()) {
      #expect(one.to == next.from && one.from < one.to)
      #expect(one.galleryIndex != next.galleryIndex)
    }
    for span in spans {
      let line = lines[span.galleryIndex]
      for share in [0, 0.25, 0.5, 0.75, 1] {
        let alpha = span.from + share * (span.to - span.from)
        let score = Fusion.score(
          similarity: line.similarity, cosine: line.cosine, alpha: alpha)
        #expect(abs(score - best(lines, at: alpha)) < 1e-12, "seed \(seed), alpha \(alpha)")
      }
    }
  }

  @Test(arguments: 0..<40)
  func theRankingsOwnFirstHoldsItsPlace(seed: Int) {
    let lines = lines(UInt64(1000 + seed), count: 12)
    for alpha in [0, 0.3, 0.7, 1.0] {
      let neighbors = lines.map { Neighbor(index: $0.galleryIndex, cosine: $0.cosine) }
      let ranking = Ranking(
        .emd, neighbors, similarities: lines.map(\.similarity), alpha: alpha)
      let first = ranking.candidates[0]
      let spans = FirstPlaces(lines)
      // One that shares the first place at this alpha alone has no span.
      let isEverAlone = spans.spans.contains { $0.galleryIndex == first.galleryIndex }
      let hold = spans.hold(of: first.galleryIndex, around: alpha) { $0 }
      #expect((hold != nil) == isEverAlone)
      if let below = hold?.below { #expect(below.alpha <= alpha + 1e-9) }
      if let above = hold?.above { #expect(above.alpha >= alpha - 1e-9) }
    }
  }

  @Test func aChangeOfHandsIsWhereTheScoresAreEqual() {
    // 0.9 - 0.4 a = 0.5 + 0.3 a at 4/7.
    let spans = FirstPlaces([
      Line(galleryIndex: 4, cosine: 0.9, similarity: 0.5),
      Line(galleryIndex: 2, cosine: 0.5, similarity: 0.8),
      Line(galleryIndex: 1, cosine: 0.1, similarity: 0.2),
    ])
    #expect(spans.spans.map(\.galleryIndex) == [4, 2])
    #expect(abs(spans.spans[0].to - 4.0 / 7) < 1e-15)
    let hold = spans.hold(of: 2, around: 0.7) { $0 }
    #expect(hold?.above == nil && hold?.below?.galleryIndex == 4)
    // The same person: never.
    let person = spans.hold(of: 2, around: 0.7) { $0 > 1 ? "a" : "b" }
    #expect(person == FirstPlaces.Hold(below: nil, above: nil))
  }

  @Test func oneBestInBothNeverLoses() {
    let spans = FirstPlaces([
      Line(galleryIndex: 0, cosine: 0.4, similarity: 0.8),
      Line(galleryIndex: 1, cosine: 0.5, similarity: 0.9),
    ])
    #expect(spans.spans == [FirstPlaces.Span(galleryIndex: 1, from: 0, to: 1)])
    #expect(FirstPlaces([]).spans.isEmpty)
  }

  @Test func theLedgerHasEveryListedCandidateOnce() {
    let neighbors = (0..<6).map { Neighbor(index: $0, cosine: 0.9 - 0.1 * Double($0)) }
    let emd = Ranking(.emd, neighbors, similarities: [0.1, 0.2, 0.3, 0.9], alpha: 0.5)
    let h2l = Ranking(.h2l, neighbors, similarities: [0.5, 0.9, 0.3, 0.1], alpha: 0.5)
    let ledger = Ledger(
      rankings: Rankings([Ranking(neighbors), emd, h2l]), alpha: 0.5, listed: 2
    ) { "s\($0)" }
    #expect(ledger.entries.map(\.galleryIndex) == [3, 0, 1])
    let first = ledger.entries[0]
    #expect(first.ranks == [.stage1: 4, .emd: 1, .h2l: 4])
    #expect(first.scores!.score(.emd) == emd.candidates[0].score)
    #expect(ledger.firstPlaces.map(\.galleryIndex) == [3, 1])
    // Those beyond the first k are listed without what they have not.
    let all = Ledger(
      rankings: Rankings([Ranking(neighbors), emd, h2l]), alpha: 0.5, listed: 6
    ) { _ in nil }
    #expect(all.entries.last?.scores == nil && all.entries.last?.ranks == [.stage1: 6])
    #expect(all.firstPlaces[0].person == nil)
  }
}
