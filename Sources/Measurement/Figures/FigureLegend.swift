import Drawing

/// Names with their marks in rows below a figure; a row that is full is followed by another.
struct FigureLegend {
  enum Mark {
    case box(PaperColor)
    case line(PaperColor)
    case dashes(PaperColor)
  }

  private struct Entry {
    let name: String
    let mark: Mark
    let x: Double
    let row: Int
    let width: Double
  }

  static let rowHeight = 13.0
  private static let markWidth = 16.0
  private static let gap = 14.0

  private let entries: [Entry]
  let rowCount: Int
  var height: Double { Double(rowCount) * Self.rowHeight }

  /// - Parameter width: The width of a row; a longer name is cut.
  init(_ names: [(name: String, mark: Mark)], width: Double) {
    var entries: [Entry] = []
    var (x, row) = (0.0, 0)
    for (name, mark) in names {
      let own = min(
        width, Self.markWidth + measuredWidth(name, MeasurementStyle.number).rounded(.up) + 1)
      if x > 0, x + own > width { (x, row) = (0, row + 1) }
      entries.append(Entry(name: name, mark: mark, x: x, row: row, width: own))
      x += own + Self.gap
    }
    self.entries = entries
    rowCount = entries.isEmpty ? 0 : row + 1
  }

  func draw(on canvas: Canvas, x: Double, y: Double) {
    for entry in entries {
      let (left, top) = (x + entry.x, y + Double(entry.row) * Self.rowHeight)
      let ends = [Point(x: left, y: top + 5.5), Point(x: left + 12, y: top + 5.5)]
      switch entry.mark {
      case .box(let color):
        canvas.fill(Rectangle(x: left, y: top + 1.5, width: 8, height: 8), color)
      case .line(let color): canvas.strokeLine(ends, color, width: 2)
      case .dashes(let color):
        for place in 0..<3 {
          let start = left + Double(place) * 4.5
          canvas.strokeLine(
            [Point(x: start, y: top + 5.5), Point(x: start + 2.6, y: top + 5.5)], color,
            width: 1.2)
        }
      }
      canvas.drawLine(
        entry.name, MeasurementStyle.number, x: left + Self.markWidth, y: top,
        width: entry.width - Self.markWidth)
    }
  }
}
