import Basics
import Evidence
import Foundation
import Testing
import _TestSupport

@testable import Reports

/// How the pages of a paper are filled, and with what type.
@Suite(
  .enabled(
    if: ["pdftotext", "pdftoppm", "qpdf"].allSatisfy(InstalledTool.isInstalled),
    "pdftotext, pdftoppm or qpdf is not installed"))
struct PaperLayoutTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A search as it is printed.
  struct Situation: Sendable, CustomTestStringConvertible {
    var size = PaperSize.a4
    var hasTest = true
    var hasPhotograph = false
    var people = 3

    var testDescription: String {
      """
      \(size), \(hasTest ? "a test set" : "no test set")\(hasPhotograph ? ", a photograph" : ""), \
      \(people) people
      """
    }

    static let all = [
      Situation(), Situation(hasTest: false), Situation(hasPhotograph: true),
      Situation(size: .letter), Situation(size: .letter, hasTest: false),
      Situation(size: .letter, hasPhotograph: true), Situation(people: 1),
    ]
  }

  private func paper(_ situation: Situation) throws -> String {
    let path = folder.file("report.pdf")
    try AtomicFile.write(made(situation), to: path)
    return path
  }

  private func made(_ situation: Situation) throws -> [UInt8] {
    var synthetic = SyntheticEvidence()
    synthetic.testPeople = situation.hasTest ? 120 : 0
    synthetic.shownCount = situation.people
    var evidence = try synthetic.make()
    if situation.hasPhotograph {
      evidence.sighting = try SyntheticEvidence.sighting(width: 640, height: 480)
    }
    let report = try QueryReport(
      evidence, provenance: SyntheticEvidence.provenance, templates: TemplateSet(),
      paper: situation.size)
    return report.pdf
  }

  private func pages(_ path: String) throws -> [String] {
    try InstalledTool.output("pdftotext", ["-layout", path, "-"])
      .components(separatedBy: "\u{C}").dropLast()
      .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  /// The part of each page's height, between head and foot, down to the lowest mark.
  private func fillings(_ path: String, _ size: PaperSize) throws -> [Double] {
    let place = folder.file("pages")
    try makeFolders(place)
    _ = try InstalledTool.output("pdftoppm", ["-r", "36", "-gray", path, place + "/p"])
    return try FileManager.default.contentsOfDirectory(atPath: place).sorted().map { name in
      let bytes = try readFile("\(place)/\(name)")
      let head = String(decoding: bytes.prefix(24), as: UTF8.self)
        .split(whereSeparator: \.isWhitespace)
      let (width, height) = (Int(head[1])!, Int(head[2])!)
      let samples = bytes.suffix(width * height)
      func row(_ y: Int) -> ArraySlice<UInt8> {
        samples[samples.startIndex + y * width..<samples.startIndex + (y + 1) * width]
      }
      // Half a point for each pixel.
      let top = Int(PageFlow.top / 2)
      let bottom = Int((size.heightPoints - 50) / 2)
      let lowest = (top..<min(bottom, height)).last { row($0).contains { $0 < 200 } } ?? top
      return Double(lowest - top) / Double(bottom - top)
    }
  }

  /// One paper for each situation: making it takes longer than looking at it.
  @Test(arguments: Situation.all)
  func pagesAreFullFewAndReadable(situation: Situation) throws {
    let path = try paper(situation)
    try noPageButTheLastIsAThirdEmpty(path, situation)
    try sevenPagesComeBeforeAPageForEachPersonAndOneMore(path, situation)
    try noTypeIsSmallerThanSevenAndAHalfPoints(path, situation)
  }

  private func noPageButTheLastIsAThirdEmpty(_ path: String, _ situation: Situation) throws {
    let fillings = try fillings(path, situation.size)
    #expect(fillings.count > 5)
    for (place, filling) in fillings.dropLast().enumerated() {
      #expect(
        filling > 2.0 / 3, "page \(place + 1) of \(fillings.count) is filled to \(filling)")
    }
  }

  private func sevenPagesComeBeforeAPageForEachPersonAndOneMore(
    _ path: String, _ situation: Situation
  ) throws {
    let pages = try pages(path)
    let first = try #require(pages.firstIndex { $0.contains("How A was compared") })
    // The times, the quality and the words take a page at the end, or the rest of one before.
    let words = try #require(pages.firstIndex { $0.contains("Times and words") })
    // A Letter page is 50 points shorter than A4.
    let most = situation.size == .letter ? 8 : 7
    #expect(min(first, words + 1) <= most, "\(first) pages come before the appendix")
    #expect(pages.count <= most + situation.people + 1, "\(pages.count) pages")
    #expect(pages.count - first <= situation.people + 1, "\(pages.count) pages")
    for (place, letter) in ["A", "B", "C"].prefix(situation.people).enumerated() {
      #expect(pages[first + place].contains("How \(letter) was compared"))
    }
    // The first page has the answer, its reasons and how it was found.
    for title in ["How high is this score?", "What limits it", "How it was searched"] {
      #expect(pages[0].contains(title), "\(title)")
    }
  }

  private func noTypeIsSmallerThanSevenAndAHalfPoints(_ path: String, _ situation: Situation) throws
  {
    let plain = folder.file("plain.pdf")
    _ = try InstalledTool.output("qpdf", ["--qdf", "--object-streams=disable", path, plain])
    let text = String(decoding: try readFile(plain), as: UTF8.self)
    // A font has the size 1; the text's matrix has the size on paper.
    let fonts = text.matches(of: #/\/f-[0-9]+-[0-9]+ ([0-9.]+) Tf/#)
    #expect(!fonts.isEmpty && fonts.allSatisfy { $0.1 == "1" })
    let sizes = text.matches(
      of: #/\n(-?[0-9.]+) (-?[0-9.]+) (-?[0-9.]+) (-?[0-9.]+) [-0-9.]+ [-0-9.]+ Tm\n/#
    )
    .map { (Double($0.1)! * Double($0.1)! + Double($0.2)! * Double($0.2)!).squareRoot() }
    #expect(sizes.count > 200)
    let small = Set(sizes.filter { $0 < 7.5 }.map { fixed($0, 2) })
    #expect(small.isEmpty, "\(small.sorted())")
  }

  @Test(arguments: PaperSize.allCases)
  func fileNamesAreNotHyphenated(size: PaperSize) throws {
    let query = "Unterschriftensachverstandigenvernehmungsprotokollaufnahme.png"
    let other = "Extraordinarilyincomprehensibleidentificationphotograph.png"
    var synthetic = SyntheticEvidence()
    synthetic.queryPath = "queries/\(query)"
    synthetic.namedPicture = ("gallery/\(other)", "Internationalizationdocumentation")
    synthetic.label = { $0 == "s03" ? "Internationalizationdocumentation" : $0 }
    synthetic.shownCount = 3
    let report = try QueryReport(
      synthetic.make(), provenance: SyntheticEvidence.provenance, templates: TemplateSet(),
      paper: size)
    let path = folder.file("report.pdf")
    try AtomicFile.write(report.pdf, to: path)
    let text = try InstalledTool.output("pdftotext", ["-raw", path, "-"])
    #expect(text.contains("Unterschriften") && text.contains("Internationalization"))
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    for name in [query, other, "Internationalizationdocumentation"] {
      for line in lines {
        for length in 4..<name.count {
          let part = name.prefix(length)
          for hyphen in ["-", "\u{2010}", "\u{AD}"] {
            #expect(!line.hasSuffix(part + hyphen), "'\(line)' ends with a hyphen")
          }
        }
      }
    }
  }
}
