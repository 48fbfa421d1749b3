import Basics
import Drawing
import Reports

/// The sheets of one participant as a PDF: title, consent, instructions, the parts, last questions.
package struct SheetDocument {
  private let sheet: StudyKey.Sheet
  private let key: StudyKey
  private let settings: SheetSettings
  /// From 1, as a scanner counts.
  private let number: Int
  private let pages: [SheetPage]
  private let pairs: [String: StudyKey.Pair]

  private var words: StudyWords { settings.templates.words }
  private static let width = SheetSettings.textWidth

  /// Lays out the pages.
  ///
  /// - Parameter number: The number of the sheet, from 1.
  /// - Throws: `DrawingError` if memory is short.
  package init(
    _ sheet: StudyKey.Sheet, number: Int, key: StudyKey, settings: SheetSettings
  ) throws(DrawingError) {
    self.sheet = sheet
    self.key = key
    self.settings = settings
    self.number = number
    pairs = Dictionary(uniqueKeysWithValues: key.pairs.map { ($0.id, $0) })
    pages = try Self.pages(sheet, key, settings)
  }

  package var pageCount: Int { pages.count }

  /// The page of each item, from 1; of the answer that counts.
  package var pageOfItem: [String: Int] {
    var found: [String: Int] = [:]
    for (place, page) in pages.enumerated() {
      guard case .test(let block, let range, _) = page else { continue }
      let items = sheet.blocks[block].shown
      for item in items[range] { found[item.item] = place + 1 }
    }
    return found
  }

  // MARK: Pages

  private static func pages(
    _ sheet: StudyKey.Sheet, _ key: StudyKey, _ settings: SheetSettings
  ) throws(DrawingError) -> [SheetPage] {
    let words = settings.templates.words
    let values = Self.values(sheet, key)
    var pages: [SheetPage] = [.title]
    pages += try textPages(
      words["consentTitle"], note: settings.templates.isModelConsent ? words["consentHeader"] : nil,
      settings.templates.consent, values, settings, hasSignature: true)
    pages += try textPages(
      words["instructionsTitle"], note: nil, settings.templates.instructions, values, settings,
      hasSignature: false)
    for (place, block) in sheet.blocks.enumerated() {
      let training = block.items.count { $0.phase == .training }
      var start = 0
      repeat {
        let end = min(training, start + 5)
        pages.append(.training(block: place, isFirst: start == 0, start..<end))
        start = end
      } while start < training
      let shown = block.shown.count
      for start in stride(from: 0, to: shown, by: settings.rows) {
        let range = start..<min(shown, start + settings.rows)
        for step in key.twoStep ? [SheetPage.Step.first, .second] : [nil] {
          pages.append(.test(block: place, range, step))
        }
      }
    }
    pages.append(.last)
    return pages
  }

  static func values(_ sheet: StudyKey.Sheet, _ key: StudyKey) -> [String: String] {
    let all = sheet.blocks.reduce(0) { $0 + $1.items.count }
    let steps = key.twoStep ? 2 : 1
    let minutes = (all * steps * SheetSettings.secondsAPair + 59) / 60 + 5
    return [
      "parts": "\(sheet.blocks.count)",
      "pairs": "\(sheet.blocks.map(\.shown.count).max() ?? 0)",
      "training": "\(sheet.blocks.first?.items.count { $0.phase == .training } ?? 0)",
      "total": "\(sheet.blocks.reduce(0) { $0 + $1.shown.count })",
      "minutes": "\((minutes + 4) / 5 * 5)", "participant": sheet.participant,
    ]
  }

  private static let body = TextStyle(sizePoints: 10).with {
    $0.color = FigureStyle.ink
    $0.lineSpacing = 1.25
  }
  private static let heading = TextStyle(sizePoints: 12).with {
    $0.color = FigureStyle.ink
    $0.isBold = true
  }
  private static let title = TextStyle(sizePoints: 18).with {
    $0.color = FigureStyle.ink
    $0.isBold = true
  }
  private static let textTop = 56.0

  private static func textPages(
    _ heading: String, note: String?, _ text: String, _ values: [String: String],
    _ settings: SheetSettings, hasSignature: Bool
  ) throws(DrawingError) -> [SheetPage] {
    let scratch = try PDFDocument(
      metadata: .init(title: "", author: "", subject: "", creator: ""))
    let room = settings.bottom - settings.firstLine - textTop
    var pages: [SheetPage] = []
    var open: [SheetPage.Paragraph] = []
    var used = note == nil ? 0.0 : 22
    let all = SheetPage.paragraphs(text, values)
    for (place, paragraph) in all.enumerated() {
      let block = scratch.canvas.text(
        paragraph.text, paragraph.isHeading ? Self.heading : body, width: Self.width)
      let isLast = place == all.count - 1
      let height = block.height + (paragraph.isHeading ? 14 : 8) + (isLast && hasSignature ? 80 : 0)
      if used + height > room, !open.isEmpty {
        pages.append(.text(heading: heading, note: note, open, hasSignature: false))
        open = []
        used = note == nil ? 0 : 22
      }
      open.append(paragraph)
      used += height
    }
    pages.append(.text(heading: heading, note: note, open, hasSignature: hasSignature))
    return pages
  }

  // MARK: Drawing

  /// - Returns: The file, and the marks of its pages for a scanner.
  /// - Throws: `DrawingError`.
  package func pdf(_ tiles: TilePictures) throws(DrawingError) -> (
    bytes: [UInt8], marks: [ScanMarks]
  ) {
    let document = try PDFDocument(
      widthPoints: settings.width, heightPoints: settings.height,
      metadata: .init(
        title: sheet.sheet, author: "", subject: "",
        creator: "Facet \(settings.programVersion)"))
    var drawn: [String: (first: TileFace, second: TileFace)] = [:]
    for block in sheet.blocks {
      for item in block.items where drawn[item.pair] == nil {
        let pair = tiles.pairs[item.pair]!
        drawn[item.pair] = (try pair.first.tile(), try pair.second.tile())
      }
    }
    var marks: [ScanMarks] = []
    for (place, page) in pages.enumerated() {
      var drawing = PageDrawing(
        canvas: document.canvas, settings: settings, aspect: tiles.aspect,
        hasAdvice: key.advice != .none,
        marks: ScanMarks(
          student: number, page: place + 1, width: settings.width, height: settings.height))
      document.canvas.tagged(.document) {
        draw(page, place + 1, &drawing, tiles, drawn)
      }
      document.endPage()
      if settings.hasMarks, case .test = page { marks.append(drawing.marks) }
    }
    return (try document.finished(), marks)
  }

  private func draw(
    _ page: SheetPage, _ place: Int, _ drawing: inout PageDrawing, _ tiles: TilePictures,
    _ drawn: [String: (first: TileFace, second: TileFace)]
  ) {
    let canvas = drawing.canvas
    let left = settings.margin
    switch page {
    case .title:
      drawing.head(words["title"], "", right(place))
      drawTitle(canvas, left)
    case .text(let heading, let note, let paragraphs, let hasSignature):
      drawing.head("", "", right(place))
      drawText(canvas, left, heading, note, paragraphs, hasSignature: hasSignature)
    case .training(let block, let isFirst, let range):
      let method = sheet.blocks[block].method
      let items = sheet.blocks[block].items.filter { $0.phase == .training }
      let detail =
        range.isEmpty
        ? ""
        : words.text(
          "trainingPairs",
          [
            "first": "\(range.lowerBound + 1)", "last": "\(range.upperBound)",
            "count": "\(items.count)",
          ])
      drawing.head(part(block), detail, right(place))
      var top = settings.firstLine
      if isFirst { top = drawHowToRead(canvas, left, top, method) }
      let solutionTop = settings.bottom - 16
      if !range.isEmpty {
        drawing.rows(
          items[range].enumerated().map {
            row($1, label: "\(range.lowerBound + $0 + 1)", method, tiles, drawn, isTraining: true)
          }, of: 5, from: top, to: solutionTop, method: method, words: words,
          question: isFirst ? nil : words["question"], hasBoxes: true)
        drawSolutions(canvas, left, solutionTop + 1, items[range], from: range.lowerBound)
      }
    case .test(let block, let range, let step):
      let method = sheet.blocks[block].method
      let items = sheet.blocks[block].shown
      var detail = words.text(
        range.count == 1 ? "testPair" : "testPairs",
        [
          "first": "\(range.lowerBound + 1)", "last": "\(range.upperBound)",
          "count": "\(items.count)",
        ])
      if let step { detail += " · " + words[step == .first ? "stepOne" : "stepTwo"] }
      drawing.head(part(block), detail, right(place))
      let shown = step == .first ? StudyMethod.none : method
      drawing.rows(
        items[range].enumerated().map {
          row(
            $1, label: "\(range.lowerBound + $0 + 1)", shown, tiles, drawn, isTraining: false,
            step: step)
        }, of: settings.rows, from: settings.firstLine, to: settings.bottom - 3, method: shown,
        words: words,
        question: words[
          step == .first ? "questionFirst" : step == .second ? "questionSecond" : "question"],
        hasBoxes: true)
    case .last:
      drawing.head("", "", right(place))
      drawLast(canvas, left)
    }
    drawing.foot(
      isTest(page) ? words["doNotTurnBack"] : "",
      "\(words["study"]) \(settings.study)  ·  \(words["key"]) \(settings.digest.prefix(16))")
    if settings.hasMarks, isTest(page) { drawing.marks.draw(on: canvas) }
  }

  private func isTest(_ page: SheetPage) -> Bool {
    if case .test = page { true } else { false }
  }

  private func part(_ block: Int) -> String {
    words.text("part", ["part": "\(block + 1)", "parts": "\(sheet.blocks.count)"])
  }

  private func right(_ page: Int) -> (plain: String, bold: String) {
    (
      "\(words["participant"]) \(sheet.participant)  ·  \(words["sheet"]) \(sheet.sheet)",
      words.text("page", ["page": "\(page)", "pages": "\(pages.count)"])
    )
  }

  private func row(
    _ item: StudyKey.Item, label: String, _ method: StudyMethod, _ tiles: TilePictures,
    _ drawn: [String: (first: TileFace, second: TileFace)], isTraining: Bool,
    step: SheetPage.Step? = nil
  ) -> PageDrawing.Row {
    let pair = tiles.pairs[item.pair]!
    let faces = drawn[item.pair]!
    let explanation = pair.explanations[method] ?? .none
    let (first, second) = (
      ExplanationTile(explanation, isFirst: true), ExplanationTile(explanation, isFirst: false)
    )
    return PageDrawing.Row(
      label: label, code: item.item, order: item.order, isTraining: isTraining, step: step,
      left: item.swapped ? faces.second : faces.first,
      right: item.swapped ? faces.first : faces.second,
      leftTile: item.swapped ? second : first, rightTile: item.swapped ? first : second,
      advice: advice(pairs[item.pair]!, method))
  }

  /// What the sheet says about the model's verdict.
  private func advice(_ pair: StudyKey.Pair, _ method: StudyMethod) -> String? {
    StudyAdviceText(key: key, words: words).text(pair, method)
  }

  // MARK: Pages with text

  private func drawTitle(_ canvas: Canvas, _ left: Double) {
    var y = 120.0
    func put(_ text: String, _ style: TextStyle, gap: Double) {
      let block = canvas.text(text, style, width: Self.width)
      canvas.tagged(style == Self.title ? .heading1 : .paragraph) {
        canvas.draw(block, x: left, y: y)
      }
      y += block.height + gap
    }
    put(settings.title, Self.title, gap: 14)
    put(
      "\(words["participant"]) \(sheet.participant)    \(words["sheet"]) \(sheet.sheet)",
      Self.heading, gap: 26)
    let values = Self.values(sheet, key)
    put(
      words.text(
        values["training"] == "0" ? "contentsWithoutTraining" : "contents", values),
      Self.body, gap: 34)
    for name in ["date", "age", "gender"] {
      canvas.draw(words[name], Self.body, x: left, y: y)
      canvas.strokeLine(
        [Point(x: left + 150, y: y + 13), Point(x: left + 330, y: y + 13)], FigureStyle.faint,
        width: 0.6)
      y += 32
    }
    y = settings.bottom - 90
    put(words["digestNote"], Self.body.with { $0.sizePoints = 9 }, gap: 4)
    put(
      settings.digest,
      TextStyle(sizePoints: 9).with {
        $0.family = "DejaVu Sans Mono"
        $0.color = FigureStyle.ink
      }, gap: 0)
  }

  private func drawText(
    _ canvas: Canvas, _ left: Double, _ heading: String, _ note: String?,
    _ paragraphs: [SheetPage.Paragraph], hasSignature: Bool
  ) {
    var y = settings.firstLine + 10
    let title = canvas.text(heading, Self.title, width: Self.width)
    canvas.tagged(.heading1) { canvas.draw(title, x: left, y: y) }
    y += title.height + 10
    if let note {
      canvas.fill(
        Rectangle(x: left, y: y, width: Self.width, height: 17),
        PaperColor(hexadecimal: 0xfff3cd))
      canvas.draw(
        note,
        Self.body.with {
          $0.isBold = true; $0.sizePoints = 9
        }, x: left + 6, y: y + 3)
      y += 24
    }
    for paragraph in paragraphs {
      if paragraph.isHeading { y += 6 }
      let block = canvas.text(
        paragraph.text, paragraph.isHeading ? Self.heading : Self.body, width: Self.width)
      canvas.tagged(paragraph.isHeading ? .heading2 : .paragraph) {
        canvas.draw(block, x: left, y: y)
      }
      y += block.height + 8
    }
    guard hasSignature else { return }
    y += 34
    for (place, name) in [words["signature"], words["signatureResearcher"]].enumerated() {
      let x = left + Double(place) * (Self.width / 2 + 10)
      let width = Self.width / 2 - 10
      canvas.strokeLine(
        [Point(x: x, y: y), Point(x: x + width, y: y)], FigureStyle.faint, width: 0.6)
      canvas.draw("\(words["date"]), \(name)", FigureStyle.smallFaint, x: x, y: y + 3)
    }
  }

  private func drawHowToRead(
    _ canvas: Canvas, _ left: Double, _ top: Double, _ method: StudyMethod
  ) -> Double {
    var y = top + 4
    let title = canvas.text(words["howToRead"], Self.heading, width: Self.width)
    canvas.tagged(.heading1) { canvas.draw(title, x: left, y: y) }
    y += title.height + 4
    let style = Self.body.with {
      $0.sizePoints = 9.5
      $0.lineSpacing = 1.15
    }
    func block(_ method: StudyMethod) -> TextBlock {
      canvas.text(words["read.\(method.rawValue)"], style, width: Self.width)
    }
    canvas.tagged(.paragraph) { canvas.draw(block(method), x: left, y: y) }
    // The room of the longest text, so that faces are equally large in all parts.
    let height = key.methods.map { block($0).height }.max() ?? 0
    return y + height + 6
  }

  /// Upside down at the foot, so that they are not seen at once.
  private func drawSolutions(
    _ canvas: Canvas, _ left: Double, _ top: Double, _ items: ArraySlice<StudyKey.Item>,
    from first: Int
  ) {
    let text =
      words["solutions"] + " "
      + items.enumerated().map { place, item in
        "\(first + place + 1) "
          + words[pairs[item.pair]!.same ? "solutionSame" : "solutionDifferent"]
      }.joined(separator: " · ")
    canvas.saved {
      canvas.translate(x: left + Self.width, y: top + 12)
      canvas.scale(by: -1)
      canvas.draw(text, FigureStyle.smallFaint, x: 0, y: 0)
    }
  }

  private func drawLast(_ canvas: Canvas, _ left: Double) {
    var y = settings.firstLine + 10
    let title = canvas.text(words["thanks"], Self.title)
    canvas.draw(title, x: left, y: y)
    y += title.height + 12
    let text = canvas.text(words["thanksText"], Self.body, width: Self.width)
    canvas.draw(text, x: left, y: y)
    y += text.height + 20
    let useful = canvas.text(words["useful"], Self.heading, width: Self.width)
    canvas.draw(useful, x: left, y: y)
    y += useful.height + 10
    for block in sheet.blocks.indices {
      canvas.draw(part(block), Self.body, x: left, y: y)
      canvas.draw(words["notUseful"], FigureStyle.smallFaint, x: left + 110, y: y + 2)
      for level in 1...5 {
        let box = Rectangle(x: left + 170 + Double(level) * 26, y: y, width: 12, height: 12)
        canvas.stroke(box, PageDrawing.boxColor, width: 0.9)
        PageDrawing.center("\(level)", in: box, on: canvas)
      }
      canvas.draw(words["veryUseful"], FigureStyle.smallFaint, x: left + 326, y: y + 2)
      y += 26
    }
    y += 14
    let known = canvas.text(words["known"], Self.heading, width: Self.width)
    canvas.draw(known, x: left, y: y)
    y += known.height + 30
    for _ in 0..<3 {
      canvas.strokeLine(
        [Point(x: left, y: y), Point(x: left + Self.width, y: y)], FigureStyle.faint, width: 0.6)
      y += 28
    }
    canvas.draw(words["contact"], Self.body, x: left, y: y, width: Self.width)
  }
}

/// What a sheet or a form says about the model's verdict, if the study advises.
struct StudyAdviceText {
  let key: StudyKey
  let words: StudyWords

  func text(_ pair: StudyKey.Pair, _ method: StudyMethod) -> String? {
    guard key.advice != .none, let score = pair.scores[method.rawValue],
      let threshold = key.thresholds[method.rawValue]
    else { return nil }
    let verdict = words[score >= threshold ? "adviceSame" : "adviceDifferent"]
    guard key.advice == .score else { return verdict }
    return verdict + " ("
      + words.text("adviceScore", ["score": fixed(score, 3), "threshold": fixed(threshold, 3)])
      + ")"
  }
}

extension StudyKey.Block {
  /// The items after the practice pairs.
  package var shown: [StudyKey.Item] { items.filter { $0.phase != .training } }
}
