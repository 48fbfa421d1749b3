import Basics
import Evidence
import Foundation
import Mustache
import Pictures
import Testing
import _TestSupport

@testable import Reports

@Suite struct ReportWriterTests {
  private func written(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  @Test func aBatchHasAFolderForEachQueryAndAnIndex() throws {
    let folder = try TemporaryFolder()
    let writer = ReportWriter(
      folder: folder.file("out"), templates: try TemplateSet(),
      provenance: SyntheticEvidence.provenance)
    var reports: [WrittenReport] = []
    reports.append(try writer.write(SyntheticEvidence().make(), number: 1))
    var other = SyntheticEvidence()
    other.queryPath = "x/<y>.png"
    other.queryLabel = "s99"
    reports.append(try writer.write(other.make(), number: 2))
    try writer.finish(
      reports, failures: [IndexFailure(path: "broken/<i>.jpg", reason: "It is \"empty\".")],
      run: .null)
    let rows = reports.map(\.row)

    #expect(rows.map(\.identifier) == ["0001-masked-s03-04-png", "0002-x-y-png"])
    for row in rows {
      for (name, start) in [("html", "<!DOCTYPE html>"), ("pdf", "%PDF-"), ("json", "{\n")] {
        let path = folder.file("out/queries/\(row.identifier)/report.\(name)")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.starts(with: Array(start.utf8)), "\(path)")
      }
    }
    let html = try written(folder, "out/index.html")
    for row in rows {
      #expect(html.contains("href=\"queries/\(row.identifier)/report.html\""))
      #expect(html.contains("href=\"queries/\(row.identifier)/report.pdf\""))
    }
    #expect(html.contains("&lt;y&gt;.<wbr>png") && html.contains("&lt;i&gt;.jpg"))
    #expect(html.contains("It is &quot;empty&quot;."))
    #expect(html.contains("data:image/jpeg;base64,"))
    // How many have which state.
    #expect(html.contains("<li><b>2</b>one person stands apart</li>"))
    #expect(html.contains("<li><b>1</b>could not be searched</li>"))
    let again = IndexPage(
      batch: BatchSummary(
        rows: rows, failures: [IndexFailure(path: "broken/<i>.jpg", reason: "It is \"empty\".")],
        provenance: SyntheticEvidence.provenance))
    #expect(try again.html(TemplateSet()) == html)
  }

  @Test func rowsNameTheFirstAndTheNextPerson() throws {
    let evidence = try SyntheticEvidence().make()
    let subject = ReportSubject(evidence, provenance: SyntheticEvidence.provenance)
    let row = IndexRow(identifier: "0001", subject: subject)
    let people = try #require(evidence.people).people
    #expect(row.first?.label == people[0].label && row.next?.label == people[1].label)
    #expect(row.first?.score == people[0].scores[.emd])
    #expect(row.first?.ranks == people[0].ranks && row.first?.ranks.methods.count == 3)
    #expect(row.lead == people[0].scores[.emd]! - people[1].scores[.emd]!)
    #expect(row.state == evidence.state?.kind && row.isRight == true)
    #expect(
      row.testSearches == 240
        && row.testCount == subject.first?.candidate.height?.wrongPeople?.count)
    #expect(row.thumbnail.jpeg.starts(with: [0xFF, 0xD8]) && row.thumbnail.jpeg.count < 12_000)
  }

  private func page(_ rows: [IndexRow] = []) -> IndexPage { .made(rows) }

  @Test func anIndexWithoutQueriesSaysSo() throws {
    let html = try page().html(TemplateSet())
    #expect(html.contains("This batch contains no reports."))
    #expect(!html.contains("Queries without a report</h2>"))
  }

  /// A batch of 1,000: short rows, no pictures, each query still with its names, scores and link.
  @Test func anIndexOfAThousandQueriesIsSmall() throws {
    let evidence = try SyntheticEvidence(shownCount: 1).make()
    let subject = ReportSubject(evidence, provenance: SyntheticEvidence.provenance)
    let rows = (1...1000).map {
      IndexRow(
        identifier: queryIdentifier(number: $0, path: "masked/s03/04.png"), subject: subject)
    }
    let html = try page(rows).html(TemplateSet())
    #expect(html.utf8.count < 400_000)
    #expect(!html.contains("data:image"))
    #expect(html.components(separatedBy: "/report.html\"").count == 1001)
    #expect(html.contains("<tr id=\"1000-masked-s03-04-png\"><th scope=\"row\">s03/04.png</th>"))
    #expect(html.contains("href=\"queries/1000-masked-s03-04-png/report.html\""))
    #expect(html.contains("<td>\(fixed(rows[0].first!.score, 3))</td>"))
    #expect(html.utf8.count > 100_000)
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    let folder = try TemporaryFolder()
    try Data("a file".utf8).write(to: URL(fileURLWithPath: folder.file("out")))
    let writer = ReportWriter(
      folder: folder.file("out"), templates: try TemplateSet(),
      provenance: SyntheticEvidence.provenance)
    let evidence = try SyntheticEvidence().make()
    let error = #expect(throws: FileError.self) { try writer.write(evidence, number: 1) }
    #expect(error?.path == folder.file("out"))
  }
}

