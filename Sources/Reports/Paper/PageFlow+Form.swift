import Drawing

extension PageFlow {
  /// What stands on every page: above, of what the paper is about and a warning; below, the case, the
  /// program and the page's number.
  ///
  /// - Parameter reference: The case; `nil` for a line to fill it in.
  func frame(
    on canvas: Canvas, heading: String, warning: String, reference: String?, foot: String,
    page: Int, count: Int
  ) {
    let right = margin + Self.width
    let style = PaperStyle.note.with {
      $0.maximumLines = 1
      $0.cut = .middle
    }
    canvas.draw(heading, style, x: margin, y: 32, width: Self.width * 0.55)
    let warning = canvas.text(warning, style.with { $0.isBold = true })
    canvas.draw(warning, x: right - warning.width, y: 32)
    canvas.strokeLine(
      [Point(x: margin, y: 46), Point(x: right, y: 46)], FigureStyle.rule, width: 0.5)
    let y = bottom + 18
    let number = canvas.text("Page \(page) of \(count)", style)
    canvas.draw(number, x: right - number.width, y: y)
    if let reference {
      canvas.draw(reference, style, x: margin, y: y, width: Self.width * 0.42)
    } else {
      let label = canvas.draw("Case", style, x: margin, y: y)
      canvas.strokeLine(
        [
          Point(x: margin + label.width + 5, y: y + label.height),
          Point(x: margin + Self.width * 0.3, y: y + label.height),
        ], FigureStyle.faint, width: 0.5)
    }
    canvas.draw(foot, style, x: margin + Self.width * 0.44, y: y, width: Self.width * 0.42)
  }

  /// Sets the case's fields, each on as many pages as it needs, with lines to fill in for missing
  /// values.
  func caseData(_ content: CaseContent) {
    let nameWidth = 118.0
    for field in content.fields {
      var columns = [column(field.name, PaperStyle.note, width: nameWidth - 8)]
      if let value = field.value {
        let style = FigureStyle.small.with {
          $0.direction = field.isProse ? .natural : .leftToRight
        }
        columns.append(column(value, style, x: nameWidth, width: Self.width - nameWidth))
      }
      put(columns, above: 2, below: 4, least: 11) { canvas, height, _, isLast in
        guard isLast else { return }
        canvas.strokeLine(
          [
            Point(x: field.value == nil ? nameWidth : 0, y: height - 1),
            Point(x: PageFlow.width, y: height - 1),
          ], field.value == nil ? FigureStyle.faint : FigureStyle.rule, width: 0.4)
      }
    }
  }

  private static let componentHeight = 18.0
  static let componentsHeight = componentHeight * Double(ExaminerForm.components.count + 1)

  /// Sets the components of a face with boxes to tick and space for remarks.
  func components() {
    let widths = [150.0, 46, 50, 60, Self.width - 306]
    let rowHeight = Self.componentHeight
    func row(_ cells: [String], isHead: Bool) {
      let blocks = cells.enumerated().map { column, text in
        canvas.text(text, isHead ? PaperStyle.note : FigureStyle.small, width: widths[column] - 4)
      }
      put(height: rowHeight) { canvas in
        var x = 0.0
        for (column, block) in blocks.enumerated() {
          canvas.draw(block, x: x, y: rowHeight - block.height - 4)
          if !isHead, (1...3).contains(column) {
            canvas.stroke(
              Rectangle(x: x + 2, y: 5, width: 9, height: 9), FigureStyle.faint, width: 0.7)
          }
          x += widths[column]
        }
        canvas.strokeLine(
          [Point(x: 0, y: rowHeight - 0.5), Point(x: PageFlow.width, y: rowHeight - 0.5)],
          isHead ? FigureStyle.ink : FigureStyle.rule, width: isHead ? 0.8 : 0.4)
      }
    }
    need(Self.componentsHeight)
    row(ExaminerForm.columns, isHead: true)
    for component in ExaminerForm.components { row([component, "", "", "", ""], isHead: false) }
  }

  /// Sets the parts that people sign, beginning with the part of that number.
  func signOffs(from first: Int, title: String) {
    let parts = ExaminerForm.signOffs.dropFirst(first)
    // On one page, because the page may be handed on by itself.
    heading(title, destination: "examiner", following: 118 * Double(parts.count))
    for part in parts {
      need(118)
      text(part.title, PaperStyle.bold)
      space(2)
      text(part.explanation, PaperStyle.note)
      if !part.choices.isEmpty {
        let labels = part.choices.map { canvas.text($0, FigureStyle.small) }
        put(height: 20) { canvas in
          var x = 0.0
          for label in labels {
            canvas.stroke(
              Rectangle(x: x, y: 7, width: 9, height: 9), FigureStyle.faint, width: 0.7)
            canvas.draw(label, x: x + 14, y: 6)
            x += label.width + 34
          }
        }
      }
      for _ in 0..<2 { blanks([""], height: 22) }
      blanks(ExaminerForm.signature, height: 28)
      space(12)
    }
  }
}
