import Drawing

extension PageFlow {
  /// Sets the title of a part of a form, below a rule.
  func formPart(_ title: String, destination: String, explanation: String? = nil) {
    space(14)
    let block = canvas.text(title, FormStyle.part, width: Self.width)
    need(block.height + 80)
    mark(destination)
    put(height: block.height + 10) { canvas in
      canvas.strokeLine(
        [Point(x: 0, y: 0), Point(x: PageFlow.width, y: 0)], FigureStyle.ink, width: 1.2)
      canvas.tagged(.heading2) { canvas.draw(block, x: 0, y: 5) }
    }
    if let explanation {
      text(explanation, FormStyle.body)
      space(6)
    }
  }

  /// Sets the 19 components with boxes to tick and a line to write on, on one page.
  ///
  /// - Parameters:
  ///   - choices: The titles of the boxes.
  ///   - remark: The title of the column to write in.
  ///   - rowHeight: The height of a row, in points.
  func formComponents(choices: [String], remark: String, rowHeight: Double) {
    let nameWidth = 146.0
    let boxWidth = 38.0
    let heads = choices.map {
      canvas.text($0, FormStyle.hint.with { $0.alignment = .center }, width: boxWidth - 3)
    }
    let remarkHead = canvas.text(remark, FormStyle.hint)
    let head = (heads.map(\.height).max() ?? 0) + 5
    let rows = FormComponent.all.map { component in
      (
        canvas.text(component.name, FormStyle.name.with { $0.maximumLines = 1 }, width: nameWidth),
        canvas.text(component.hint, FormStyle.hint.with { $0.maximumLines = 1 }, width: nameWidth)
      )
    }
    let remarkX = nameWidth + boxWidth * Double(choices.count) + 8
    put(height: head + rowHeight * Double(rows.count)) { canvas in
      canvas.tagged(.table) {
        for (place, block) in heads.enumerated() {
          canvas.draw(
            block, x: nameWidth + boxWidth * Double(place) + 1.5, y: head - block.height - 3)
        }
        canvas.draw(remarkHead, x: remarkX, y: head - remarkHead.height - 3)
        canvas.strokeLine(
          [Point(x: 0, y: head), Point(x: PageFlow.width, y: head)], FigureStyle.ink, width: 0.8)
        for (place, (name, hint)) in rows.enumerated() {
          let top = head + rowHeight * Double(place)
          let middle = top + rowHeight / 2
          let text = name.height + hint.height - 1
          if text <= rowHeight - 1 {
            canvas.draw(name, x: 0, y: middle - text / 2)
            canvas.draw(hint, x: 0, y: middle - text / 2 + name.height - 1)
          } else {
            canvas.draw(name, x: 0, y: middle - name.height / 2)
          }
          for column in choices.indices {
            let x = nameWidth + boxWidth * (Double(column) + 0.5) - FormStyle.boxSide / 2
            canvas.stroke(
              Rectangle(
                x: x, y: middle - FormStyle.boxSide / 2, width: FormStyle.boxSide,
                height: FormStyle.boxSide), FigureStyle.faint, width: 0.7)
          }
          canvas.strokeLine(
            [Point(x: 0, y: top + rowHeight), Point(x: PageFlow.width, y: top + rowHeight)],
            FigureStyle.rule, width: 0.4)
        }
      }
    }
  }

  /// Sets choices with boxes, as many in a line as fit.
  func formChoices(_ choices: [String]) {
    let labels = choices.map {
      canvas.text($0, FormStyle.body.with { $0.maximumLines = 3 }, width: Self.width - 24)
    }
    var lines: [[TextBlock]] = []
    var used = 0.0
    for label in labels {
      let width = label.width + 40
      if lines.isEmpty || used + width > Self.width {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1].append(label)
      used += width
    }
    for line in lines {
      let height = (line.map(\.height).max() ?? 0) + 6
      put(height: height) { canvas in
        var x = 0.0
        for label in line {
          canvas.stroke(
            Rectangle(x: x, y: 3, width: FormStyle.boxSide, height: FormStyle.boxSide),
            FigureStyle.faint, width: 0.7)
          canvas.draw(label, x: x + FormStyle.boxSide + 6, y: 2)
          x += label.width + 40
        }
      }
    }
  }

