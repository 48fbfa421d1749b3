import Drawing

extension PageFlow {
  /// Sets names at the left and values at the right, with a rule below each.
  func facts(
    _ facts: [Fact], width: Double = PageFlow.width, nameWidth: Double = 118
  ) {
    for fact in facts {
      let name = canvas.text(
        fact.name,
        PaperType.note.with {
          $0.maximumLines = 12
          $0.cut = .middle
        }, width: nameWidth - 8)
      let value = canvas.text(
        fact.value,
        (fact.isCode ? PaperType.code : PaperType.cell).with {
          $0.maximumLines = 12
          $0.cut = .middle
        }, width: width - nameWidth)
      put(height: max(name.height, value.height) + 6) { canvas in
        canvas.draw(name, x: 0, y: 2)
        canvas.draw(value, x: nameWidth, y: 2)
        let y = max(name.height, value.height) + 5
        canvas.strokeLine(
          [Point(x: 0, y: y), Point(x: width, y: y)], Palette.rule, width: 0.4)
      }
    }
  }
}
