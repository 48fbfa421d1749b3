import Drawing

/// What stands above and below every page of a paper.
struct PageFrame {
  /// The names at the left of the head, such as the case; `nil`s are left out.
  let head: [String?]
  let foot: String
  /// What stands at the right of the foot.
  let note: String

  func draw(on flow: PageFlow, page: Int, count: Int) {
    let canvas = flow.canvas
    let style = PaperType.note.oneLine
    let right = flow.margin + PageFlow.width
    let number = canvas.text("Page \(page) of \(count)", style)
    let y = PageFlow.top - 30
    canvas.draw(number, x: right - number.width, y: y)
    canvas.draw(
      head.compactMap(\.self).joined(separator: "  ·  "), style, x: flow.margin, y: y,
      width: PageFlow.width - number.width - 20)
    canvas.strokeLine(
      [Point(x: flow.margin, y: y + 13), Point(x: right, y: y + 13)], Palette.rule, width: 0.5)
    let below = flow.bottom + 14
    canvas.strokeLine(
      [Point(x: flow.margin, y: below), Point(x: right, y: below)], Palette.rule, width: 0.5)
    let note = canvas.text(self.note, style)
    canvas.draw(note, x: right - note.width, y: below + 5)
    canvas.draw(
      foot, style, x: flow.margin, y: below + 5, width: PageFlow.width - note.width - 16)
  }
}