  /// Sets empty lines to write on, 22 points apart, the first of them after a name.
  func formLines(_ title: String, count: Int) {
    let label = canvas.text(title, FormStyle.body, width: Self.width)
    put(height: label.height + 2 + 22 * Double(count)) { canvas in
      canvas.draw(label, x: 0, y: 2)
      for line in 1...count {
        let y = label.height + 22 * Double(line)
        canvas.strokeLine(
          [Point(x: 0, y: y), Point(x: PageFlow.width, y: y)], FigureStyle.faint, width: 0.5)
      }
    }
  }

  /// Sets names side by side, each with a line to fill in.
  func formBlanks(_ names: [String], height: Double = 30) {
    let gap = 16.0
    let step = (Self.width + gap) / Double(names.count)
    let labels = names.map { canvas.text($0, FormStyle.hint) }
    put(height: height) { canvas in
      for (place, label) in labels.enumerated() {
        let x = Double(place) * step
        canvas.draw(label, x: x, y: height - label.height - 3)
        canvas.strokeLine(
          [Point(x: x + label.width + 5, y: height - 3), Point(x: x + step - gap, y: height - 3)],
          FigureStyle.faint, width: 0.5)
      }
    }
  }

  /// Sets names at the left and values, or lines to write on, at the right.
  func formFields(_ fields: [(name: String, value: String?)], nameWidth: Double = 118) {
    for field in fields {
      let name = canvas.text(field.name, FormStyle.hint, width: nameWidth - 8)
      let value = field.value.map {
        canvas.text(
          $0, FormStyle.body.with { $0.maximumLines = 4 }, width: Self.width - nameWidth)
      }
      let height = max(name.height, value?.height ?? 17) + 6
      put(height: height) { canvas in
        canvas.draw(name, x: 0, y: value == nil ? height - name.height - 3 : 3)
        if let value { canvas.draw(value, x: nameWidth, y: 2) }
        canvas.strokeLine(
          [
            Point(x: value == nil ? nameWidth : 0, y: height - 1),
            Point(x: PageFlow.width, y: height - 1),
          ], value == nil ? FigureStyle.faint : FigureStyle.rule, width: 0.4)
      }
    }
  }

  /// Sets the mark after which nothing follows.
  func formEnd() {
    space(14)
    let block = canvas.text("End of this form", FormStyle.hint)
    put(height: block.height + 6) { canvas in
      let x = (PageFlow.width - block.width) / 2
      let y = block.height / 2
      canvas.strokeLines(
        [
          [Point(x: 0, y: y), Point(x: x - 10, y: y)],
          [Point(x: x + block.width + 10, y: y), Point(x: PageFlow.width, y: y)],
        ], FigureStyle.faint, width: 0.5)
      canvas.draw(block, x: x, y: 0)
    }
  }

  /// Draws what stands on every page of a form.
  ///
  /// - Parameters:
  ///   - warning: What a reader must not expect in it.
  ///   - number: The report's number, or what replaces it; `nil` for a line.
  func formFrame(
    title: String, warning: String, number: String?, program: String, page: Int, count: Int
  ) {
    let right = margin + Self.width
    let warningText = canvas.text(warning, FormStyle.oneLine.with { $0.isBold = true })
    canvas.draw(warningText, x: right - warningText.width, y: Self.top - 30)
    canvas.draw(
      title, FormStyle.oneLine, x: margin, y: Self.top - 30,
      width: Self.width - warningText.width - 16)
    canvas.strokeLine(
      [Point(x: margin, y: Self.top - 16), Point(x: right, y: Self.top - 16)], FigureStyle.rule,
      width: 0.5)
    let y = bottom + 18
    let pages = canvas.text("Page \(page) of \(count)", FormStyle.oneLine)
    canvas.draw(pages, x: right - pages.width, y: y)
    let maker = canvas.text(program, FormStyle.oneLine)
    canvas.draw(maker, x: right - pages.width - maker.width - 24, y: y)
    let room = Self.width - pages.width - maker.width - 40
    if let number {
      canvas.draw(number, FormStyle.oneLine, x: margin, y: y, width: room)
    } else {
      let label = canvas.draw("Report number", FormStyle.oneLine, x: margin, y: y, width: room)
      canvas.strokeLine(
        [
          Point(x: margin + label.width + 5, y: y + label.height),
          Point(x: margin + 210, y: y + label.height),
        ], FigureStyle.faint, width: 0.5)
    }
  }
}
