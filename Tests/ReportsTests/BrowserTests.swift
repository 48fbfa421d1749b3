import Basics
import Evidence
import Foundation
import Testing
import _TestSupport

@testable import Reports

/// The pages in a real browser. It is too large for every run of the tests to install: these skip
/// where it is not.
@Suite(.enabled(if: InstalledTool.isInstalled("chromium"), "chromium is not installed"))
struct BrowserTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What the browser says of a page of some width.
  private struct Measured: Decodable {
    var width: Int
    var needed: Int
    var background: String
    var color: String
    /// Elements that stick out to the right, outside of parts that scroll by themselves.
    var overflowing: [String]
    /// Pictures that could not be shown.
    var broken: Int
    var pictures: Int
    /// The color of text that lies over the page, of links, of faint text.
    var visibleText: Int
    /// The height of the whole page, with what is folded closed.
    var height: Int
    /// The folded parts that are open.
    var open: Int
  }

  /// The page inside a frame of that width, with its policy taken off so that it can be measured.
  private func measured(_ html: String, width: Int, isDark: Bool = false) throws -> Measured {
    let bare = html.replacingOccurrences(
      of: #"<meta http-equiv="Content-Security-Policy"[^>]*>"#, with: "",
      options: .regularExpression)
    let frame = bare.replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "\"", with: "&quot;")
    let script = """
      addEventListener('load', () => {
        const page = document.querySelector('iframe').contentDocument;
        const root = page.documentElement, style = getComputedStyle(page.body);
        const all = [...page.querySelectorAll('body *')];
        const images = [...page.images];
        const result = {
          width: root.clientWidth, needed: root.scrollWidth, background: style.backgroundColor,
          color: style.color,
          overflowing: all.filter(e => !e.closest('.scroll, .wide') && !e.closest('[aria-hidden]')
            && !e.classList.contains('skip')
            && e.getBoundingClientRect().right > root.clientWidth + 1)
            .slice(0, 5).map(e => e.tagName + '.' + e.className),
          broken: images.filter(i => i.naturalWidth == 0).length, pictures: images.length,
          visibleText: page.body.innerText.length, height: root.scrollHeight,
          open: page.querySelectorAll('details[open]').length};
        document.body.innerHTML = '<pre id="result"></pre>';
        document.getElementById('result').textContent = JSON.stringify(result);
      });
      """
    let path = folder.file("frame-\(UUID().uuidString).html")
    try AtomicFile.write(
      """
      <!DOCTYPE html><meta charset="utf-8"><body>
      <iframe width="\(width)" height="900" style="border:0" srcdoc="\(frame)"></iframe>
      <script>\(script)</script></body>
      """, to: path)
    let dump = try InstalledTool.output(
      "chromium",
      ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1500,1000"]
        + (isDark ? ["--blink-settings=preferredColorScheme=0"] : [])
        + ["--virtual-time-budget=20000", "--dump-dom", "file://\(path)"])
    let text = try #require(
      dump.components(separatedBy: "<pre id=\"result\">").dropFirst().first?
        .components(separatedBy: "</pre>").first)
    let json = text.replacingOccurrences(of: "&lt;", with: "<")
      .replacingOccurrences(of: "&gt;", with: ">").replacingOccurrences(of: "&amp;", with: "&")
    return try JSONDecoder().decode(Measured.self, from: Data(json.utf8))
  }

  /// A report with hostile names everywhere, and the index of it.
  private func pages() throws -> [(name: String, html: String)] {
    var synthetic = SyntheticEvidence()
    synthetic.queryPath = QueryReportTests.hostileName
    synthetic.queryLabel = "<b>مرحبا"
    synthetic.namedPicture = (QueryReportTests.hostileName, String(repeating: "x", count: 300))
    synthetic.shownCount = 2
    var provenance = SyntheticEvidence.provenance
    for key in CaseData.CodingKeys.allCases {
      provenance.caseData[key] = QueryReportTests.hostileName
    }
    let templates = try TemplateSet()
    let evidence = try synthetic.make()
    let report = try QueryReport(evidence, provenance: provenance, templates: templates)
    let row = IndexRow(identifier: "0001", subject: report.subject)
    let index = IndexPage(
      batch: BatchSummary(
        rows: [row, row],
        failures: [IndexFailure(path: QueryReportTests.hostileName, reason: "x")],
        provenance: provenance, calibration: synthetic.calibration))
    return [("report", report.html), ("index", try index.html(templates))]
  }

  @Test func pagesFitBothWidthsInLightAndDark() throws {
    for (name, html) in try pages() {
      for width in [400, 1280] {
        for isDark in [false, true] {
          let page = try measured(html, width: width, isDark: isDark)
          #expect(page.width > width - 20 && page.needed <= page.width, "\(name) \(width)")
          #expect(page.overflowing.isEmpty, "\(name) \(width): \(page.overflowing)")
          #expect(page.broken == 0 && page.pictures > (name == "report" ? 20 : 1), "\(name)")
          #expect(page.visibleText > 500)
          let light = "rgb(255, 255, 255)"
          #expect((page.background == light) != isDark, "\(name): \(page.background)")
          #expect(page.color != page.background)
        }
      }
    }
  }

  /// A reader sees the answer and person A in six screens, with everything else a click away.
  @Test(arguments: [0, 120])
  func aPageTakesAtMostSixScreens(testPeople: Int) throws {
    var synthetic = SyntheticEvidence()
    synthetic.testPeople = testPeople
    let html = try QueryReport(
      synthetic.make(), provenance: SyntheticEvidence.provenance, templates: TemplateSet()
    ).html
    let page = try measured(html, width: 1280)
    #expect(page.open == 0)
    #expect(page.height <= 6 * 900, "\(page.height) pixels")
    #expect(page.height > 900)
  }

  @Test(
    .enabled(
      if: InstalledTool.isInstalled("pdftotext") && InstalledTool.isInstalled("pdfinfo"),
      "pdftotext or pdfinfo is not installed"))
  func aPageIsPrintedAsFarAsItIsOpen() throws {
    var page = try pages()[0]
    // As a reader opens all of it.
    page.html = page.html.replacingOccurrences(of: "<details", with: "<details open")
    let path = folder.file("page.html")
    let paper = folder.file("page.pdf")
    // With its policy: nothing on it is refused.
    try AtomicFile.write(page.html, to: path)
    func printed(_ path: String) throws -> (text: String, information: String) {
      _ = try InstalledTool.output(
        "chromium",
        [
          "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
          "--print-to-pdf=\(paper)", "file://\(path)",
        ])
      return (
        try InstalledTool.output("pdftotext", [paper, "-"])
          .split(whereSeparator: \.isWhitespace).joined(separator: " "),
        try InstalledTool.output("pdfinfo", [paper])
      )
    }
    let words = [
      "A lead for a trained examiner to check, not an identification", "Person A", "Provenance",
      "Ranking and scores", "How A was compared", "alert(1)",
    ]
    // The reader chooses the paper for a page: here the browser's own, Letter.
    let letter = try printed(path)
    for word in words { #expect(letter.text.contains(word), "\(word)") }
    #expect(letter.information.contains("Pages:") && letter.information.contains("612 x 792"))
    // What a printer with A4 asks for, as a rule in a copy without the policy.
    let bare = page.html.replacingOccurrences(
      of: #"<meta http-equiv="Content-Security-Policy"[^>]*>"#,
      with: "<style>@page { size: A4 }</style>", options: .regularExpression)
    try AtomicFile.write(bare, to: path)
    let a4 = try printed(path)
    for word in words { #expect(a4.text.contains(word), "\(word)") }
    #expect(a4.information.contains("(A4)"))
  }
}
