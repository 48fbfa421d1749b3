import Drawing

/// Sets sections on paper: measures every block, breaks pages between pieces, and draws at the end.
struct PaperRenderer {
  let flow: PageFlow
  let faces: FaceStore
  /// The state of the search, repeated beside the title of every section after the first.
  var badge: String?
  /// The logo of the issuing body, above the title of the first section.
  var logo: PaperPicture?

  /// A part of a block that stays on one page.
  private struct Piece {
    var height: Double
    /// The space above, which the top of a page does not need.
    var above = 0.0
    /// Whether the next piece must begin on the same page.
    var keepsNext = false
    /// What is set again if a page begins with this piece.
    var head: [Piece] = []
    var draw: (Canvas) -> Void = { _ in }
  }

  private static let gap = 12.0

  /// Returns whether a section fits the rest of the current page.
  func fits(_ section: Section) -> Bool {
    height([title(of: section, withBadge: true)] + pieces(section.blocks, width: PageFlow.width))
      + 32
      <= flow.room
  }

  /// Sets a section, with its title, and marks its place.
  func set(_ section: Section, isFirst: Bool) {
    if section.sharesPage { flow.space(32) } else { flow.newPage() }
    let head = (isFirst ? logoPieces : []) + [title(of: section, withBadge: !isFirst)]
    var pieces = head + self.pieces(section.blocks, width: PageFlow.width)
    if let tighter = section.tighterBlocks, height(pieces) > flow.height {
      pieces = head + self.pieces(tighter, width: PageFlow.width)
    }
    if section.sharesPage { flow.need(opening(pieces)) }
    flow.mark(section.anchor)
    put(pieces)
  }

  private func height(_ pieces: [Piece]) -> Double {
    pieces.reduce(0) { $0 + $1.above + $1.height }
  }

  /// Returns the height of the pieces that must begin together.
  private func opening(_ pieces: [Piece]) -> Double {
    var height = 0.0
    for piece in pieces {
      height += piece.above + piece.height
      if !piece.keepsNext { break }
    }
    return height
  }

  private func put(_ pieces: [Piece]) {
    for (place, piece) in pieces.enumerated() {
      let together = opening(Array(pieces[place...].prefix(4)))
      if together > flow.room, !flow.isAtTop {
        flow.newPage()
        for head in piece.head { flow.put(height: head.height, head.draw) }
      } else {
        flow.space(piece.above)
      }
      flow.put(height: piece.height, piece.draw)
    }
  }

  // MARK: Blocks

  private func pieces(_ blocks: [Block], width: Double) -> [Piece] {
    blocks.flatMap { pieces($0, width: width) }
  }

  private func pieces(_ block: Block, width: Double) -> [Piece] {
    switch block {
    case .heading(let title, let aside): [heading(title, aside, width: width)]
    case .title(let title):
      paragraph(title, PaperType.strong, width: width, above: 8, keepsNext: true)
    case .lead(let text): paragraph(text, PaperType.lead, width: width, above: 8)
    case .text(let text): paragraph(text, PaperType.body, width: width, above: 4)
    case .note(let text): paragraph(text, PaperType.note, width: width, above: 4)
    case .warning(let text):
      [bar(text, PaperType.warning, Palette.lead, width: width)]
    case .remark(let text): [bar(text, PaperType.strong, Palette.ink, width: width)]
    case .states(let badges): [states(badges, width: width)]
    case .facts(let facts): self.facts(facts, width: width)
    case .list(let items): list(items, width: width)
    case .table(let table): self.table(table, width: width)
    case .figure(let figure, let caption): self.figure(figure, caption, width: width)
    case .faces(let faces): [self.faces(faces, width: width)]
    case .columns(let columns): self.columns(columns, width: width)
    case .space(let height): [Piece(height: 0, above: height)]
    case .folded(let title, let blocks):
      pieces(.title(title), width: width) + pieces(blocks, width: width)
    case .only(.paper, let blocks): pieces(blocks, width: width)
    case .only(.page, _), .links, .explorer: []
    }
  }

  private var logoPieces: [Piece] {
    guard let logo else { return [] }
    let height = min(30, 140 * Double(logo.height) / Double(logo.width))
    let width = height * Double(logo.width) / Double(logo.height)
    return [
      Piece(height: height + 6, keepsNext: true) { canvas in
        canvas.draw(logo, in: Rectangle(x: 0, y: 0, width: width, height: height))
      }
    ]
  }

