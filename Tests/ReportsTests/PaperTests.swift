import Basics
import Evidence
import Foundation
import Testing
import _TestSupport

@testable import Reports

/// The PDF as a reader's programs see it.
@Suite(
  .enabled(
    if: InstalledTool.isInstalled("pdftotext") && InstalledTool.isInstalled("pdfinfo"),
    "pdftotext or pdfinfo is not installed"))
struct PaperTests {
  private func paper(_ evidence: SyntheticEvidence) throws -> (report: QueryReport, path: String) {
    let report = try QueryReport(
      evidence.make(), provenance: SyntheticEvidence.provenance, templates: TemplateSet())
    let path = folder.file("report.pdf")
    try Data(report.pdf).write(to: URL(fileURLWithPath: path))
    return (report, path)
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func pages(_ path: String) throws -> [String] {
    try InstalledTool.output("pdftotext", ["-layout", path, "-"])
      .components(separatedBy: "\u{C}").dropLast()
  }

  @Test func aPaperHasAPageForEachCandidate() throws {
    let (report, path) = try paper(SyntheticEvidence())
    let pages = try pages(path)
    for (number, page) in pages.enumerated() {
      #expect(page.contains("Investigative lead, not an identification"))
      #expect(page.contains("Page \(number + 1) of \(pages.count)"))
      #expect(page.split(separator: "\n").count > 6, "page \(number + 1) is nearly empty")
    }
    for candidate in report.content.candidates {
      let holding = pages.filter { $0.contains("Candidate \(candidate.number) of 5") }
      #expect(holding.count == 1)
      for line in candidate.arithmetic { #expect(holding[0].contains(line)) }
      let next = pages[pages.firstIndex(of: holding[0])! + 1]
      #expect(next.contains("strongest patch pairs") && next.contains("EMD similarity of this map"))
      #expect((holding[0] + next).contains("Cross-correlation, H2L"))
    }
    #expect(
      pages[0].contains("Disagreement ")
        && pages[1].contains("A similarity score is not a probability."))
    #expect(pages[2].contains("10. ") && pages[2].contains("same label"))
    #expect(pages.joined().contains(SyntheticEvidence.digest("gallery").hexadecimal))
    #expect(pages.last!.contains("Signature"))
    // What the outline and the faces of the galleries lead to.
    let links = try InstalledTool.output("pdfinfo", ["-dests", path])
    #expect(links.contains("candidate-1") && links.contains("candidate-5"))
  }

  /// Where the lowest word of each page stands, above the foot: 0 at the top, 1 at the bottom.
  private func fillings(_ path: String, _ paper: PaperSize) throws -> [Double] {
    let pages = try InstalledTool.output("pdftotext", ["-bbox", path, "-"])
      .components(separatedBy: "<page ").dropFirst()
    let bottom = paper.heightPoints - 50
    return pages.map { page in
      let ends = page.components(separatedBy: "yMax=\"").dropFirst()
        .compactMap { Double($0.prefix { $0 != "\"" }) }
      let lowest = ends.filter { $0 < bottom }.max() ?? 0
      return (lowest - PageFlow.top) / (bottom - PageFlow.top)
    }
  }

  @Test(arguments: zip(PaperSize.allCases, [5, 1]))
  func noPageButTheLastIsHalfEmpty(paper: PaperSize, shown: Int) throws {
    var synthetic = SyntheticEvidence()
    synthetic.shownCount = shown
    let report = try QueryReport(
      synthetic.make(), provenance: SyntheticEvidence.provenance, templates: TemplateSet(),
      paper: paper)
    let path = folder.file("report.pdf")
    try AtomicFile.write(report.pdf, to: path)
    let fillings = try fillings(path, paper)
    #expect(fillings.count > 5)
    for (place, filling) in fillings.dropLast().enumerated() {
      #expect(filling > 0.5, "page \(place + 1)")
    }
  }

  @Test func theContentsLeadToTheRightPages() throws {
    let (report, path) = try paper(SyntheticEvidence())
    let pages = try pages(path)
    let contents = try #require(
      pages.first { $0.contains("Contents") }?.components(separatedBy: "Contents").last)
    let titles =
      report.content.candidates.map { "Candidate \($0.number)" } + [
        "Ranked galleries", "Ledger of ranks and scores", "Provenance", "Examiner's form",
      ]
    for title in titles {
      // "Candidate 1: person-003    7", two of them on a line.
      let entry = try #require(
        contents.components(separatedBy: title).dropFirst().first, "\(title)")
      let rest = entry.prefix { $0 != "\n" }.components(separatedBy: "   ").lazy
        .compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      let number = try #require(rest.first, "\(title)")
      #expect(pages[number - 1].contains(title), "\(title)")
      #expect(pages[number - 1].contains("Page \(number) of"))
    }
    // The recorded times, with what they were measured on.
    let text = pages.joined()
    #expect(text.contains("timings.json") && text.contains("345.20 ms"))
    #expect(text.contains("Machine: Example"))
  }

  @Test(.enabled(if: InstalledTool.isInstalled("qpdf"), "qpdf is not installed"))
  func aCheckerFindsNothing() throws {
    let (_, path) = try paper(SyntheticEvidence())
    let found = try InstalledTool.output("qpdf", ["--check", path])
    #expect(found.contains("No syntax or stream encoding errors found"))
  }

  @Test func longNamesNeitherAddPagesNorStandInMarkup() throws {
    var hostile = SyntheticEvidence()
    hostile.queryPath = QueryReportTests.hostileName
    hostile.queryLabel = String(repeating: "label ", count: 50)
    hostile.namedPicture = (QueryReportTests.hostileName, String(repeating: "x", count: 300))
    let plain = try pages(paper(SyntheticEvidence()).path).count
    let (_, path) = try paper(hostile)
    let pages = try pages(path)
    #expect(pages.count == plain)
    #expect(pages[0].contains("<script>alert(1)</script>/{{x}}{{{y}}}\"'&[U+000A][U+202E]"))
    let information = try InstalledTool.output("pdfinfo", [path])
    #expect(information.contains("<script>alert(1)</script>"))
  }

  @Test func noteTextOfAnyLengthIsSetWhole() throws {
    var evidence = SyntheticEvidence()
    evidence.notes = (1...60).map { "Note \($0) of many, which all must be read to the end." }
    let (_, path) = try paper(evidence)
    let text = try pages(path).joined()
    for number in 1...60 { #expect(text.contains("Note \(number) of many")) }
  }

  @Test func notesOfTheCaseOfAnyLengthAreSetWhole() throws {
    var provenance = SyntheticEvidence.provenance
    provenance.caseData.notes =
      (1...1500).map { "word\($0)" }.joined(separator: " ") + "\nA second line.\nA third line."
    provenance.caseData.authority = String(repeating: "x", count: 5000)
    var synthetic = SyntheticEvidence()
    synthetic.shownCount = 1
    let report = try QueryReport(
      synthetic.make(), provenance: provenance, templates: TemplateSet())
    let path = folder.file("report.pdf")
    try AtomicFile.write(report.pdf, to: path)
    let pages = try pages(path)
    let words = Set(pages.joined().split(whereSeparator: \.isWhitespace))
    for number in 1...1500 { #expect(words.contains("word\(number)"), "word\(number)") }
    #expect(pages.joined().filter { $0 == "x" }.count >= 5000)
    #expect(pages.joined().contains("A second line.\n"))
    // Not below the foot of a page.
    for (place, filling) in try fillings(path, .a4).enumerated() {
      #expect(filling <= 1, "page \(place + 1)")
    }
    #expect(report.html.contains("word1500\nA second line.\nA third line."))
  }

  @Test func aLabelFromTheRightLeavesItsScoreBehindIt() throws {
    let name = "\u{645}\u{62D}\u{645}\u{62F}"
    var synthetic = SyntheticEvidence(shownCount: 1)
    synthetic.namedPicture = ("a/b.png", name)
    let content = ReportContent(try synthetic.make(), provenance: SyntheticEvidence.provenance)
    let row = IndexRow(identifier: "query-1", content: content)
    let page = IndexPage(rows: [row], failures: [], programVersion: "1")
    let pdf = try SummaryDocument(
      rows: page.ordered, failures: [], galleryFailures: [], notices: [],
      provenance: SyntheticEvidence.provenance, totals: page.totals, paper: .a4
    ).pdf()
    let path = folder.file("summary.pdf")
    try AtomicFile.write(pdf, to: path)
    let first = try #require(row.firsts.first { $0.label == name })
    let words = try InstalledTool.output("pdftotext", ["-bbox", path, "-"])
      .components(separatedBy: "<word ").dropFirst()
    func edge(_ name: String, _ word: String) -> Double {
      Double(word.components(separatedBy: "\(name)=\"")[1].prefix { $0 != "\"" })!
    }
    let score = try #require(words.first { $0.contains(">\(first.printedScore)<") })
    let label = try #require(
      words.first { word in
        abs(edge("yMax", word) - edge("yMax", score)) < 4
          && word.unicodeScalars.contains {
            (0x600...0x6FF).contains($0.value) || (0xFB50...0xFEFF).contains($0.value)
          }
      })
    #expect(edge("xMax", label) <= edge("xMin", score))
  }

  @Test func anEmptyReportHasNoEmptyPages() throws {
    var evidence = SyntheticEvidence()
    evidence.galleryCount = 0
    evidence.reranked = 0
    let (_, path) = try paper(evidence)
    let pages = try pages(path)
    #expect(pages.count == 4)
    #expect(pages.allSatisfy { $0.split(separator: "\n").count > 4 })
  }

  @Test(arguments: PaperSize.allCases)
  func theCaseStandsOnEveryPageOfEitherPaper(size: PaperSize) throws {
    var provenance = SyntheticEvidence.provenance
    provenance.caseData.caseNumber = "17/2026"
    provenance.caseData.exhibit = "KK-3"
    provenance.caseData.requester = "张伟 и Иванов"
    provenance.caseData.notes = "مرحبا"
    var synthetic = SyntheticEvidence()
    synthetic.shownCount = 2
    synthetic.queryLabel = "王小明"
    let report = try QueryReport(
      synthetic.make(), provenance: provenance, templates: TemplateSet(), paper: size)
    let path = folder.file("report.pdf")
    try AtomicFile.write(report.pdf, to: path)
    let pages = try pages(path)
    for (number, page) in pages.enumerated() {
      #expect(page.contains("Case 17/2026, exhibit KK-3"), "page \(number + 1)")
      #expect(page.contains("Page \(number + 1) of \(pages.count)"))
    }
    for text in ["张伟", "Иванов", "王小明"] { #expect(pages[0].contains(text), "\(text)") }
    // In reading order; pdftotext takes the gap after a letter that joins no other for a space.
    let plain = try InstalledTool.output("pdftotext", ["-l", "1", path, "-"])
    #expect(plain.filter { !$0.isWhitespace }.contains("مرحبا"))
    // What is not known is a line, not a word.
    #expect(pages[0].contains("Operator") && pages.joined().contains("Technical review"))
    let information = try InstalledTool.output("pdfinfo", [path])
    #expect(information.contains(size == .a4 ? "595.276 x 841.89" : "612 x 792"))
    let fonts = try InstalledTool.output("pdffonts", [path]).split(separator: "\n").dropFirst(2)
    #expect(fonts.count > 2 && fonts.allSatisfy { $0.contains(" yes yes yes ") })
    let images = try InstalledTool.output("pdfimages", ["-list", path])
    #expect(images.split(separator: "\n").dropFirst(2).allSatisfy { $0.contains(" jpeg ") })
  }

  @Test func aSummaryHasARowForEachQuery() throws {
    let output = folder.file("out")
    let writer = ReportWriter(
      folder: output, templates: try TemplateSet(), provenance: SyntheticEvidence.provenance,
      paper: .letter)
    var report = try writer.write(SyntheticEvidence(shownCount: 1).make(), number: 1)
    var reports = [report]
    for number in 2...40 {
      report = WrittenReport(
        row: report.row,
        query: Manifest.Query(
          report: "\(number)", path: "\(number).png", sha256: report.query.sha256),
        files: [], timings: report.timings)
      reports.append(report)
    }
    try writer.finish(
      reports, failures: [IndexFailure(path: "broken.png", reason: "It is empty.")],
      notices: ["This batch ended early."], run: .null)
    let pages = try pages(output + "/summary.pdf")
    #expect(pages.count > 2)
    let text = pages.joined()
    for number in 1...40 { #expect(text.contains("\(number). ")) }
    for words in ["broken.png", "It is empty.", "This batch ended early.", "Top match by H2L"] {
      #expect(text.contains(words))
    }
    #expect(text.contains("sorted by disagreement"))
  }

  @Test(.enabled(if: InstalledTool.isInstalled("qpdf"), "qpdf is not installed"))
  func aCheckerFindsNothingInASummary() throws {
    let output = folder.file("out")
    let writer = ReportWriter(
      folder: output, templates: try TemplateSet(), provenance: SyntheticEvidence.provenance)
    let report = try writer.write(SyntheticEvidence(shownCount: 1).make(), number: 1)
    try writer.finish([report], failures: [], run: .null)
    let found = try InstalledTool.output("qpdf", ["--check", output + "/summary.pdf"])
    #expect(found.contains("No syntax or stream encoding errors found"))
  }

  @Test func aSummaryIsSortedAsTheIndex() throws {
    let rows = try ["a", "b", "c", "d", "e", "f"].map { path in
      var synthetic = SyntheticEvidence(shownCount: 1)
      synthetic.queryPath = path
      let content = ReportContent(
        try synthetic.make(), provenance: SyntheticEvidence.provenance)
      return IndexRow(identifier: "query-\(path)-end", content: content)
    }
    let page = IndexPage(rows: rows, failures: [], programVersion: "1")
    let pdf = try SummaryDocument(
      rows: page.ordered, failures: [], galleryFailures: [], notices: [],
      provenance: SyntheticEvidence.provenance, totals: page.totals, paper: .a4
    ).pdf()
    let path = folder.file("summary.pdf")
    try AtomicFile.write(pdf, to: path)
    let text = try pages(path).joined()
    func order(in text: String) throws -> [String] {
      try rows.map { row in
        (row.identifier, try #require(text.range(of: row.identifier)).lowerBound)
      }.sorted { $0.1 < $1.1 }.map(\.0)
    }
    let paperOrder = try order(in: text)
    #expect(try paperOrder == order(in: page.html(TemplateSet())))
    #expect(paperOrder != rows.map(\.identifier), "the batch's own order would pass unseen")
    #expect(text.contains("disagreement \(page.ordered[0].row.printedDisagreement!)"))
  }
}