@Suite struct TemplateSetTests {
  private func folder(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in files {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    return folder
  }

  @Test func aFolderReplacesFileByFile() throws {
    let folder = try folder(["queries-compact.html.mustache": "<p>Another list</p>\n"])
    let templates = try TemplateSet(folder: folder.path)
    let row = IndexRow(
      identifier: "1",
      subject: ReportSubject(
        try SyntheticEvidence(shownCount: 1).make(), provenance: SyntheticEvidence.provenance))
    let html = try IndexPage.made(Array(repeating: row, count: 101)).html(templates)
    #expect(html.contains("<p>Another list</p>") && html.contains("First the searches in which"))
    #expect(try templates.style == TemplateSet().style)
  }

  @Test func aReplacedStyleHasItsOwnHash() throws {
    let folder = try folder(["style.css": "body { color: red }"])
    let templates = try TemplateSet(folder: folder.path)
    #expect(templates.style == "body { color: red }")
    #expect(try templates.styleHash != TemplateSet().styleHash)
    let html = try IndexPage.made().html(templates)
    #expect(html.contains("<style>body { color: red }</style>"))
    #expect(html.contains("style-src '\(templates.styleHash)'"))
  }

  @Test func mistakesAreNamedWithFileAndLine() throws {
    let folder = try folder(["report.html.mustache": "line one\n{{#a}}\n"])
    let path = folder.file("report.html.mustache")
    #expect(
      throws: TemplateSetError.wrong(
        TemplateError(
          file: path, line: 2, problem: "'a' begins here and never ends. Close it with '{{/a}}'."))
    ) { try TemplateSet(folder: folder.path) }
  }

