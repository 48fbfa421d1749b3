import Drawing
import Reports

/// Draws the head, the foot and the rows of pairs of a sheet's page.
struct PageDrawing {
  /// A pair with its boxes.
  struct Row {
    let label: String
    let code: String
    /// The place in the sheet, from 1.
    let order: Int
    let isTraining: Bool
    let step: SheetPage.Step?
    let left: TileFace
    let right: TileFace
    let leftTile: ExplanationTile
    let rightTile: ExplanationTile
    let advice: String?
  }

  let canvas: Canvas
  let settings: SheetSettings
  /// The height of a face divided by its width.
  let aspect: Double
  /// Whether pairs may have the system's verdict below them: its room is kept on all pages.
  let hasAdvice: Bool
  var marks: ScanMarks

  private static let width = SheetSettings.textWidth
  /// 60% black, so that ticks stand out.
  static let boxColor = PaperColor(hexadecimal: 0x666666)
  private static let small = TextStyle(sizePoints: 8.5).with { $0.color = FigureStyle.ink }
  private static let smallBold = small.with { $0.isBold = true }
  private static let faint = small.with { $0.color = FigureStyle.faint }

  private var left: Double { settings.margin }

  func head(_ bold: String, _ plain: String, _ right: (plain: String, bold: String)) {
    let y = settings.headTop
    let title = canvas.text(bold, Self.smallBold.with { $0.sizePoints = 11 })
    canvas.tagged(.heading1) { canvas.draw(title, x: left, y: y - 2) }
    canvas.draw(plain, Self.faint, x: left + title.width + (bold.isEmpty ? 0 : 14), y: y)
    let page = canvas.text(right.bold, Self.smallBold)
    canvas.draw(page, x: left + Self.width - page.width, y: y)
    let sheet = canvas.text(right.plain, Self.faint)
    canvas.draw(sheet, x: left + Self.width - page.width - 12 - sheet.width, y: y)
    canvas.strokeLine(
      [Point(x: left, y: y + 14), Point(x: left + Self.width, y: y + 14)], FigureStyle.ink,
      width: 1)
  }

  func foot(_ bold: String, _ right: String) {
    let y = settings.bottom
    canvas.strokeLine(
      [Point(x: left, y: y), Point(x: left + Self.width, y: y)], FigureStyle.rule, width: 0.6)
    canvas.draw(bold, Self.smallBold.with { $0.sizePoints = 8 }, x: left, y: y + 4)
    let text = canvas.text(right, FigureStyle.smallFaint)
    canvas.draw(text, x: left + Self.width - text.width, y: y + 4)
  }

  /// Writes text into the middle of a box.
  static func center(_ text: String, in box: Rectangle, on canvas: Canvas) {
    let block = canvas.text(
      text, TextStyle(sizePoints: 7).with { $0.color = PaperColor(hexadecimal: 0x6b6b6b) })
    canvas.draw(block, x: box.midX - block.width / 2, y: box.midY - block.height / 2)
  }

  // MARK: Rows

  /// Where the parts of a row stand.
  private struct Layout {
    let isWide: Bool
    let tiles: [Rectangle]
    let height: Double
    /// The top of the line with the boxes.
    let answers: Double
    /// The top of the advice.
    let advice: Double

    init(rows: Int, height: Double, aspect: Double, hasMarks: Bool, hasAdvice: Bool) {
      isWide = rows <= 3
      let column = isWide ? 0.0 : 40
      // Gaps shrink to `least` of themselves where the face's proportions leave room below.
      let (gap, middle, least) = isWide ? (10.0, 20.0, 1.0) : (24, 41, 0.55)
      let line = hasMarks ? ScanMarks.boxSide : 13
      let above = isWide ? 14.0 : 0
      let below = 5 + line + 12 + (hasAdvice ? 13 : 0) + (isWide ? 18 : 0)
      let widest = (PageDrawing.width - column - least * (2 * gap + middle)) / 4
      let tileHeight = min(widest * aspect, height - above - below)
      let width = tileHeight / aspect
      // Narrower tiles keep their distance from the right edge to the column.
      let rest = PageDrawing.width - column - 4 * width
      let scale = rest / (2 * gap + middle)
      let xs = [
        column, column + width + gap * scale, column + 2 * width + (gap + middle) * scale,
        column + 3 * width + (2 * gap + middle) * scale,
      ]
      tiles = xs.map { Rectangle(x: $0, y: above, width: width, height: tileHeight) }
      advice = above + tileHeight + 4
      answers = above + tileHeight + 5 + (hasAdvice ? 13 : 0)
      self.height = above + tileHeight + below
    }
  }