  private func title(of section: Section, withBadge: Bool) -> Piece {
    let canvas = flow.canvas
    let badge = withBadge ? self.badge : nil
    let widest = PageFlow.width * 0.36
    // A line that is too long for its third of the page goes on below.
    let aside = section.aside.map { text in
      let line = canvas.text(text, PaperType.note)
      guard line.width > widest else { return line }
      return canvas.text(
        text,
        PaperType.note.with {
          $0.alignment = .right
          $0.maximumLines = 2
        }, width: widest)
    }
    let asideWidth = aside.map { min($0.width, widest) }.max() ?? 0
    let badgeText = badge.map {
      canvas.text(
        "●  \($0)",
        PaperType.style(8.6).bold.with {
          $0.color = .white
        })
    }
    let room =
      PageFlow.width - (aside.isEmpty ? 0 : asideWidth + 14)
      - (badgeText.map { $0.width + 34 } ?? 0)
    // A long name is set smaller, then loses its middle.
    let style = PaperType.title.oneLine
    let isLong = canvas.text(section.title, PaperType.title).width > room
    let title = canvas.text(
      section.title, isLong ? style.with { $0.sizePoints = 14 } : style, width: room)
    let asideHeight = aside.reduce(0) { $0 + $1.height }
    let height = max(title.height, asideHeight) + 6
    return Piece(height: height, keepsNext: true) { canvas in
      canvas.tagged(.heading1) { canvas.draw(title, x: 0, y: 0) }
      if let badgeText {
        let box = Rectangle(
          x: title.width + 14, y: title.height / 2 - 8, width: badgeText.width + 16, height: 17)
        canvas.fill(box, Palette.ink)
        canvas.draw(badgeText, x: box.x + 8, y: box.midY - badgeText.height / 2)
      }
      var y = 0.0
      for line in aside {
        canvas.draw(line, x: PageFlow.width - line.width, y: y)
        y += line.height
      }
    }
  }

  private func heading(_ text: String, _ aside: String?, width: Double) -> Piece {
    let title = flow.canvas.text(text, PaperType.heading, width: width)
    let remark = aside.map {
      flow.canvas.text(
        $0,
        PaperType.note.with {
          $0.alignment = .right
          $0.maximumLines = 2
        }, width: max(width - title.width - 14, 60))
    }
    return Piece(
      height: max(title.height, remark?.height ?? 0) + 8, above: 11, keepsNext: true
    ) { canvas in
      canvas.strokeLine([Point(x: 0, y: 0), Point(x: width, y: 0)], Palette.ink, width: 0.9)
      canvas.tagged(.heading2) { canvas.draw(title, x: 0, y: 5) }
      if let remark { canvas.draw(remark, x: title.width + 14, y: 6) }
    }
  }

  /// Returns a paragraph as one piece, or line by line if it is longer than a third of a page.
  private func paragraph(
    _ text: String, _ style: TextStyle, width: Double, above: Double, x: Double = 0,
    keepsNext: Bool = false, bullet: String? = nil
  ) -> [Piece] {
    let lines = flow.canvas.lines(text, style, width: width - x)
    let whole = lines.reduce(0) { $0 + $1.height }
    let groups =
      whole <= flow.height / 3 ? [ArraySlice(lines)] : lines.indices.map { lines[$0...$0] }
    return groups.enumerated().map { place, group in
      Piece(
        height: group.reduce(0) { $0 + $1.height }, above: place == 0 ? above : 0,
        keepsNext: keepsNext
      ) { canvas in
        canvas.tagged(.paragraph) {
          if place == 0, let bullet { canvas.draw(bullet, style, x: 0, y: 0) }
          var y = 0.0
          for line in group {
            canvas.draw(line, x: x, y: y)
            y += line.height
          }
        }
      }
    }
  }

  private func bar(_ text: String, _ style: TextStyle, _ color: PaperColor, width: Double) -> Piece
  {
    let block = flow.canvas.text(text, style, width: width - 12)
    return Piece(height: block.height + 5, above: 7) { canvas in
      canvas.fill(Rectangle(x: 0, y: 0, width: 3, height: block.height + 5), color)
      canvas.tagged(.paragraph) { canvas.draw(block, x: 9, y: 2.5) }
    }
  }

