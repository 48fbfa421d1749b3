import Drawing

/// Sets blocks one below the other and begins a new page if one does not fit.
///
/// Everything is measured first and drawn at the end, when the number of pages is known.
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
  private var pages: [[Drawing]] = [[]]
  /// The destinations in their order, with their pages from 1.
  private(set) var marks: [(destination: String, page: Int)] = []

  /// - Parameter canvas: The canvas on which text is measured and later drawn.
  init(measuringOn canvas: Canvas, paper: PaperSize) {
    self.canvas = canvas
    margin = (paper.widthPoints - Self.width) / 2
    bottom = paper.heightPoints - 50
  }

  var isAtTop: Bool { y <= Self.top }
  var room: Double { bottom - y }
  /// The height of a whole page.
  var height: Double { bottom - Self.top }

  func newPage() {
    guard !pages[pages.count - 1].isEmpty else { return }
    pages.append([])
    y = Self.top
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
    pages[pages.count - 1].append { canvas in
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
    marks.append((destination, pages.count))
    pages[pages.count - 1].append { canvas in
      canvas.mark(destination: destination, y: max(y - 12, 0))
    }
  }

  /// Draws all pages.
  ///
  /// - Parameter frame: What stands on every page, with its number and how many there are.
  func finish(
    into document: PDFDocument, frame: (_ canvas: Canvas, _ page: Int, _ count: Int) -> Void
  ) {
    if pages[pages.count - 1].isEmpty, pages.count > 1 { pages.removeLast() }
    for (index, page) in pages.enumerated() {
      document.canvas.tagged(.document) {
        frame(document.canvas, index + 1, pages.count)
        for draw in page { draw(document.canvas) }
      }
      document.endPage()
    }
  }
}
