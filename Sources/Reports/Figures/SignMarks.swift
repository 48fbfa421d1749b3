import Drawing

/// The signs of numbers in cells, for print in gray and for readers who do not distinguish the colors.
struct SignMarks {
  private var strokes: [[Point]] = []

  mutating func add(isPositive: Bool, in cell: Rectangle) {
    let half = min(cell.width, cell.height) * 0.13
    strokes.append([
      Point(x: cell.midX - half, y: cell.midY), Point(x: cell.midX + half, y: cell.midY),
    ])
    guard isPositive else { return }
    strokes.append([
      Point(x: cell.midX, y: cell.midY - half), Point(x: cell.midX, y: cell.midY + half),
    ])
  }

  func draw(on canvas: Canvas) {
    canvas.strokeLines(strokes, FigureStyle.ink, width: 0.8)
  }
}
