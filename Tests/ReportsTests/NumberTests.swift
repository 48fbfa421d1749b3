import Basics
import Evidence
import Foundation
import Identification
import Networks
import Testing
import _TestSupport

@testable import Reports

@Suite struct NumberTests {
  /// Searches of several queries, with different shares of the re-ranker.
  private func subjects() throws -> [ReportSubject] {
    try [0.7, 0.3, 0.5, 0.65, 0.125, 0.0, 1.0].enumerated().flatMap { place, alpha in
      try ["a", "b", "c", "d"].map { name in
        var synthetic = SyntheticEvidence()
        synthetic.queryPath = "\(name)\(place).png"
        synthetic.alpha = alpha
        return ReportSubject(try synthetic.make(), provenance: SyntheticEvidence.provenance)
      }
    }
  }

  private func decimal(_ text: some StringProtocol) throws -> Decimal {
    try #require(
      Decimal(
        string: text.replacingOccurrences(of: "−", with: "-")
          .replacingOccurrences(of: "+", with: "")), "\(text)")
  }

  private func rounded(_ value: Decimal, _ decimals: Int) -> Decimal {
    var (value, rounded) = (value, Decimal())
    NSDecimalRound(&rounded, &value, decimals, .plain)
    return rounded
  }

  private func texts(_ section: Section) -> [String] {
    section.allBlocks.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  @Test func printedScoresAreTheSumsOfTheirPrintedTerms() throws {
    for subject in try subjects() {
      let scales = FigureScales(subject)
      let sections =
        [try #require(PersonSection.first(subject, scales: scales))]
        + PersonSection.others(subject, scales: scales)
      #expect(sections.count == 3)
      for section in sections {
        let line = try #require(texts(section).first { $0.hasPrefix("Score ") })
        let found = try #require(
          line.firstMatch(
            of:
              #/^Score ([−0-9.]+) = ([0-9.]+) × patches ([−0-9.]+) \+ ([0-9.]+) × cosine ([−0-9.]+)/#
          ), "\(line)")
        let (share, rest) = (try decimal(found.2), try decimal(found.4))
        let sum = share * (try decimal(found.3)) + rest * (try decimal(found.5))
        let decimals = found.1.split(separator: ".")[1].count
        #expect(rounded(sum, decimals) == (try decimal(found.1)), "\(line)")
        #expect(share + rest == 1)
      }
    }
  }

  @Test func printedLeadsAreTheDifferencesOfPrintedScores() throws {
    for subject in try subjects() {
      let scales = FigureScales(subject)
      let section = try #require(PersonSection.first(subject, scales: scales))
      let line = try #require(texts(section).first)
      let found = try #require(
        line.firstMatch(of: #/^Score ([−0-9.]+) .*\) ([−0-9.]+), ([−0-9.]+) less/#), "\(line)")
      #expect(
        try decimal(found.1) - decimal(found.2) == decimal(found.3), "\(line)")
      // The first page has the same scores with three decimals.
      let result = ResultSection.section(subject, scales: scales)
      let faces =
        result.allBlocks.compactMap { block -> [FaceBlock]? in
          if case .faces(let faces) = block { faces } else { nil }
        }.first ?? []
      #expect(faces.count == 4)
      #expect(faces[1].lines[1].hasPrefix("score \(score(Double(String(found.1))!))  ·"))
      #expect(faces[2].lines[1].hasPrefix("score \(score(Double(String(found.2))!))  ·"))
    }
  }

  @Test(arguments: [PatchGrid(rows: 7, columns: 6), .fourByFour, .eightByEight])
  func contrastsAddUpToTheDifferenceOfTheScoresAsPrinted(grid: PatchGrid) throws {
    var count = 0
    for name in ["a", "b", "c", "d", "e", "f"] {
      var synthetic = SyntheticEvidence()
      synthetic.queryPath = name
      synthetic.grid = grid
      let subject = ReportSubject(
        try synthetic.make(), provenance: SyntheticEvidence.provenance)
      let section = try #require(
        PersonSection.first(subject, scales: FigureScales(subject)))
      let figure = try #require(
        section.allFigures.lazy.compactMap { $0 as? ContrastBarFigure }.first)
      var columns = [Decimal](repeating: 0, count: 3)
      var total: [Decimal] = []
      for row in figure.alternativeText.components(separatedBy: ". ")[1].split(separator: ";") {
        let numbers = try row.matches(of: #/(?:patches|cosine|sum) ([−+0-9.]+[0-9])/#).map {
          try decimal($0.1)
        }
        #expect(numbers.count == 3 && numbers[0] + numbers[1] == numbers[2], "\(row)")
        if row.contains("A minus") {
          total = numbers
        } else {
          for place in 0..<3 { columns[place] += numbers[place] }
          count += 1
        }
      }
      #expect(columns == total)
      let contrast = subject.evidence.personContrasts[0]
      #expect(total[2] == (try decimal(fixed(1000 * contrast.difference, 1))))
      // The two scores of the contrast are those of the ranking.
      let ranking = subject.evidence.rankings[.emd].candidates
      for (index, score) in [
        (contrast.galleryIndex, contrast.score), (contrast.otherIndex, contrast.otherScore),
      ] {
        #expect(ranking.first { $0.galleryIndex == index }?.score == score)
      }
      let line = try #require(texts(section).first { $0.hasPrefix("Score ") })
      let lead = try #require(line.firstMatch(of: #/([−0-9.]+) less/#))
      let decimals = lead.1.split(separator: ".")[1].count
      #expect(rounded(total[2] / 1000, min(decimals, 3)) == rounded(try decimal(lead.1), 3))
    }
    #expect(count > 40)
  }

  @Test(arguments: [
    [0.00004, 0.00004, 0.00004], [0.00126, -0.00037, 0.00009, 0.00002], [-0.00005, -0.00005],
    [0.1, 0.2, 0.3], [],
  ])
  func roundedPartsMakeUpTheRoundedSum(values: [Double]) {
    let rounded = roundedToSum(values, unit: 0.0001)
    let whole = (values.reduce(0, +) / 0.0001).rounded()
    #expect(abs(rounded.reduce(0, +) / 0.0001 - whole) < 1e-6)
    #expect(zip(rounded, values).allSatisfy { abs($0 - $1) < 0.0001 })
  }

  @Test func aSumThatCannotBeRightIsCalledApproximate() {
    let line = WrittenSum(alpha: 1.0 / 3, similarity: 0.9, cosine: 0.3, decimals: 3)
    #expect(!line.isExact && line.text.contains(" ≈ "))
    let plain = WrittenSum(alpha: 0.7, similarity: 0.8312, cosine: 0.7425, decimals: 3)
    #expect(plain.text == "0.805 = 0.7 × patches 0.831 + 0.3 × cosine 0.743" || plain.isExact)
    #expect(decimalsForDifferences([0.7057, 0.6814]) == 4)
    #expect(decimalsForDifferences([0.706, 0.681]) == 3)
    #expect(decimalsForDifferences([0.5]) == 3)
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
