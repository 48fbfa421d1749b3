import Drawing

/// Sets blocks one below the other and begins a new page if one does not fit.
///
/// Everything is measured first and drawn at the end, when the number of pages is known; `inTwoRuns` does so for
/// a document of any length.
final class PageFlow {
  static let top = 58.0
  /// The width of the text, which is the same on every paper because figures and tables are made for
  /// it.
  static let width = PDFDocument.a4WidthPoints - 90
  let margin: Double
  let bottom: Double

  typealias Drawing = (Canvas) -> Void

  let canvas: Canvas
  private(set) var y = PageFlow.top
  /// What stands on the current page.
  private var page: [Drawing] = []
  /// The pages before it, if they are kept.
  private var pages: [[Drawing]] = []
  /// The current page's number from 1.
  private var number = 1
  private let run: Run
  /// The destinations in their order, with their pages from 1.
  private(set) var marks: [(destination: String, page: Int)] = []

  /// What stands on every page, with its number and how many there are.
  typealias Frame = (_ flow: PageFlow, _ page: Int, _ count: Int) -> Void

  /// What becomes of a page that is full.
  private enum Run {
    case keeping
    case counting
    case drawing(PDFDocument, count: Int, Frame)
  }

  /// - Parameter canvas: The canvas on which text is measured and later drawn.
  convenience init(measuringOn canvas: Canvas, paper: PaperSize) {
    self.init(measuringOn: canvas, paper: paper, .keeping)
  }

  private init(measuringOn canvas: Canvas, paper: PaperSize, _ run: Run) {
    self.canvas = canvas
    self.run = run
    margin = (paper.widthPoints - Self.width) / 2
    bottom = paper.heightPoints - 50
  }

  /// Whether nothing of what is set will be drawn, so that pictures need not be opened.
  var isCounting: Bool {
    if case .counting = run { true } else { false }
  }
  var isAtTop: Bool { y <= Self.top }
  var room: Double { bottom - y }
  /// The height of a whole page.
  var height: Double { bottom - Self.top }

  func newPage() {
    guard !page.isEmpty else { return }
    endPage()
    number += 1
    y = Self.top
  }

  private func endPage() {
    switch run {
    case .keeping: pages.append(page)
    case .counting: break
    case .drawing(let document, let count, let frame):
      draw(page, number: number, of: count, frame, into: document)
    }
    page = []
  }

  /// Begins a new page unless this height is left.
  func need(_ height: Double) {
    if height > room, !isAtTop { newPage() }
  }

  /// Leaves a gap, except at the top of a page.
  func space(_ height: Double) {
    if !isAtTop { y += height }
  }

  /// Continues at another height of the same page, to set blocks beside each other.
  func move(to y: Double) { self.y = y }

  /// Sets something of a known height on one page.
  ///
  /// - Parameter draw: Called with the canvas moved so that (0, 0) is the block's top left.
  func put(height: Double, x: Double = 0, _ draw: @escaping Drawing) {
    need(height)
    self.draw(at: y, x: x, draw)
    y += height
  }

  /// Draws on the current page at any height, without moving on.
  func draw(at y: Double, x: Double = 0, _ draw: @escaping Drawing) {
    let left = margin + x
    page.append { canvas in
      canvas.saved {
        canvas.translate(x: left, y: y)
        draw(canvas)
      }
    }
  }

  /// Lines of text below each other, beside other columns.
  struct Column {
    /// The distance from the row's left.
    let x: Double
    let lines: [TextLine]

    var height: Double { lines.reduce(0) { $0 + $1.height } }
  }

  /// Returns a text of any length as a column.
  func column(_ text: String, _ style: TextStyle, x: Double = 0, width: Double) -> Column {
    Column(x: x, lines: canvas.lines(text, style, width: width))
  }