  private func states(_ badges: [StateBadge], width: Double) -> Piece {
    let gap = 6.0
    let each = (width - gap * Double(badges.count - 1)) / Double(max(badges.count, 1))
    let titles = badges.map { badge in
      flow.canvas.text(
        badge.title,
        PaperType.style(9.2).with {
          $0.isBold = badge.isOn
          $0.color = badge.isOn ? .white : Palette.gray
          $0.maximumLines = 1
        }, width: each - 32)
    }
    return Piece(height: 21, above: 2) { canvas in
      for (place, (badge, title)) in zip(badges, titles).enumerated() {
        let box = Rectangle(x: Double(place) * (each + gap), y: 0, width: each, height: 21)
        if badge.isOn {
          canvas.fill(box, Palette.ink)
        } else {
          canvas.stroke(box.inset(by: 0.4), Palette.rule, width: 0.8)
        }
        let left = box.midX - (title.width + 12) / 2
        let dot = Rectangle(x: left, y: box.midY - 3.2, width: 6.4, height: 6.4)
        if badge.isOn {
          canvas.fillEllipse(in: dot, .white)
        } else {
          canvas.fillEllipse(in: dot, Palette.gray)
          canvas.fillEllipse(in: dot.inset(by: 0.9), .white)
        }
        canvas.draw(title, x: left + 12, y: box.midY - title.height / 2)
      }
    }
  }

  private func facts(_ facts: [Fact], width: Double) -> [Piece] {
    let nameWidth = min(max(width * 0.34, 76), 132)
    return facts.enumerated().flatMap { place, fact in
      let name = flow.canvas.text(
        fact.name,
        PaperType.note.with {
          $0.sizePoints = 8.2
          $0.maximumLines = 3
        }, width: nameWidth - 6)
      // Given words are set whole, line by line over as many pages as they need.
      let lines = flow.canvas.lines(
        fact.value, fact.isCode ? PaperType.code : PaperType.cell, width: width - nameWidth)
      let whole = lines.reduce(0) { $0 + $1.height }
      let groups =
        whole <= flow.height / 3 ? [ArraySlice(lines)] : lines.indices.map { lines[$0...$0] }
      return groups.enumerated().map { part, group in
        let value = group.reduce(0) { $0 + $1.height }
        let isLast = part == groups.count - 1
        return Piece(
          height: (part == 0 && isLast ? max(name.height, value) : value) + (isLast ? 3.5 : 0),
          above: place == 0 && part == 0 ? 3 : 0
        ) { canvas in
          if part == 0 { canvas.draw(name, x: 0, y: 1) }
          var y = 1.0
          for line in group {
            canvas.draw(line, x: nameWidth, y: y)
            y += line.height
          }
        }
      }
    }
  }

  private func list(_ items: [String], width: Double) -> [Piece] {
    items.flatMap { item in
      paragraph(item, PaperType.body, width: width, above: 3, x: 10, bullet: "–")
    }
  }

  private func table(_ table: Table, width: Double) -> [Piece] {
    let shares = table.columns.reduce(0) { $0 + $1.share }
    let widths = table.columns.map { width * $0.share / shares }
    func row(_ cells: [Table.Cell], isHead: Bool, isRuled: Bool) -> Piece {
      let blocks = zip(cells, table.columns).enumerated().map { place, pair in
        let style: TextStyle =
          switch pair.0 {
          case _ where isHead: PaperType.note
          case .text, .link: PaperType.cell
          case .bold: PaperType.cell.bold
          case .faint: PaperType.cell.with { $0.color = Palette.gray }
          case .code: PaperType.code
          }
        return flow.canvas.text(
          pair.0.words,
          style.with {
            $0.alignment = pair.1.isNumber ? .right : .left
            $0.maximumLines = isHead ? 2 : 4
            $0.cut = .middle
          }, width: widths[place] - 7)
      }
      let height = (blocks.map(\.height).max() ?? 0) + 4.5
      return Piece(height: height, keepsNext: isHead) { canvas in
        var x = 0.0
        for (block, width) in zip(blocks, widths) {
          canvas.draw(block, x: x, y: isHead ? height - 2.5 - block.height : 2)
          x += width
        }
        canvas.strokeLine(
          [Point(x: 0, y: height - 0.4), Point(x: width, y: height - 0.4)],
          isHead ? Palette.ink : Palette.rule, width: isHead ? 0.7 : 0.4)
        if isRuled {
          canvas.strokeLine([Point(x: 0, y: 0), Point(x: width, y: 0)], Palette.ink, width: 0.9)
        }
      }
    }
    var head = row(table.columns.map { .text($0.title) }, isHead: true, isRuled: false)
    let hasHead = table.columns.contains { !$0.title.isEmpty }
    head.above = 5
    let rows = table.rows.enumerated().map { place, cells in
      var piece = row(cells, isHead: false, isRuled: table.ruled.contains(place))
      if hasHead { piece.head = [head] } else if place == 0 { piece.above = 5 }
      return piece
    }
    return (hasHead ? [head] : []) + rows
  }

