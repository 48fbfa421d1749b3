import Drawing
import Foundation
import Pictures
import Testing
import _TestSupport

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
    // A date would tell one run from another.
    #expect(!contains(first, "/CreationDate") && !contains(first, "/ModDate"))
  }

  @Test func svgIsTheSameEachTime() throws {
    let grey = Picture(width: 4, height: 4, channels: .grey, samples: Array(0..<16))
    func drawing() throws -> [UInt8] {
      let picture = try PaperPicture(grey, jpeg: nil)
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

  @Test(.enabled(if: Tool.isInstalled("pdftotext"), "pdftotext is not installed"))
  func textStaysText() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.pdf")
    try Data(document()).write(to: URL(fileURLWithPath: path))
    let text = try Tool.output("pdftotext", ["-layout", path, "-"])
    #expect(text.contains("Ωmega and alpha") && text.contains("Page two"))
    let information = try Tool.output("pdfinfo", [path])
    #expect(information.contains("Tïtle <1>") && information.contains("Pages:           2"))
    #expect(information.contains("Tagged:          yes"))
  }
}

func contains(_ bytes: [UInt8], _ text: String) -> Bool {
  Data(bytes).range(of: Data(text.utf8)) != nil
}

/// A program that may be installed.
enum Tool {
  static func isInstalled(_ name: String) -> Bool { path(name) != nil }

  static func output(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path(name)!)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  private static func path(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
