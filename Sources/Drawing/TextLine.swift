import CCairo
import CPango

/// One line of a longer text, which can be placed on any page that has room.
package struct TextLine {
  /// The height in points, including the distance to the next line.
  package let height: Double
  let block: TextBlock
  let number: Int
  let x: Double
  /// The distance from the line's top.
  let baseline: Double
}

extension Canvas {
  /// Sets a text of any length into lines.
  ///
  /// Long paragraphs are set in pieces, because Pango's time grows with the square of their length.
  /// Each piece continues after the last whole line of the previous one, so that the lines are the
  /// same as for the paragraph in one piece.
  ///
  /// - Parameters:
  ///   - width: The width at which lines break, in points.
  /// - Precondition: The style has no `maximumLines`.
  /// - Complexity: O(n).
  package func lines(_ text: String, _ style: TextStyle, width: Double) -> [TextLine] {
    precondition(style.maximumLines == nil)
    return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .flatMap { lines(ofParagraph: Array($0), style, width: width) }
  }

  /// The length of a piece in bytes: a few dozen lines.
  private static let pieceLength = 2000

  private func lines(
    ofParagraph utf8: [UInt8], _ style: TextStyle, width: Double
  ) -> [TextLine] {
    let bytes = breakable(utf8)
    let isRightToLeft = style.direction == .natural && beginsFromTheRight(utf8)
    var lines: [TextLine] = []
    var start = 0
    repeat {
      var end = min(start + Self.pieceLength, bytes.count)
      // A piece must not end inside a character.
      while end < bytes.count, end > start + 1, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      let block = TextBlock(
        bytes: Array(bytes[start..<end]), style: style, width: width,
        isRightToLeft: isRightToLeft, on: context)
      var rows = block.rows
      // The last line may continue in the next piece.
      if end < bytes.count, rows.count > 1 { end = start + rows.removeLast().start }
      for (number, row) in rows.enumerated() {
        lines.append(
          TextLine(
            height: row.height, block: block, number: number, x: row.x, baseline: row.baseline))
      }
      start = end
    } while start < bytes.count
    return lines
  }

  /// Draws a line with its top left at `x` and `y`.
  ///
  /// On an SVG, lines are drawn as outlines: such texts are for paper.
  package func draw(_ line: TextLine, x: Double, y: Double) {
    setSource(line.block.style.color)
    cairo_move_to(context, x + line.x, y + line.baseline)
    pango_cairo_show_layout_line(
      context, pango_layout_get_line_readonly(line.block.layout, Int32(line.number)))
    cairo_new_path(context)
  }
}
