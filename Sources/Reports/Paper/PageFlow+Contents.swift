import Drawing

extension PageFlow {
  /// Sets the chapters with their first pages, each a link, in two columns.
  ///
  /// Their order and pages are read when the pages are drawn, because chapters may be set later.
  func contents(_ titles: [String: String], title: String) {
    let gap = 24.0
    let width = (Self.width - gap) / 2
    let rowHeight = 14.0
    let rows = (titles.count + 1) / 2
    heading(title, destination: "contents", following: rowHeight * Double(rows))
    let style = FigureStyle.small.with {
      $0.maximumLines = 1
      $0.cut = .middle
    }
    let blocks = titles.mapValues { canvas.text($0, style, width: width - 40) }
    put(height: rowHeight * Double(rows)) { [unowned self] canvas in
      for (place, mark) in marks.filter({ blocks[$0.destination] != nil }).enumerated() {
        let number = canvas.text("\(mark.page)", style)
        let x = Double(place / rows) * (width + gap)
        let y = Double(place % rows) * rowHeight
        canvas.link(to: mark.destination) {
          canvas.draw(blocks[mark.destination]!, x: x, y: y + 2)
          canvas.draw(number, x: x + width - number.width, y: y + 2)
        }
        canvas.strokeLine(
          [Point(x: x, y: y + rowHeight - 1), Point(x: x + width, y: y + rowHeight - 1)],
          FigureStyle.rule, width: 0.4)
      }
    }
  }
}
