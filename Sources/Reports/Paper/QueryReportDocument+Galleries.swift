import Drawing

extension QueryReportDocument {
  /// Sets columns of ten candidates, on one page unless that would leave much of another empty.
  func setGalleries(_ flow: PageFlow) {
    let rowCount = max(content.galleries.map(\.entries.count).max() ?? 0, 1)
    let whole = GalleryStrip.headHeight + Self.leastRow * Double(rowCount)
    // Begins here and continues if the page before would be less than three fifths full.
    let mayBeSplit = flow.room > 0.4 * flow.height && flow.room < whole + 70
    flow.heading(
      Heading.galleries.rawValue, destination: "galleries",
      following: mayBeSplit ? GalleryStrip.headHeight + 3 * Self.leastRow : whole + 30)
    flow.text(Wording.galleries, PaperStyle.note)
    flow.space(8)
    var start = 0
    while start < rowCount {
      let room = flow.room - GalleryStrip.headHeight
      let end = min(rowCount, start + max(1, Int(room / Self.leastRow)))
      set(
        start..<end, on: flow, rowHeight: min(Self.highestRow, room / Double(end - start)))
      start = end
      if start < rowCount { flow.newPage() }
    }
  }

  /// The row heights in points: with the face and five lines of words, and with extra space.
  private static let leastRow = 53.0
  private static let highestRow = 64.0

  /// Sets the candidates of these places by each method, side by side.
  private func set(_ rows: Range<Int>, on flow: PageFlow, rowHeight: Double) {
    let count = Double(max(content.galleries.count, 1))
    let gap = 14.0
    let columnWidth = (PageFlow.width - gap * (count - 1)) / count
    let columns = content.galleries.map {
      GalleryStrip($0, widthPoints: columnWidth, rowHeight: rowHeight, rows: rows)
    }
    flow.put(height: columns.map(\.heightPoints).max() ?? 0) { canvas in
      for (index, column) in columns.enumerated() {
        canvas.saved {
          canvas.translate(x: Double(index) * (columnWidth + gap), y: 0)
          column.draw(on: canvas, faces: faces)
        }
      }
    }
  }
}