  /// Draws rows below each other.
  ///
  /// - Parameters:
  ///   - count: The number of rows that the room is divided by.
  ///   - question: The sentence above them.
  mutating func rows(
    _ rows: [Row], of count: Int, from top: Double, to bottom: Double, method: StudyMethod,
    words: StudyWords, question: String?, hasBoxes: Bool
  ) {
    var top = top
    let hasLegend = method != .none && method != .flow
    if let question {
      let block = canvas.text(question, Self.small, width: Self.width)
      canvas.tagged(.paragraph) { canvas.draw(block, x: left, y: top) }
      // The legend stands beside the last line, which must be short. Parts without one keep its room,
      // so that faces are equally large in all parts.
      top += block.height + (block.lineCount < 2 ? 12 : 0) + 4
    }
    if hasLegend { legend(method, words, at: top - 15) }
    let captionHeight = 12.0
    let layout = Layout(
      rows: count, height: (bottom - top - captionHeight) / Double(count), aspect: aspect,
      hasMarks: settings.hasMarks, hasAdvice: hasAdvice)
    let captions = [
      words["leftFace"], words["caption.\(method.rawValue).left"],
      words["caption.\(method.rawValue).right"], words["rightFace"],
    ]
    let captionTop = top + (layout.isWide ? layout.tiles[0].y - 3 : 0)
    for (place, (caption, tile)) in zip(captions, layout.tiles).enumerated() {
      let block = canvas.text(caption, FigureStyle.smallFaint.with { $0.sizePoints = 7 })
      // The number and code of a wide row stand above its left face.
      let x = layout.isWide && place == 0 ? tile.maxX - block.width : tile.midX - block.width / 2
      canvas.draw(block, x: left + x, y: captionTop)
    }
    for (place, row) in rows.enumerated() {
      let y = top + captionHeight + Double(place) * layout.height
      draw(row, layout, y, words)
      if place < rows.count - 1 {
        canvas.strokeLine(
          [
            Point(x: left, y: y + layout.height - 5),
            Point(x: left + Self.width, y: y + layout.height - 5),
          ], FigureStyle.rule, width: 0.5)
      }
    }
  }

  private func legend(_ method: StudyMethod, _ words: StudyWords, at y: Double) {
    let names =
      method == .importance ? ("lessImportant", "moreImportant") : ("lessAlike", "moreAlike")
    let low = canvas.text(words[names.0], FigureStyle.smallFaint)
    let high = canvas.text(words[names.1], FigureStyle.smallFaint)
    let end = left + Self.width
    let bar = Rectangle(x: end - high.width - 4 - 72, y: y + 1, width: 72, height: 8)
    let step = bar.width / Double(ExplanationTile.legend.count)
    for (place, color) in ExplanationTile.legend.enumerated() {
      canvas.fill(
        Rectangle(x: bar.x + Double(place) * step, y: bar.y, width: step, height: bar.height),
        color)
    }
    canvas.stroke(bar, FigureStyle.rule, width: 0.4)
    canvas.draw(low, x: bar.x - 4 - low.width, y: y)
    canvas.draw(high, x: bar.maxX + 4, y: y)
  }

