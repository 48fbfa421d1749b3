import Basics
import Drawing

/// Who is first for each share of the re-ranker in the score, from 0 (cosine alone) to 1.
struct AlphaBar: Figure {
  struct Span: Sendable, Equatable {
    let from: Double
    let to: Double
    let letter: String?
    let name: String
  }

  struct Row: Sendable, Equatable {
    let title: String
    /// They join without gaps from 0 to 1.
    let spans: [Span]
  }

  let rows: [Row]
  let used: Double
  let usedWords: String
  let widthPoints: Double
  let heightPoints: Double

  private static let head = 14.0
  private static let rowHeight = 28.0
  private static let barHeight = 16.0
  private static let foot = 28.0

  /// - Parameters:
  ///   - used: The share that ranked, 0...1.
  ///   - usedWords: Beside the line there: "0.7 used (default)".
  init(rows: [Row], used: Double, usedWords: String, widthPoints: Double) {
    self.rows = rows
    self.used = used
    self.usedWords = usedWords
    self.widthPoints = widthPoints
    heightPoints = Self.head + Double(rows.count) * Self.rowHeight + Self.foot
  }

  var alternativeText: String {
    let parts = rows.map { row in
      let spans = row.spans.map {
        "\(fixed($0.from, 2)) to \(fixed($0.to, 2)): \($0.letter.map { "\($0) " } ?? "")\($0.name)"
      }
      return "\(row.title): \(spans.joined(separator: "; "))"
    }
    return """
      Who is first by the share of the re-ranker. \(parts.joined(separator: ". ")). \(usedWords).
      """
  }

  private var titleWidth: Double {
    let widest = rows.map { measuredWidth($0.title, FigureStyle.number) }.max() ?? 0
    return min(widest + 12, widthPoints * 0.3)
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let titleWidth = titleWidth
    let bar = Rectangle(
      x: titleWidth, y: Self.head, width: widthPoints - titleWidth - 6,
      height: Double(rows.count) * Self.rowHeight)
    let usedX = bar.x + used * bar.width
    let note = canvas.text(usedWords, FigureStyle.numberBold)
    let noteX = usedX + 4 + note.width <= widthPoints ? usedX + 4 : usedX - 4 - note.width
    for (index, row) in rows.enumerated() {
      let y = Self.head + Double(index) * Self.rowHeight
      canvas.drawLine(row.title, FigureStyle.number, x: 0, y: y + 3, width: titleWidth - 8)
      for span in row.spans {
        draw(
          span, on: canvas, line: usedX,
          in: Rectangle(
            x: bar.x + span.from * bar.width, y: y, width: (span.to - span.from) * bar.width,
            height: Self.barHeight))
      }
      for span in row.spans.dropFirst() {
        let x = bar.x + span.from * bar.width
        canvas.strokeLine(
          [Point(x: x, y: y - 1), Point(x: x, y: y + Self.barHeight + 1)], Palette.ink, width: 1.1)
        let number = canvas.text(fixed(span.from, 2), FigureStyle.numberBold)
        // Not over the words of the used share.
        let left = min(max(x - number.width / 2, 0), widthPoints - number.width)
        let isHidden =
          index == 0 && left < noteX + note.width + 3 && left + number.width > noteX - 3
        if !isHidden { canvas.draw(number, x: left, y: y - 12) }
      }
    }
    canvas.draw(note, x: max(noteX, 0), y: 1)
    var line = Path()
    line.move(to: Point(x: usedX, y: 3))
    line.line(to: Point(x: usedX, y: heightPoints - Self.foot - 2))
    canvas.stroke(line, Palette.ink, width: 1.1, dashes: [2.5, 2])
    drawAxis(on: canvas, bar: bar)
  }

  /// - Parameter line: The x of the dashed line, which words keep clear of.
  private func draw(_ span: Span, on canvas: Canvas, line: Double, in place: Rectangle) {
    switch span.letter {
    case "A": canvas.fill(place, Palette.paleOrange)
    case "B":
      canvas.fill(place, Palette.paleBlue)
      canvas.hatch(place, Palette.rightPerson.with(opacity: 0.55), width: 0.8, distance: 5)
    default:
      canvas.fill(place, Palette.panel)
      canvas.stroke(place.inset(by: 0.25), Palette.rule, width: 0.5)
    }
    let letter = span.letter.map { "\($0)\u{2002}" } ?? ""
    let text = canvas.text(letter + span.name, FigureStyle.numberBold)
    let short = canvas.text(span.letter ?? "", FigureStyle.numberBold)
    let sides =
      line > place.x && line < place.maxX
      ? [(place.x, line - 2), (line + 2, place.maxX)] : [(place.x, place.maxX)]
    let side = sides.max { $0.1 - $0.0 < $1.1 - $1.0 }!
    for block in [text, short] where block.width > 0 && block.width + 8 <= side.1 - side.0 {
      let middle = place.midX - block.width / 2
      let x = min(max(middle, side.0 + 4), side.1 - 4 - block.width)
      if span.letter == "B" {
        canvas.fill(
          Rectangle(x: x - 3, y: place.y + 1.5, width: block.width + 6, height: place.height - 3),
          Palette.paleBlue)
      }
      canvas.draw(block, x: x, y: place.midY - block.height / 2)
      return
    }
  }

  private func drawAxis(on canvas: Canvas, bar: Rectangle) {
    let y = heightPoints - Self.foot
    for step in 0...5 {
      let x = bar.x + bar.width * Double(step) / 5
      canvas.strokeLine(
        [Point(x: x, y: y - 4), Point(x: x, y: y - 1)], Palette.bars, width: 0.7)
      canvas.drawCentered(
        step == 0 ? "0" : step == 5 ? "1" : fixed(Double(step) / 5, 1), FigureStyle.note, x: x,
        y: y, within: 0...widthPoints)
    }
    canvas.draw("0: cosine alone", FigureStyle.note, x: bar.x, y: y + 12)
    let end = canvas.text("1: re-ranker alone", FigureStyle.note)
    canvas.draw(end, x: widthPoints - end.width, y: y + 12)
  }
}