  /// Sets columns side by side: on one page if they take less than half of it, otherwise on as many
  /// pages as they need.
  ///
  /// - Parameters:
  ///   - above, below: The space around the lines.
  ///   - least: The least height, without that space.
  ///   - ornament: Draws what goes with them, such as a rule, on each page; it takes the height there
  ///     and whether the row begins and ends on it.
  func put(
    _ columns: [Column], x: Double = 0, above: Double = 0, below: Double = 0, least: Double = 0,
    as structure: Canvas.Structure? = nil,
    ornament: ((Canvas, _ height: Double, _ isFirst: Bool, _ isLast: Bool) -> Void)? = nil
  ) {
    let whole = max(columns.map(\.height).max() ?? 0, least) + above + below
    if whole <= height / 2 { need(whole) }
    var done = columns.map { _ in 0 }
    var isFirst = true
    repeat {
      var pieces: [(x: Double, lines: ArraySlice<TextLine>)] = []
      var tallest = 0.0
      for (index, column) in columns.enumerated() {
        var used = 0.0
        var end = done[index]
        while end < column.lines.count, above + used + column.lines[end].height + below <= room {
          used += column.lines[end].height
          end += 1
        }
        // A line higher than a page would never fit.
        if end == done[index], end < column.lines.count, isAtTop { end += 1 }
        pieces.append((column.x, column.lines[done[index]..<end]))
        done[index] = end
        tallest = max(tallest, used)
      }
      let isLast = zip(columns, done).allSatisfy { $0.lines.count == $1 }
      let isEmpty = pieces.allSatisfy { $0.lines.isEmpty }
      if !isEmpty || isLast {
        let height = max(tallest, isFirst && isLast ? least : 0) + above + below
        let wasFirst = isFirst
        put(height: height, x: x) { canvas in
          ornament?(canvas, height, wasFirst, isLast)
          let draw = {
            for piece in pieces {
              var y = above
              for line in piece.lines {
                canvas.draw(line, x: piece.x, y: y)
                y += line.height
              }
            }
          }
          if let structure { canvas.tagged(structure, draw) } else { draw() }
        }
        isFirst = false
      }
      if isLast { return }
      newPage()
    } while true
  }

  func text(
    _ text: String, _ style: TextStyle, x: Double = 0, width: Double = PageFlow.width,
    as structure: Canvas.Structure = .paragraph
  ) {
    if style.maximumLines == nil {
      put([column(text, style, width: width)], x: x, as: structure)
    } else {
      let block = canvas.text(text, style, width: width)
      put(height: block.height, x: x) { canvas in
        canvas.tagged(structure) { canvas.draw(block, x: 0, y: 0) }
      }
    }
  }

  /// Marks a place that links and the outline can lead to.
  func mark(_ destination: String) {
    let y = self.y
    marks.append((destination, number))
    page.append { canvas in
      canvas.mark(destination: destination, y: max(y - 12, 0))
    }
  }

  /// Draws all pages.
  func finish(into document: PDFDocument, frame: Frame) {
    endLastPage()
    for (index, page) in pages.enumerated() {
      draw(page, number: index + 1, of: pages.count, frame, into: document)
    }
  }

  /// Ends the last page unless it is empty and not the only one.
  private func endLastPage() {
    if page.isEmpty, number > 1 { number -= 1 } else { endPage() }
  }

  private func draw(
    _ page: [Drawing], number: Int, of count: Int, _ frame: Frame, into document: PDFDocument
  ) {
    canvas.tagged(.document) {
      frame(self, number, count)
      for draw in page { draw(canvas) }
    }
    document.endPage()
  }

  /// Sets and draws a document of any length with no more than one page in memory: the first run counts the pages,
  /// the second draws each as soon as it is full.
  ///
  /// - Parameter set: Sets everything, alike in both runs.
  static func inTwoRuns(
    into document: PDFDocument, paper: PaperSize, frame: @escaping Frame,
    set: (PageFlow) throws -> Void
  ) rethrows {
    let counting = PageFlow(measuringOn: document.canvas, paper: paper, .counting)
    try set(counting)
    counting.endLastPage()
    let drawing = PageFlow(
      measuringOn: document.canvas, paper: paper, .drawing(document, count: counting.number, frame))
    try set(drawing)
    drawing.endLastPage()
  }
}