  private mutating func draw(_ row: Row, _ layout: Layout, _ top: Double, _ words: StudyWords) {
    func moved(_ place: Rectangle) -> Rectangle {
      Rectangle(x: left + place.x, y: top + place.y, width: place.width, height: place.height)
    }
    let number = canvas.text(row.label, Self.smallBold.with { $0.sizePoints = 13 })
    let code = canvas.text(
      row.code,
      TextStyle(sizePoints: 7.5).with {
        $0.family = "DejaVu Sans Mono"
        $0.color = FigureStyle.faint
      })
    canvas.draw(number, x: left, y: top - 3)
    canvas.draw(
      code, x: layout.isWide ? left + number.width + 8 : left,
      y: layout.isWide ? top + 2 : top + 15)
    let tiles = layout.tiles.map(moved)
    canvas.tagged(.figure) {
      canvas.draw(row.left.face, in: tiles[0])
      row.leftTile.draw(on: canvas, in: tiles[1], own: row.left, other: row.right)
      row.rightTile.draw(on: canvas, in: tiles[2], own: row.right, other: row.left)
      canvas.draw(row.right.face, in: tiles[3])
      for tile in tiles { canvas.stroke(tile, PaperColor(hexadecimal: 0x9a9a9a), width: 0.4) }
    }
    if let advice = row.advice {
      let block = canvas.text(advice, Self.small)
      canvas.draw(block, x: left + layout.tiles[0].x, y: top + layout.advice)
    }
    drawAnswers(row, x: left + layout.tiles[0].x, y: top + layout.answers, layout, words)
  }

  /// Draws the boxes, and remembers where they stand for a scanner.
  private mutating func drawAnswers(
    _ row: Row, x: Double, y: Double, _ layout: Layout, _ words: StudyWords
  ) {
    let side = settings.hasMarks ? ScanMarks.boxSide : 12
    let style = settings.hasMarks ? Self.small.with { $0.sizePoints = 7.5 } : Self.small
    let bold = style.with { $0.isBold = true }
    let faint = style.with { $0.color = FigureStyle.faint }
    let textY = y + (side - style.sizePoints * 1.17) / 2
    var x = x
    func write(_ text: String, _ style: TextStyle, gap: Double) {
      let block = canvas.text(text, style)
      canvas.draw(block, x: x, y: textY)
      x += block.width + gap
    }
    func box(_ field: AnswerReader.MarkField, _ answer: Int, gap: Double) -> Rectangle {
      let place = Rectangle(x: x, y: y, width: side, height: side)
      canvas.stroke(place, Self.boxColor, width: 0.9)
      x += side + gap
      if !row.isTraining {
        marks.boxes.append(
          ScanMarks.Box(
            question: 10 * row.order + field.rawValue, name: row.code, answer: answer,
            place: place))
      }
      return place
    }
    let response: AnswerReader.MarkField = row.step == .first ? .firstResponse : .response
    let confidence: AnswerReader.MarkField = row.step == .first ? .firstConfidence : .confidence
    write(words["samePerson"], bold, gap: 6)
    _ = box(response, 1, gap: 4)
    write(words["yes"], style, gap: 8)
    _ = box(response, 2, gap: 4)
    write(words["no"], style, gap: settings.hasMarks ? 10 : 14)
    write(words["howSure"], bold, gap: 6)
    write(words["guess"], faint, gap: 5)
    for level in 1...5 {
      if settings.hasMarks {
        // A box that a scanner reads is empty; its number stands before it.
        write("\(level)", faint, gap: 2)
        _ = box(confidence, level, gap: 5)
      } else {
        Self.center("\(level)", in: box(confidence, level, gap: 5), on: canvas)
      }
    }
    write(words["certain"], faint, gap: 10)
    let end = left + Self.width
    if layout.isWide {
      let line = y + side + 15
      let block = canvas.text(words["why"], bold)
      canvas.draw(block, x: left, y: line - 11)
      canvas.strokeLine(
        [Point(x: left + block.width + 6, y: line), Point(x: end, y: line)], FigureStyle.faint,
        width: 0.5)
    } else if end - x > 40 {
      write(words["why"], bold, gap: 5)
      canvas.strokeLine(
        [Point(x: x, y: y + side - 1), Point(x: end, y: y + side - 1)], FigureStyle.faint,
        width: 0.5)
    }
  }
}
