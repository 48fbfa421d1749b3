import Drawing
import Testing

@Suite struct TextTests {
  private let style = TextStyle(sizePoints: 10)

  /// Sets text on a picture's canvas.
  private func measured(
    _ text: String, _ style: TextStyle, width: Double? = nil
  ) throws -> (width: Double, height: Double, lines: Int, isCut: Bool) {
    var result = (width: 0.0, height: 0.0, lines: 0, isCut: false)
    _ = try drawnPicture(widthPoints: 10, heightPoints: 10) { canvas in
      let block = canvas.text(text, style, width: width)
      result = (block.width, block.height, block.lineCount, block.isCut)
    }
    return result
  }

  @Test func sizesGrowWithTheFont() throws {
    let small = try measured("Faces", style)
    let large = try measured("Faces", style.with { $0.sizePoints = 20 })
    #expect(small.width > 20 && small.width < 40)
    #expect(abs(large.width - 2 * small.width) < 0.5)
    #expect(large.height > 1.8 * small.height)
  }

  @Test func linesBreakWithinTheWidth() throws {
    let text = String(repeating: "identification ", count: 10)
    let block = try measured(text, style, width: 100)
    #expect(block.lines >= 8 && !block.isCut)
    #expect(block.width <= 100.1)
    let unbroken = try measured(String(repeating: "x", count: 200), style, width: 100)
    #expect(unbroken.lines > 5 && unbroken.width <= 100.1)
  }

  @Test func anEllipsisStandsForWhatDoesNotFit() throws {
    let text = String(repeating: "very/long/path/", count: 20)
    let block = try measured(
      text,
      style.with {
        $0.maximumLines = 1
        $0.cut = .middle
      }, width: 120)
    #expect(block.lines == 1 && block.isCut && block.width <= 120.1)
  }

  @Test func markupIsText() throws {
    let marked = try measured("<b>&amp;</b>", style)
    let plain = try measured("&", style)
    #expect(marked.width > 3 * plain.width)
  }

  @Test func emptyAndHostileTextIsSet() throws {
    #expect(try measured("", style).width == 0)
    for text in ["a\nb", "\u{202E}abc", "مرحبا", "e\u{301}\u{301}\u{301}", "👩‍👩‍👧"] {
      #expect(try measured(text, style).height > 5, "\(text.unicodeScalars)")
    }
  }

  @Test func charactersWithoutAGlyphAreCounted() {
    #expect(missingGlyphs(in: "Faces") == 0)
    // Not assigned to any character, so in no font.
    #expect(missingGlyphs(in: "a\u{378}b\u{379}") == 2)
  }
}

@Suite struct FontFeatureTests {
  @Test func digitsHaveOneWidth() {
    let style = TextStyle(sizePoints: 10)
    let widths = (0...9).map { measuredWidth("\($0)", style) }
    #expect(widths.allSatisfy { abs($0 - widths[0]) < 0.01 })
  }

  /// Inter would write "4x4" as "4×4" and "->" as an arrow, which are other names.
  @Test func namesKeepTheirLetters() {
    let style = TextStyle(sizePoints: 10)
    let parts = measuredWidth("4", style) * 2 + measuredWidth("x", style)
    #expect(abs(measuredWidth("4x4", style) - parts) < 0.5)
    let arrow = measuredWidth("-", style) + measuredWidth(">", style)
    #expect(abs(measuredWidth("->", style) - arrow) < 0.8)
  }
}