  private func figure(_ figure: any Figure, _ caption: String?, width: Double) -> [Piece] {
    let faces = faces
    let scale = min(1, width / figure.widthPoints)
    let height = figure.heightPoints * scale
    let piece = Piece(height: height, above: 4, keepsNext: caption != nil) { canvas in
      canvas.saved {
        canvas.scale(by: scale)
        canvas.tagged(.figure) { figure.draw(on: canvas, faces: faces) }
      }
    }
    return [piece]
      + (caption.map { paragraph($0, PaperType.note, width: width, above: 3) } ?? [])
  }

  private func faces(_ blocks: [FaceBlock], width: Double) -> Piece {
    let canvas = flow.canvas
    let natural = blocks.reduce(0) { $0 + max($1.widthPoints, $1.minimumWidth) }
    let gap =
      blocks.count > 1 ? min((width - natural) / Double(blocks.count - 1), 22) : 0
    let items = blocks.enumerated().map { place, block in
      let room = max(block.widthPoints, block.minimumWidth)
      let letter = block.letter.map { canvas.text($0, PaperType.strong) }
      return (
        block: block, room: room, letter: letter,
        title: canvas.text(
          block.title, PaperType.strong.oneLine, width: room - (letter.map { $0.width + 6 } ?? 0)),
        lines: block.lines.map {
          canvas.text(
            $0, PaperType.note.oneLine,
            width: room + (place < blocks.count - 1 ? max(gap - 6, 0) : 0))
        }
      )
    }
    let titleHeight = items.map(\.title.height).max() ?? 0
    let height =
      items.map { item in
        titleHeight + 3 + item.block.widthPoints * item.block.aspect
          + item.lines.reduce(3) { $0 + $1.height }
      }.max() ?? 0
    let faces = faces
    return Piece(height: height, above: 8) { canvas in
      var x = 0.0
      for item in items {
        if let letter = item.letter { canvas.draw(letter, x: x, y: 0) }
        canvas.draw(item.title, x: x + (item.letter.map { $0.width + 6 } ?? 0), y: 0)
        let box = Rectangle(
          x: x, y: titleHeight + 3, width: item.block.widthPoints,
          height: item.block.widthPoints * item.block.aspect)
        canvas.tagged(.figure) {
          canvas.draw(faces.picture(item.block.face), in: box)
          canvas.stroke(box, Palette.rule, width: 0.5)
        }
        var y = box.maxY + 3
        for line in item.lines {
          canvas.draw(line, x: x, y: y)
          y += line.height
        }
        x += item.room + gap
      }
    }
  }

  /// Returns columns as one piece, or as several if they are higher than a page.
  private func columns(_ columns: [Block.Column], width: Double) -> [Piece] {
    let twelfth = (width + Self.gap) / 12
    var x = 0.0
    var placed: [(x: Double, pieces: ArraySlice<Piece>)] = columns.map { column in
      let left = x
      x += twelfth * Double(column.twelfths)
      return (
        left, pieces(column.blocks, width: twelfth * Double(column.twelfths) - Self.gap)[...]
      )
    }
    var result: [Piece] = []
    while placed.contains(where: { !$0.pieces.isEmpty }) {
      var chunk: [(x: Double, y: Double, draw: (Canvas) -> Void)] = []
      var height = 0.0
      for place in placed.indices {
        var y = 0.0
        while let piece = placed[place].pieces.first {
          let above = y == 0 && !result.isEmpty ? 0 : piece.above
          if y > 0, y + above + piece.height > flow.height { break }
          chunk.append((placed[place].x, y + above, piece.draw))
          y += above + piece.height
          placed[place].pieces.removeFirst()
        }
        height = max(height, y)
      }
      result.append(
        Piece(height: height) { canvas in
          for part in chunk {
            canvas.saved {
              canvas.translate(x: part.x, y: part.y)
              part.draw(canvas)
            }
          }
        })
    }
    return result
  }
}
