import Basics
import Evidence
import Foundation
import Identification
import Testing
import _TestSupport

@testable import Reports

@Suite struct NumberTests {
  /// Does a line of arithmetic again, in decimals, with the numbers it prints.
  private func isRight(_ line: WrittenSum) -> Bool {
    let numbers = line.terms.split(whereSeparator: { " ×+".contains($0) })
      .map { Decimal(string: String($0))! }
    guard numbers.count == 4 else { return false }
    var sum = numbers[0] * numbers[1] + numbers[2] * numbers[3]
    var rounded = Decimal()
    NSDecimalRound(&rounded, &sum, line.score.split(separator: ".")[1].count, .plain)
    return rounded == Decimal(string: line.score)! && numbers[0] + numbers[2] == 1
  }

  @Test(arguments: [0.7, 0.3, 0.0, 1.0, 0.5, 0.125, 0.65])
  func printedSumsAddUp(alpha: Double) {
    let values = HashedValues.unit("scores \(alpha)", count: 4000).map(Double.init)
    for start in stride(from: 0, to: values.count, by: 40) {
      let shown = stride(from: start, to: start + 40, by: 4).map {
        ScoreArithmetic(
          cosine: values[$0], alpha: alpha,
          similarities: [.emd: values[$0 + 1], .h2l: values[$0 + 2]])
      }
      let precision = ScorePrecision(
        rankings: Rankings([Ranking([])]), shown: shown, countPerRanking: 10)
      for arithmetic in shown {
        #expect(arithmetic.similarities.count == 2)
        for similarity in arithmetic.similarities.values {
          let line = precision.sum(
            alpha: alpha, similarity: similarity, cosine: arithmetic.cosine)
          #expect(line.isExact && isRight(line), "\(line.text)")
        }
      }
    }
  }

  @Test func aSumThatDoesNotAddUpIsCalledApproximate() {
    // An alpha of more decimals than are printed.
    let line = WrittenSum(
      alpha: 1.0 / 3, similarity: 9000, cosine: -9000, inputDecimals: 6, scoreDecimals: 4)
    #expect(!line.isExact && line.text.contains(" ≈ "))
    let plain = WrittenSum(
      alpha: 0.7, similarity: 0.8312, cosine: 0.7425, inputDecimals: 4, scoreDecimals: 4)
    #expect(plain.text == "0.7 × 0.8312 + 0.3 × 0.7425 = 0.8046")
  }

  @Test func scoresThatRankDifferentlyArePrintedDifferently() {
    func ranking(_ scores: [Double]) -> Ranking {
      Ranking(
        method: .emd,
        candidates: scores.enumerated().map {
          RankedCandidate(
            galleryIndex: $0, rank: $0 + 1, score: $1, cosine: 0, similarity: nil)
        })
    }
    func decimals(_ scores: [Double], count: Int = 10) -> Int {
      ScorePrecision(
        rankings: Rankings([Ranking([]), ranking(scores)]), shown: [], countPerRanking: count
      ).scoreDecimals
    }
    #expect(decimals([0.9, 0.8, 0.8, 0.1]) == 4)
    #expect(decimals([0.9, 0.80001, 0.8]) == 5)
    #expect(decimals([0.9, 0.800001, 0.8]) == 6)
    #expect(decimals([0.9, 0.8 + 1e-13, 0.8]) == 8)
    // What is not shown does not count.
    #expect(decimals([0.9, 0.80001, 0.8], count: 2) == 4)
  }

  @Test func contributionsAddUpAsPrinted() throws {
    let report = ReportContent(
      try SyntheticEvidence().make(), provenance: SyntheticEvidence.provenance)
    #expect(report.candidates.count == 5)
    for (candidate, evidence) in zip(report.candidates, report.evidence.candidates) {
      let content = try #require(candidate.balance)
      let map = evidence.flowMaps.last!
      func decimal(_ text: String) -> Decimal { Decimal(string: text)! }
      #expect(content.pairs.count == 8)
      var sum = decimal(content.rest)
      for pair in content.pairs {
        sum += decimal(pair.contribution)
        var product = decimal(pair.flow) * decimal(pair.cosine)
        var rounded = Decimal()
        NSDecimalRound(&rounded, &product, 4, .plain)
        #expect(rounded == decimal(pair.contribution))
      }
      #expect(sum == decimal(content.total))
      #expect(decimal(content.named) + decimal(content.rest) == decimal(content.total))
      #expect(content.total == fixed(map.emdSimilarity, 4))
      #expect(content.restCount + 8 == map.flow.count { $0 > 0 })
      // What is printed as the rest is what the rest is.
      let rest = Double(content.rest)!
      #expect(abs(rest - evidence.balance!.rest) < 9 * 0.00005)
    }
  }

  @Test func aMapThatDoesNotAddUpIsNoPage() throws {
    var evidence = try SyntheticEvidence().make()
    let map = evidence.candidates[0].flowMaps.last!
    let wrong = FlowMap(
      grid: map.grid, flow: map.flow, similarity: map.similarity, queryWeights: map.queryWeights,
      galleryWeights: map.galleryWeights, bestGalleryPatch: map.bestGalleryPatch,
      brightness: map.brightness, emdSimilarity: map.emdSimilarity + 0.0001,
      dualityGap: map.dualityGap)
    let first = evidence.candidates[0]
    evidence.candidates[0] = CandidateEvidence(
      galleryIndex: first.galleryIndex, exhibit: first.exhibit, ranks: first.ranks,
      scores: first.scores, flowMaps: [wrong], networkCorrelation: first.networkCorrelation,
      tokenCorrelations: first.tokenCorrelations)
    let made = evidence
    #expect(throws: FlowDecompositionError.self) {
      try QueryReport(
        made, provenance: SyntheticEvidence.provenance, templates: TemplateSet())
    }
  }
}

@Suite struct DisplayTextTests {
  @Test(arguments: [
    ("plain/path.png", "plain/path.png"), ("a\nb\tc", "a[U+000A]b[U+0009]c"),
    ("\u{202E}gnp.exe", "[U+202E]gnp.exe"), ("\u{2066}x\u{2069}", "[U+2066]x[U+2069]"),
    ("x\u{0}y\u{7F}\u{85}", "x[U+0000]y[U+007F][U+0085]"), ("\u{FEFF}a", "[U+FEFF]a"),
    ("مرحبا שלום 漢字", "مرحبا שלום 漢字"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("a\u{2028}b", "a[U+2028]b"),
  ])
  func whatHidesIsWrittenOut(text: String, expected: String) {
    #expect(displayed(text) == expected)
  }

  @Test(arguments: [
    (1, "masked/s01/03.png", "0001-masked-s01-03-png"), (12345, "x", "12345-x"),
    (7, "", "0007"), (7, "../../Ünï/ -- ", "0007-n"), (7, "漢字", "0007"),
    (
      2, String(repeating: "a/", count: 100) + "end.JPG",
      "0002-"
        + String((String(repeating: "a-", count: 100) + "end-JPG").suffix(60))
        .trimmingCharacters(in: ["-"])
    ),
  ])
  func identifiersAreSafeNames(number: Int, path: String, expected: String) {
    let identifier = queryIdentifier(number: number, path: path)
    #expect(identifier == expected)
    #expect(identifier.utf8.count <= 66)
  }
}
