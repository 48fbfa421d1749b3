import Foundation
import Testing
import _TestSupport

@testable import Drawing

/// Texts of any length, names from outside, and lines in which both directions meet.
@Suite struct LongTextTests {
  private let style = TextStyle(sizePoints: 9)

  /// Runs `body` with a canvas on which text is set.
  private func onCanvas(_ body: (Canvas) throws -> Void) throws {
    var failure: (any Error)?
    _ = try drawnPicture(widthPoints: 10, heightPoints: 10) { canvas in
      do { try body(canvas) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  @Test(arguments: [
    String(repeating: "identification of a face ", count: 400),
    String(repeating: "x", count: 7000), String(repeating: "Zoë/κ_", count: 1500),
  ])
  func piecesGiveTheLinesOfTheWhole(text: String) throws {
    try onCanvas { canvas in
      let lines = canvas.lines(text, style, width: 300)
      let whole = canvas.text(text, style, width: 300)
      #expect(lines.map { $0.block.lines[$0.number].text } == whole.lines.map(\.text))
      #expect(abs(lines.reduce(0) { $0 + $1.height } - whole.height) < 0.01 * whole.height)
    }
  }

  @Test func theTimeOfALongWordGrowsWithItsLength() throws {
    /// The time of this thread: others may be busy.
    func seconds(_ count: Int) throws -> Double {
      var (start, end) = (timespec(), timespec())
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start)
      try onCanvas { canvas in
        let text = String(repeating: "x", count: count)
        #expect(canvas.lines(text, style, width: 380).count > count / 100)
        // A text that is cut to one line is not set as a whole.
        #expect(canvas.text(text, style.with { $0.maximumLines = 1 }, width: 380).isCut)
      }
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end)
      return Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9
    }
    // Set in one piece, 100,000 characters take 9 s on a fast processor.
    #expect(try seconds(100_000) < 4)
  }

  @Test func linesKeepTheBreaksOfTheText() throws {
    try onCanvas { canvas in
      let lines = canvas.lines("one\n\ntwo", style, width: 300)
      #expect(lines.map { $0.block.lines[$0.number].text } == ["one", "", "two"])
    }
  }

  @Test func namesBreakAtTheirSeparators() throws {
    try onCanvas { canvas in
      let name = "crop_from_original_recording-Hauptbahnhof.2026-11-25/camera"
      let lines = canvas.text(name, style, width: 95).lines.map(\.text)
      #expect(lines.count > 2 && lines.joined() == name)
      for line in lines.dropLast() { #expect("_-./".contains(line.last!), "\(line)") }
      // Numbers and dates stay whole.
      let date = "2026-11-25T10.3333333333333"
      #expect(withoutBreakPlaces(breakable(Array(date.utf8))[...]) == date)
      #expect(breakable(Array(date.utf8)).count == date.utf8.count)
    }
  }

  /// The words of a page with their left edges.
  private func words(_ draw: (Canvas) -> Void) throws -> [(text: String, x: Double)] {
    let folder = try TemporaryFolder()
    let document = try PDFDocument(
      metadata: .init(title: "t", author: "a", subject: "s", creator: "c"))
    draw(document.canvas)
    document.endPage()
    try Data(document.finished()).write(to: URL(fileURLWithPath: folder.file("x.pdf")))
    let output = try InstalledTool.output("pdftotext", ["-bbox", folder.file("x.pdf"), "-"])
    return output.components(separatedBy: "<word ").dropFirst().map { word in
      let x = word.components(separatedBy: "xMin=\"")[1].prefix { $0 != "\"" }
      let text = word.components(separatedBy: ">")[1].prefix { $0 != "<" }
      return (String(text), Double(x)!)
    }
  }

  @Test(.enabled(if: InstalledTool.isInstalled("pdftotext"), "pdftotext is not installed"))
  func aNameThatBreaksGetsNoHyphen() throws {
    let name = "cropfromtheoriginalrecordingHauptbahnhof"
    let found = try words { $0.draw(name, style, x: 40, y: 40, width: 70) }
    #expect(found.count > 1 && found.map(\.text).joined() == name)
  }

  @Test(
    .enabled(if: InstalledTool.isInstalled("pdftotext"), "pdftotext is not installed"),
    arguments: ["\u{645}\u{62D}\u{645}\u{62F}", "\u{5DE}\u{5E9}\u{5D4}"])
  func theNumberStandsBehindANameFromTheRight(name: String) throws {
    let found = try words {
      $0.draw("\u{2068}\(name)\u{2069}  0.6782", style, x: 40, y: 40, width: 300)
    }
    // Some letters stand as words of their own there.
    let number = try #require(found.first { $0.text == "0.6782" })
    let others = found.filter { $0.text != "0.6782" }
    #expect(!others.isEmpty && others.allSatisfy { $0.x < number.x }, "\(found)")
  }

  @Test func aTextFromOutsideBeginsWhereItsScriptDoes() throws {
    try onCanvas { canvas in
      let natural = style.with { $0.direction = .natural }
      let hebrew = "\u{5E9}\u{5DC}\u{5D5}\u{5DD} 12"
      #expect(canvas.lines(hebrew, natural, width: 300)[0].x > 100)
      #expect(canvas.lines("hello 12", natural, width: 300)[0].x == 0)
      #expect(canvas.lines(hebrew, style, width: 300)[0].x == 0)
    }
  }

  @Test func aWarningNamesThePackageOfTheMissingCharacters() throws {
    #expect(missingGlyphsWarning("Zoë") == nil)
    let warning = try #require(missingGlyphsWarning("a\u{378}b"))
    #expect(warning.hasPrefix("1 character of 'a\u{378}b' cannot be drawn on paper and in figures"))
    #expect(warning.hasSuffix("Install fonts-noto-core."))
    // A character in no font at all, among ideographs, is missing whatever is installed.
    #expect(missingGlyphsWarning("\u{2FFFC}")?.contains("fonts-noto-cjk") == true)
  }
}
