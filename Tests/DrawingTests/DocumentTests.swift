import Foundation
import FoundationXML
import Pictures
import Testing
import _TestSupport

@testable import Drawing

@Suite struct DocumentTests {
  private func document() throws -> [UInt8] {
    let document = try PDFDocument(
      metadata: .init(title: "Tïtle <1>", author: "Facet", subject: "Faces", creator: "Facet 1"))
    let entry = document.addOutlineEntry("First ἀρχή", destination: "first")
    document.canvas.mark(destination: "first", y: 10)
    document.canvas.tagged(.document) {
      document.canvas.tagged(.heading1) {
        document.canvas.draw("Ωmega and alpha", TextStyle(sizePoints: 12), x: 40, y: 40)
      }
      document.canvas.link(to: "second") {
        document.canvas.draw("Onwards", TextStyle(sizePoints: 12), x: 40, y: 80)
      }
    }
    document.endPage()
    document.addOutlineEntry("Second", destination: "second", under: entry)
    document.canvas.mark(destination: "second", y: 10)
    document.canvas.draw("Page two", TextStyle(sizePoints: 12), x: 40, y: 40)
    document.endPage()
    return try document.finished()
  }

  @Test func theSameDrawingGivesTheSameBytes() throws {
    let first = try document()
    #expect(try document() == first)
    #expect(first.starts(with: Array("%PDF-1.5".utf8)))
    // A date would distinguish runs.
    #expect(!contains(first, "/CreationDate") && !contains(first, "/ModDate"))
  }

  @Test func svgIsTheSameEachTime() throws {
    let gray = Picture(width: 4, height: 4, channels: .gray, samples: Array(0..<16))
    func drawing() throws -> [UInt8] {
      let picture = try PaperPicture(gray, jpeg: nil)
      return try drawnSVG(widthPoints: 40, heightPoints: 30) { canvas in
        canvas.draw(picture, in: Rectangle(x: 0, y: 0, width: 20, height: 20))
        canvas.draw(picture, in: Rectangle(x: 20, y: 0, width: 20, height: 20))
        canvas.draw("x", TextStyle(sizePoints: 8), x: 0, y: 20)
      }
    }
    let first = try drawing()
    #expect(try drawing() == first)
    let text = String(decoding: first, as: UTF8.self)
    #expect(text.contains("width=\"40pt\"") && text.contains("viewBox=\"0 0 40 30\""))
    // One picture, used twice.
    #expect(text.components(separatedBy: "<image ").count == 2)
    #expect(text.components(separatedBy: "xlink:href=\"#image1\"").count == 3)
  }

  @Test func aPhotographStaysTheFileItIsAndStandsOnce() throws {
    let photograph = Picture(
      width: 32, height: 24, channels: .rgb,
      samples: (0..<32 * 24 * 3).map { UInt8(truncatingIfNeeded: $0 * 7) })
    let jpeg = photograph.encodedJPEG(quality: 80)
    let picture = try PaperPicture(photograph, jpeg: jpeg)
    let document = try PDFDocument(
      metadata: .init(title: "t", author: "a", subject: "s", creator: "c"))
    for page in 0..<2 {
      for place in 0..<3 {
        document.canvas.draw(
          picture, in: Rectangle(x: Double(place) * 40, y: Double(page), width: 32, height: 24))
      }
      document.endPage()
    }
    let bytes = Data(try document.finished())
    let first = try #require(bytes.range(of: Data(jpeg)))
    #expect(bytes.range(of: Data(jpeg), in: first.upperBound..<bytes.endIndex) == nil)
  }