  @Test func aStyleThatEndsItsElementIsRefused() throws {
    let folder = try folder(["style.css": "</style><script>"])
    #expect(throws: TemplateSetError.unsafeStyle(file: folder.file("style.css"))) {
      try TemplateSet(folder: folder.path)
    }
  }

  @Test func whatIsNoTextIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("page.html.mustache")
    try Data([0x41, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: path))
    #expect(throws: TemplateSetError.nothingToReplace(folder: folder.path + "/none")) {
      try TemplateSet(folder: folder.path + "/none")
    }
    #expect(throws: TemplateSetError.notText(file: path)) { try TemplateSet(folder: folder.path) }
  }

  @Test func aFileThatCannotBeReadIsNotPassedOver() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("index.html.mustache")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let error = #expect(throws: TemplateSetError.self) { try TemplateSet(folder: folder.path) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(path))
  }

  @Test func aStyleSheetTakesThePlaceOfTheFoldersToo() throws {
    let folder = try folder(["style.css": "body { color: red }", "other.css": "p { margin: 0 }"])
    let templates = try TemplateSet(folder: folder.path, css: folder.file("other.css"))
    #expect(templates.style == "p { margin: 0 }")
    #expect(try templates.digest != TemplateSet(folder: folder.path).digest)
    let html = try IndexPage.made().html(templates)
    #expect(html.contains("<style>p { margin: 0 }</style>"))
    #expect(html.contains("style-src '\(templates.styleHash)'"))
  }

  /// Bytes that are written to "file", and what is said of it as a style sheet.
  @Test(
    arguments: [
      (
        .absent,
        "Cannot open 'FILE': no such file or directory. Check the path and its permissions."
      ),
      (
        .tooLarge,
        "'FILE' is larger than the limit of 200000 bytes."
      ),
      (.bytes([0x61, 0xFF, 0xFE]), "'FILE' is not text in UTF-8. Save it as UTF-8."),
      (
        .bytes(Array("a > b {} </style>".utf8)),
        "'FILE' contains a '<', which is not allowed in a style sheet inside a page. Remove it."
      ),
    ] as [(GivenFile, String)])
  func aStyleSheetIsRefusedInOneSentence(file: GivenFile, sentence: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("file")
    if let bytes = file.bytes { try AtomicFile.write(bytes, to: path) }
    let error = #expect(throws: TemplateSetError.self) { try TemplateSet(css: path) }
    #expect(error?.description == sentence.replacing("FILE", with: path))
    #expect(throws: TemplateSetError.self) { try TemplateSet(css: folder.path) }
  }

  @Test(
    .enabled(if: InstalledTool.isInstalled("pdfimages"), "pdfimages is not installed"),
    arguments: ["png", "jpeg", "ppm"])
  func aLogoStandsOnPageAndPaper(kind: String) throws {
    let picture = Picture(
      width: 40, height: 20, channels: .rgb,
      samples: (0..<40 * 20 * 3).map { UInt8(truncatingIfNeeded: $0 * 5) })
    let bytes =
      switch kind {
      case "png": picture.encodedPNG()
      case "jpeg": picture.encodedJPEG(quality: 90)
      default: Array("P6 40 20 255\n".utf8) + picture.samples
      }
    let folder = try TemporaryFolder()
    // The name says nothing: the content counts.
    let path = folder.file("logo")
    try AtomicFile.write(bytes, to: path)
    let templates = try TemplateSet(logo: path)
    let html = try IndexPage.made().html(templates)
    let shown = kind == "ppm" ? picture.encodedPNG() : bytes
    #expect(
      html.contains(
        "src=\"data:image/\(kind == "jpeg" ? "jpeg" : "png");base64,\(Data(shown).base64EncodedString())\" alt=\"Logo"
      ))
    #expect(try templates.digest != TemplateSet().digest)
    let evidence = try SyntheticEvidence(shownCount: 1).make()
    func paper(_ templates: TemplateSet) throws -> [UInt8] {
      try QueryReport(
        evidence, provenance: SyntheticEvidence.provenance, templates: templates
      ).pdf
    }
    #expect(try paper(templates) != paper(TemplateSet()))
    #expect(try paper(templates) == paper(templates))
    try AtomicFile.write(paper(templates), to: folder.file("report.pdf"))
    let list = try InstalledTool.output(
      "pdfimages", ["-list", "-l", "1", folder.file("report.pdf")])
    #expect(
      list.split(separator: "\n").contains {
        $0.split(separator: " ").dropFirst(3).prefix(2) == ["40", "20"]
      })
  }

  /// Bytes that are written to "file", and what is said of it as a logo.
  @Test(
    arguments: [
      (
        .absent,
        "Cannot open 'FILE': no such file or directory. Check the path and its permissions."
      ),
      (
        .tooLarge,
        "'FILE' is larger than the limit of 200000 bytes."
      ),
      (
        .bytes([0x89, 0x50, 0x4E, 0x47]),
        """
        The logo cannot be used. 'FILE' is incomplete: its data ends before the picture does. Copy it \
        again.
        """
      ),
      (
        .bytes(Array("<svg/>".utf8)),
        """
        The logo cannot be used. 'FILE' is not a supported picture (expected PNG, JPEG, HEIC, AVIF, \
        WebP, TIFF, GIF, BMP, JPEG 2000, PGM, PPM or PBM).
        """
      ),
    ] as [(GivenFile, String)])
  func aLogoIsRefusedInOneSentence(file: GivenFile, sentence: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("file")
    if let bytes = file.bytes { try AtomicFile.write(bytes, to: path) }
    let error = #expect(throws: TemplateSetError.self) { try TemplateSet(logo: path) }
    #expect(error?.description == sentence.replacingOccurrences(of: "FILE", with: path))
    #expect(throws: TemplateSetError.self) { try TemplateSet(logo: folder.path) }
  }
}

/// What a user gives as a style sheet or a logo; a case's name is printed, not its bytes.
enum GivenFile: Sendable, CustomTestStringConvertible {
  case absent
  case tooLarge
  case bytes([UInt8])

  var bytes: [UInt8]? {
    switch self {
    case .absent: nil
    case .tooLarge: [UInt8](repeating: 32, count: 200_001)
    case .bytes(let bytes): bytes
    }
  }

  var testDescription: String {
    switch self {
    case .absent: "absent"
    case .tooLarge: "too large"
    case .bytes(let bytes): "\(bytes.count) bytes"
    }
  }
}

extension IndexPage {
  /// An index of some rows.
  static func made(_ rows: [IndexRow] = [], failures: [IndexFailure] = []) -> IndexPage {
    IndexPage(
      batch: BatchSummary(
        rows: rows, failures: failures, provenance: SyntheticEvidence.provenance))
  }
}
