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

  @Test func aPaperHasItsPartsInOrder() throws {
    let (report, path) = try paper(SyntheticEvidence())
    let pages = try pages(path)
    let state = try #require(report.subject.evidence.state).kind.title
    for (number, page) in pages.enumerated() {
      #expect(page.contains(number == 0 ? "page 1 may be forwarded alone" : ReportDocument.banner))
      #expect(page.contains("Page \(number + 1) of \(pages.count)"))
      #expect(page.contains(state), "page \(number + 1)")
      #expect(page.split(separator: "\n").count > 6, "page \(number + 1) is nearly empty")
    }
    #expect(pages[0].contains("Result of a face search") && pages[0].contains("The query"))
    let whole = words(pages.joined())
    var last = whole.startIndex
    for title in [
      "How high is this score?", "What limits it", "Person A:", "Where each patch went",
      "A against B as a sum", "Person B:", "Person C:", "Ranking and scores", "Test and checks",
      "Provenance", "How A was compared", "How B was compared", "How C was compared",
    ] {
      guard let place = whole.range(of: title, range: last..<whole.endIndex) else {
        Issue.record("\(title) is missing or stands too early")
        continue
      }
      last = place.lowerBound
    }
    // A digest in a narrow column breaks into two lines, beside another column.
    let digest = SyntheticEvidence.digest("gallery").hexadecimal
    #expect(whole.contains(digest.prefix(32)) && whole.contains(digest.suffix(16)))
    // What the outline leads to.
    let links = try InstalledTool.output("pdfinfo", ["-dests", path])
    for anchor in ["result", "person-A", "person-C", "ranking", "test", "provenance", "method-B"] {
      #expect(links.contains(anchor), "\(anchor)")
    }
  }

  /// A text with one space between words, so that a line's end does not matter.
  private func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
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

  @Test func theFootOfTheFirstPageLeadsToTheRightPages() throws {
    let (_, path) = try paper(SyntheticEvidence())
    let pages = try pages(path)
    let foot = try #require(pages[0].split(separator: "\n").last { $0.contains("provenance") })
    let entries = foot.matches(
      of: #/([0-9]+)(?:–([0-9]+))? (people|ranking|test|provenance|method)/#)
    #expect(entries.map { String($0.3) } == ["people", "ranking", "test", "provenance", "method"])
    let titles = [
      "people": "Person A", "ranking": "Ranking and", "test": "Test and",
      "provenance": "Provenance", "method": "How A was",
    ]
    for entry in entries {
      let number = Int(entry.1)!
      #expect(words(pages[number - 1]).contains(titles[String(entry.3)]!), "\(entry.0)")
    }
    #expect(entries.last?.2.flatMap { Int($0) } == pages.count)
    // The recorded times, with what they were measured on.
    let text = pages.joined()
    #expect(text.contains("timings.json") && text.contains("345 ms"))
    #expect(text.contains("Example processor"))
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
    #expect(pages.joined().contains("{{x}}{{{y}}}\"'&[U+000A][U+202E]"))
    let information = try InstalledTool.output("pdfinfo", [path])
    #expect(information.contains("{{x}}{{{y}}}\"'&[U+000A][U+202E]long"))
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

  @Test func aLabelFromTheRightStaysInItsColumn() throws {
    let name = "\u{645}\u{62D}\u{645}\u{62F}"
    var synthetic = SyntheticEvidence(shownCount: 1)
    synthetic.namedPicture = ("a/b.png", name)
    synthetic.label = { $0 == "s03" ? name : $0 }
    let subject = ReportSubject(try synthetic.make(), provenance: SyntheticEvidence.provenance)
    let row = IndexRow(identifier: "query-1", subject: subject)
    let pdf = try SummaryDocument(
      batch: BatchSummary(rows: [row], failures: [], provenance: SyntheticEvidence.provenance),
      paper: .a4
    ).pdf()
    let path = folder.file("summary.pdf")
    try AtomicFile.write(pdf, to: path)
    #expect(row.first?.label == name)
    let words = try InstalledTool.output("pdftotext", ["-bbox", path, "-"])
      .components(separatedBy: "<word ").dropFirst()
    func edge(_ name: String, _ word: String) -> Double {
      Double(word.components(separatedBy: "\(name)=\"")[1].prefix { $0 != "\"" })!
    }
    // "patches 1st" stands below the label, both at the left edge of their column.
    let ranks = try #require(words.first { $0.contains(">patches<") })
    let label = try #require(
      words.first { word in
        word.unicodeScalars.contains {
          (0x600...0x6FF).contains($0.value) || (0xFB50...0xFEFF).contains($0.value)
        }
      })
    #expect(edge("yMax", label) < edge("yMax", ranks))
    #expect(edge("xMin", label) > edge("xMin", ranks) - 80)
    #expect(edge("xMax", label) < edge("xMin", ranks) + 122)
  }

  @Test func anEmptyReportHasNoEmptyPages() throws {
    var evidence = SyntheticEvidence()
    evidence.galleryCount = 0
    evidence.reranked = 0
    let (_, path) = try paper(evidence)
    let pages = try pages(path)
    #expect(pages.count <= 4)
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
    synthetic.label = { $0 == "s03" ? "王小明" : $0 }
    let report = try QueryReport(
      synthetic.make(), provenance: provenance, templates: TemplateSet(), paper: size)
    let path = folder.file("report.pdf")
    try AtomicFile.write(report.pdf, to: path)
    let pages = try pages(path)
    for (number, page) in pages.enumerated() {
      #expect(page.contains("Case 17/2026, exhibit KK-3"), "page \(number + 1)")
      #expect(page.contains("Page \(number + 1) of \(pages.count)"))
    }
    #expect(pages[0].contains("王小明"))
    for text in ["张伟", "Иванов"] { #expect(pages.joined().contains(text), "\(text)") }
    // In reading order; pdftotext takes the gap after a letter that joins no other for a space.
    let plain = try InstalledTool.output("pdftotext", [path, "-"])
    #expect(plain.filter { !$0.isWhitespace }.contains("مرحبا"))
    // What is not known is named.
    #expect(pages.joined().contains("Not given: "))
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
    let report = try writer.write(SyntheticEvidence(shownCount: 1).make(), number: 1)
    var reports = [report]
    for number in 2...40 {
      var row = report.row
      row.identifier = queryIdentifier(number: number, path: "\(number).png")
      let report = WrittenReport(
        row: row,
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
    for (index, page) in pages.enumerated() {
      #expect(page.contains("Page \(index + 1) of \(pages.count)"))
    }
    let text = pages.joined()
    for number in 1...40 { #expect(text.contains("\(number). ")) }
    for words in ["broken.png", "It is empty.", "This batch ended early.", "patches 1st"] {
      #expect(text.contains(words))
    }
    #expect(text.contains("First the searches in which no one stands apart"))
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
      synthetic.isStranger = ["b", "e"].contains(path)
      let subject = ReportSubject(
        try synthetic.make(), provenance: SyntheticEvidence.provenance)
      return IndexRow(identifier: "query-\(path)-end", subject: subject)
    }
    let batch = BatchSummary(
      rows: rows, failures: [], provenance: SyntheticEvidence.provenance,
      calibration: SyntheticEvidence().calibration)
    let pdf = try SummaryDocument(batch: batch, paper: .a4).pdf()
    let path = folder.file("summary.pdf")
    try AtomicFile.write(pdf, to: path)
    let text = try pages(path).joined()
    func order(in text: String) throws -> [String] {
      try rows.map { row in
        (row.identifier, try #require(text.range(of: row.identifier)).lowerBound)
      }.sorted { $0.1 < $1.1 }.map(\.0)
    }
    let paperOrder = try order(in: text)
    #expect(try paperOrder == order(in: IndexPage(batch: batch).html(TemplateSet())))
    #expect(paperOrder != rows.map(\.identifier), "the batch's own order would pass unseen")
    #expect(Set(paperOrder.prefix(2)) == ["query-b-end", "query-e-end"])
  }
}