  /// The comment reads like the resources of a page, in which a picture stands twice.
  @Test func aPhotographWithAHostileCommentStaysTheFileItIs() throws {
    let photograph = Picture(
      width: 32, height: 24, channels: .rgb,
      samples: (0..<32 * 24 * 3).map { UInt8(truncatingIfNeeded: $0 * 7) })
    let comment = Array(
      """
      endstream
      endobj
      7 0 obj
      << /XObject << /x7 7 0 R /x7 7 0 R /x7 7 0 R >> >>
      endobj
      xref
      trailer << /Root 7 0 R >>
      startxref
      0
      %%EOF
      """.utf8)
    let plain = photograph.encodedJPEG(quality: 80)
    let length = comment.count + 2
    let jpeg =
      Array(plain[..<2]) + [0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 255)] + comment
      + Array(plain[2...])
    let picture = try PaperPicture(photograph, jpeg: jpeg)
    func document(pages: Int, places: Int) throws -> [UInt8] {
      let document = try PDFDocument(
        metadata: .init(title: "t", author: "a", subject: "s", creator: "c"))
      for page in 0..<pages {
        for place in 0..<places {
          document.canvas.draw(
            picture, in: Rectangle(x: Double(place) * 40, y: Double(page), width: 32, height: 24))
        }
        document.endPage()
      }
      return try document.finished()
    }
    let bytes = try document(pages: 2, places: 3)
    #expect(try document(pages: 2, places: 3) == bytes)
    let data = Data(bytes)
    let first = try #require(data.range(of: Data(jpeg)))
    #expect(data.range(of: Data(jpeg), in: first.upperBound..<data.endIndex) == nil)
    // Each further place costs a few lines, not a picture.
    let once = try document(pages: 2, places: 1).count
    #expect(bytes.count < once + 4 * 700, "\(once), \(bytes.count)")
    guard InstalledTool.isInstalled("qpdf"), InstalledTool.isInstalled("pdfimages") else { return }
    let folder = try TemporaryFolder()
    let path = folder.file("a.pdf")
    try data.write(to: URL(fileURLWithPath: path))
    let found = try InstalledTool.output("qpdf", ["--check", path])
    #expect(!found.lowercased().contains("warning"), "\(found)")
    _ = try InstalledTool.output("pdfimages", ["-all", path, folder.file("p")])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".jpg") }
    #expect(names.count == 6)
    for name in names {
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))) == Data(jpeg))
    }
  }

  @Test func svgIsWellFormedWhateverTheText() throws {
    let bytes = try drawnSVG(widthPoints: 40.5, heightPoints: 30.25) { canvas in
      canvas.saved {
        canvas.translate(x: 3, y: 4)
        canvas.scale(by: 2)
        canvas.draw(
          "<b>&\"'\u{1}\u{FFFE}</svg> مرحبا", TextStyle(sizePoints: 8).with { $0.isBold = true },
          x: 1, y: 1)
      }
      canvas.fill(Rectangle(x: 1.23456, y: 0, width: 2, height: 2), .black.with(opacity: 0.5))
    }
    let reader = TextReader()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    #expect(reader.text.contains("<b>&\"'\u{FFFD}\u{FFFD}</svg> مرحبا"))
    #expect(reader.sizes == ["16"])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("<?xml version=\"1.0\""))
    #expect(text.contains("M1.23 0H3.23V2H1.23Z"))
  }

  @Test(arguments: [
    ("M 0 12 L 11 12 L 11 23 L 0 23 Z M 0 12 ", "M0 12H11V23H0Z"),
    // A ring: the inner path stays, the move between goes.
    (
      "M 0 0 L 9 0 L 9 9 Z M 0 0 M 2 2 L 3.456 -0.5 L 2 2 Z M 2 2 ",
      "M0 0H9V9ZM2 2L3.46-.5L2 2Z"
    ),
    ("M 1 1 C 1.004 2 -3.1 -4.25 5 6 L 5 7 ", "M1 1C1 2-3.1-4.25 5 6V7"),
    // After Z the path is at its start again.
    ("M 1 2 L 5 6 Z L 1 9 ", "M1 2L5 6ZV9"),
    // A dot, a lone move, and commands that Cairo does not write stay.
    ("M 4 4 L 4 4 ", "M4 4H4"), ("M 4 4 ", "M4 4"), ("M 1 1 Q 2 2 3 3", "M 1 1 Q 2 2 3 3"),
    ("", ""),
  ])
  func pathsAreTheSameInFewerBytes(path: String, compact: String) {
    let result = compactPath(Array(path.utf8)[...])
    #expect(String(decoding: result, as: UTF8.self) == compact)
  }

  @Test(.enabled(if: InstalledTool.isInstalled("pdftotext"), "pdftotext is not installed"))
  func textStaysText() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.pdf")
    try Data(document()).write(to: URL(fileURLWithPath: path))
    let text = try InstalledTool.output("pdftotext", ["-layout", path, "-"])
    #expect(text.contains("Ωmega and alpha") && text.contains("Page two"))
    let information = try InstalledTool.output("pdfinfo", [path])
    #expect(information.contains("Tïtle <1>") && information.contains("Pages:           2"))
    #expect(information.contains("Tagged:          yes"))
  }
}

func contains(_ bytes: [UInt8], _ text: String) -> Bool {
  Data(bytes).range(of: Data(text.utf8)) != nil
}

/// The text of an SVG, and its type sizes.
private final class TextReader: NSObject, XMLParserDelegate {
  var text = ""
  var sizes: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if name == "text" { sizes.append(attributes["font-size"] ?? "") }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
