import Drawing
import Reports

/// Sets the sections of a results page on paper, one below the other.
struct ResultsFlow {
  private let canvas: Canvas
  private let width: Double
  private let height: Double
  private let head: String
  private let foot: String
  private var pages: [[(Canvas) -> Void]] = [[]]
  private var y = Self.top
  private var lastHeading = ""

  private static let top = 62.0
  private static let textWidth = SheetSettings.textWidth
  private static let body = TextStyle(sizePoints: 9).with {
    $0.color = FigureStyle.ink
    $0.lineSpacing = 1.15
  }

  init(canvas: Canvas, width: Double, height: Double, head: String, foot: String) {
    self.canvas = canvas
    self.width = width
    self.height = height
    self.head = head
    self.foot = foot
  }

  private var left: Double { (width - Self.textWidth) / 2 }
  private var bottom: Double { height - 56 }

  private mutating func need(_ height: Double) {
    guard y + height > bottom, y > Self.top else { return }
    pages.append([])
    y = Self.top
  }

  private mutating func put(
    _ height: Double, as structure: Canvas.Structure, _ draw: @escaping (Canvas) -> Void
  ) {
    need(height)
    let (left, y) = (left, y)
    pages[pages.count - 1].append { canvas in
      canvas.saved {
        canvas.translate(x: left, y: y)
        canvas.tagged(structure) { draw(canvas) }
      }
    }
    self.y += height
  }

  private mutating func block(
    _ text: String, _ style: TextStyle, as structure: Canvas.Structure = .paragraph,
    below: Double = 4
  ) {
    let block = canvas.text(text, style, width: Self.textWidth)
    put(block.height + below, as: structure) { $0.draw(block, x: 0, y: 0) }
  }

  mutating func title(_ text: String) {
    block(
      text,
      Self.body.with {
        $0.sizePoints = 20
        $0.isBold = true
      }, as: .heading1, below: 8)
  }

  mutating func warning(_ text: String) {
    let block = canvas.text(
      text,
      Self.body.with {
        $0.isBold = true
        $0.color = PaperColor(hexadecimal: 0x6b4a00)
      }, width: Self.textWidth - 12)
    put(block.height + 8, as: .paragraph) { canvas in
      canvas.fill(
        Rectangle(x: 0, y: 0, width: 3, height: block.height), PaperColor(hexadecimal: 0xd08a00))
      canvas.draw(block, x: 12, y: 0)
    }
  }

  /// - Parameter height: What should stand on the same page below it.
  mutating func heading(_ text: String, keeping height: Double) {
    lastHeading = text
    if y > Self.top { y += 10 }
    need(24 + min(height, 300))
    let block = canvas.text(
      text,
      Self.body.with {
        $0.sizePoints = 11
        $0.isBold = true
      }, width: Self.textWidth)
    put(block.height + 10, as: .heading2) { canvas in
      canvas.strokeLine(
        [Point(x: 0, y: 0), Point(x: Self.textWidth, y: 0)], FigureStyle.ink, width: 1)
      canvas.draw(block, x: 0, y: 5)
    }
  }

  mutating func text(_ text: String) { block(text, Self.body) }

  mutating func figure(_ figure: any StudyFigure) {
    put(figure.height, as: .figure) { figure.draw(on: $0) }
    block(figure.caption, FigureStyle.smallFaint, below: 6)
  }

  mutating func table(_ table: PageTable) {
    let style = FigureStyle.small.with { $0.sizePoints = 7.5 }
    let faint = style.with { $0.color = FigureStyle.faint }
    func widths(_ style: TextStyle) -> [Double] {
      table.columns.indices.map { column in
        ([table.columns[column]] + table.rows.map { $0[column] })
          .map { canvas.text($0, style).width }.max() ?? 0
      }
    }
    // Smaller type where the columns do not fit, down to what can be read.
    var size = 7.5
    var found = widths(style)
    while found.reduce(0, +) + 8 * Double(found.count - 1) > Self.textWidth, size > 5.5 {
      size -= 0.5
      found = widths(style.with { $0.sizePoints = size })
    }
    let cell = style.with { $0.sizePoints = size }
    let head = faint.with { $0.sizePoints = size }
    let rest = Self.textWidth - found.reduce(0, +)
    let gap = found.count > 1 ? min(24, max(rest / Double(found.count - 1), 4)) : 0
    // Numbers stand at the right edge; a table of two columns reads from the left.
    let isList = table.columns.count == 2
    var places: [Double] = []
    var x = 0.0
    for (column, width) in found.enumerated() {
      places.append(column == 0 || isList ? x : x + width)
      x += width + gap
    }
    let (all, lefts) = (places, isList)
    func draw(_ row: [String], _ style: TextStyle, on canvas: Canvas) {
      for (column, text) in row.enumerated() {
        let block = canvas.text(text, style)
        canvas.draw(
          block, x: column == 0 || lefts ? all[column] : all[column] - block.width, y: 2)
      }
    }
    need(40)
    let title = canvas.text(
      table.title,
      Self.body.with {
        $0.isBold = true; $0.sizePoints = 8.5
      })
    if table.title != lastHeading {
      put(title.height + 3, as: .paragraph) { $0.draw(title, x: 0, y: 0) }
    }
    let width = Self.textWidth
    put(13, as: .table) { canvas in
      draw(table.columns, head, on: canvas)
      canvas.strokeLine([Point(x: 0, y: 12), Point(x: width, y: 12)], FigureStyle.rule, width: 0.6)
    }
    for row in table.rows {
      put(12.5, as: .table) { canvas in draw(row, cell, on: canvas) }
    }
    y += 3
    for note in table.notes { block(note, FigureStyle.smallFaint, below: 3) }
    y += 5
  }

  /// Draws all pages.
  mutating func finish(_ document: PDFDocument) {
    let count = pages.count
    for (place, page) in pages.enumerated() {
      canvas.tagged(.document) {
        canvas.draw(head, FigureStyle.smallFaint, x: left, y: 36)
        let number = canvas.text("Page \(place + 1) of \(count)", FigureStyle.smallFaint)
        canvas.draw(number, x: left + Self.textWidth - number.width, y: 36)
        canvas.strokeLine(
          [Point(x: left, y: 50), Point(x: left + Self.textWidth, y: 50)], FigureStyle.rule,
          width: 0.6)
        canvas.draw(foot, FigureStyle.smallFaint, x: left, y: height - 44)
        for draw in page { draw(canvas) }
      }
      document.endPage()
    }
  }
}
