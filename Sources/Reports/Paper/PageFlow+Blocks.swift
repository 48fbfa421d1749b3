import Drawing

/// The type sizes of paper.
enum PaperStyle {
  static let title = TextStyle(sizePoints: 19).with {
    $0.color = FigureStyle.ink
    $0.isBold = true
  }
  static let heading = title.with { $0.sizePoints = 13 }
  static let body = FigureStyle.body.with { $0.lineSpacing = 1.15 }
  static let bold = body.with { $0.isBold = true }
  static let note = FigureStyle.smallFaint.with { $0.lineSpacing = 1.1 }
  static let code = TextStyle(sizePoints: 7.5).with {
    $0.color = FigureStyle.ink
    $0.family = "DejaVu Sans Mono"
  }
  static let warningPaper = PaperColor(hexadecimal: 0xfff3cd)
  static let warningInk = PaperColor(hexadecimal: 0x4a3a00)
}

extension PageFlow {
  /// Sets a heading that keeps `following` points of the next block on its page.
  func heading(
    _ text: String, destination: String, following: Double = 80, maximumLines: Int = 2
  ) {
    space(18)
    let block = canvas.text(
      text,
      PaperStyle.heading.with {
        $0.maximumLines = maximumLines
        $0.cut = .middle
      }, width: Self.width)
    need(block.height + 14 + following)
    mark(destination)
    put(height: block.height + 12) { canvas in
      canvas.strokeLine(
        [Point(x: 0, y: 0), Point(x: PageFlow.width, y: 0)], FigureStyle.ink, width: 1.2)
      canvas.tagged(.heading2) { canvas.draw(block, x: 0, y: 5) }
    }
  }

  /// Sets lines with bullets.
  func list(_ items: [String], _ style: TextStyle = PaperStyle.body) {
    for item in items {
      let bullet = canvas.text("•", style)
      put(
        [column(item, style, x: 14, width: Self.width - 14)], below: 4, as: .paragraph
      ) { canvas, _, isFirst, _ in
        if isFirst { canvas.draw(bullet, x: 2, y: 0) }
      }
    }
  }

  /// Sets names at the left and values at the right, with a rule below each.
  ///
  /// - Parameter maximumLines: A longer value, such as a long path, loses its middle; `report.json`
  ///   contains all of it.
  func facts(
    _ facts: [Fact], x: Double = 0, width: Double = PageFlow.width, nameWidth: Double = 118,
    maximumLines: Int = 12
  ) {
    for fact in facts {
      let name = canvas.text(
        fact.name,
        PaperStyle.note.with {
          $0.maximumLines = 12
          $0.cut = .middle
        }, width: nameWidth - 8)
      let value = canvas.text(
        fact.value,
        (fact.isCode ? PaperStyle.code : FigureStyle.small).with {
          $0.maximumLines = maximumLines
          $0.cut = .middle
        }, width: width - nameWidth)
      put(height: max(name.height, value.height) + 6, x: x) { canvas in
        canvas.draw(name, x: 0, y: 2)
        canvas.draw(value, x: nameWidth, y: 2)
        let y = max(name.height, value.height) + 5
        canvas.strokeLine(
          [Point(x: 0, y: y), Point(x: width, y: y)], FigureStyle.rule, width: 0.4)
      }
    }
  }

  /// Sets a figure at the left and facts beside it, from `x` to the right edge, and continues below
  /// both.
  func figure(
    _ figure: some Figure, faces: FaceStore, facts: [Fact], x: Double, nameWidth: Double
  ) {
    let top = y
    put(height: figure.heightPoints) { canvas in
      canvas.tagged(.figure) { figure.draw(on: canvas, faces: faces) }
    }
    let bottom = y
    move(to: top)
    self.facts(facts, x: x, width: Self.width - x, nameWidth: nameWidth)
    move(to: max(bottom, y))
  }

  /// Sets a box in the color of warnings.
  func warning(title: String, _ text: String) {
    let style = PaperStyle.body.with { $0.color = PaperStyle.warningInk }
    let first = canvas.text(
      title,
      style.with {
        $0.isBold = true
        $0.sizePoints = 11
      }, width: Self.width - 24)
    let rest = canvas.text(text, style, width: Self.width - 24)
    let height = first.height + rest.height + 23
    put(height: height) { canvas in
      canvas.fill(
        Rectangle(x: 0, y: 0, width: PageFlow.width, height: height), PaperStyle.warningPaper)
      canvas.fill(Rectangle(x: 0, y: 0, width: 4, height: height), PaperStyle.warningInk)
      canvas.tagged(.paragraph) {
        canvas.draw(first, x: 14, y: 9)
        canvas.draw(rest, x: 14, y: 12 + first.height)
      }
    }
  }

  /// Sets names side by side, each with a line to fill in by hand.
  func blanks(_ names: [String], height: Double = 26) {
    let gap = 16.0
    let step = (Self.width + gap) / Double(max(names.count, 1))
    let labels = names.map { canvas.text($0, PaperStyle.note) }
    put(height: height) { canvas in
      for (index, label) in labels.enumerated() {
        let x = Double(index) * step
        canvas.draw(label, x: x, y: height - label.height - 3)
        canvas.strokeLine(
          [Point(x: x + label.width + 5, y: height - 3), Point(x: x + step - gap, y: height - 3)],
          FigureStyle.faint, width: 0.5)
      }
    }
  }

  /// Sets facts in two columns that are read one after the other, on one page.
  func factsInTwoColumns(_ facts: [Fact], nameWidth: Double = 118) {
    let gap = 20.0
    let width = (Self.width - gap) / 2
    let half = (facts.count + 1) / 2
    // The height of each with one line of value.
    need(Double(half) * 17)
    let top = y
    self.facts(Array(facts.prefix(half)), width: width, nameWidth: nameWidth, maximumLines: 1)
    let bottom = y
    move(to: top)
    self.facts(
      Array(facts.dropFirst(half)), x: width + gap, width: width, nameWidth: nameWidth,
      maximumLines: 1)
    move(to: max(bottom, y))
  }

  /// A table with a head, which is repeated where the table goes on with another page; the columns'
  /// widths add up to the whole.
  func table(
    head: [String], rows: [[String]], widths: [Double], x: Double = 0, boldColumn: Int? = nil,
    maximumLines: Int = 2
  ) {
    func line(_ cells: [String], _ style: (Int) -> TextStyle, isHead: Bool) {
      let blocks = cells.enumerated().map { column, text in
        canvas.text(text, style(column), width: widths[column] - 6)
      }
      let height = (blocks.map(\.height).max() ?? 0) + 5
      let whole = widths.reduce(0, +)
      if !isHead, height > room, !isAtTop {
        newPage()
        line(head, { _ in PaperStyle.note }, isHead: true)
      }
      put(height: height, x: x) { canvas in
        var x = 0.0
        for (block, width) in zip(blocks, widths) {
          canvas.draw(block, x: x, y: 2)
          x += width
        }
        canvas.strokeLine(
          [Point(x: 0, y: height - 0.5), Point(x: whole, y: height - 0.5)],
          isHead ? FigureStyle.ink : FigureStyle.rule, width: isHead ? 0.8 : 0.4)
      }
    }
    line(head, { _ in PaperStyle.note }, isHead: true)
    for row in rows {
      line(
        row,
        { column in
          FigureStyle.small.with {
            $0.isBold = column == boldColumn
            $0.maximumLines = maximumLines
          }
        }, isHead: false)
    }
  }
}
