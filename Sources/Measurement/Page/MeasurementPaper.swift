import Basics
import Drawing
import Reports
import Runs

/// The page of a measurement on paper: the same tables and figures.
struct MeasurementPaper {
  private let page: MeasurementPage

  init(_ page: MeasurementPage) { self.page = page }

  private static let margin = 45.0
  private static let width = PDFDocument.a4WidthPoints - 2 * margin
  private static let bottom = PDFDocument.a4HeightPoints - 50
  private static let heading = TextStyle(sizePoints: 12.5).with {
    $0.isBold = true
    $0.color = Palette.ink
  }
  private static let title = TextStyle(sizePoints: 21).with {
    $0.isBold = true
    $0.color = Palette.ink
    $0.family = TextStyle.titleFamily
  }
  private static let body = TextStyle(sizePoints: 9).with { $0.color = Palette.ink }
  private static let cell = TextStyle(sizePoints: 7.8).with { $0.color = Palette.ink }
  private static let head = TextStyle(sizePoints: 7.2).with { $0.color = Palette.gray }
  private static let note = TextStyle(sizePoints: 7.6).with { $0.color = Palette.gray }

  /// - Throws: `DrawingError`.
  func pdf() throws -> [UInt8] {
    let document = try PDFDocument(
      metadata: PDFDocument.Metadata(
        title: page.title, author: "", subject: "Measurement", creator: "Facet \(programVersion)"))
    var flow = Flow(document: document)
    flow.text(page.title, Self.title, after: 4)
    flow.text(displayed(page.lead), Self.body, after: page.findings.isEmpty ? 10 : 6)
    for finding in page.findings {
      flow.text(
        "• " + displayed(finding), Self.body, after: finding == page.findings.last ? 10 : 2)
    }
    for (place, table) in page.tables.enumerated() {
      // The figures follow the main table.
      flow.table(table)
      if place == 0 { flow.figures(page.figures) }
    }
    flow.heading("Setup")
    for fact in page.facts {
      flow.text("\(fact.name): \(displayed(fact.value))", Self.note, after: 2)
    }
    if !page.failures.isEmpty {
      flow.heading("Pictures left out")
      for failure in page.failures {
        flow.text("\(displayed(failure.path)): \(displayed(failure.reason))", Self.note, after: 2)
      }
    }
    flow.finishPage()
    return try document.finished()
  }

  /// Returns the widths of a table's columns, together the page's.
  ///
  /// - Parameters:
  ///   - wanted: The width at which no cell takes a second line.
  ///   - least: The width below which words would be cut, at most the wanted one.
  private static func widths(_ wanted: [Double], least: [Double]) -> [Double] {
    let (sum, leastSum) = (wanted.reduce(0, +), least.reduce(0, +))
    if sum <= width { return wanted.map { $0 + (width - sum) / Double(wanted.count) } }
    guard leastSum < width else { return least.map { $0 / leastSum * width } }
    // What is missing is taken from the columns that have more than they must.
    let share = (width - leastSum) / (sum - leastSum)
    return zip(wanted, least).map { $1 + ($0 - $1) * share }
  }

  /// Sets what comes one below the other and begins a new page if something does not fit.
  private struct Flow {
    let document: PDFDocument
    var y = 48.0
    var number = 1

    var canvas: Canvas { document.canvas }

    mutating func need(_ height: Double) {
      guard y + height > MeasurementPaper.bottom, y > 48 else { return }
      finishPage()
      document.endPage()
      number += 1
      y = 48
    }

    func finishPage() {
      canvas.drawLine(
        "Facet \(programVersion)", MeasurementPaper.note, x: MeasurementPaper.margin,
        y: MeasurementPaper.bottom + 18, width: MeasurementPaper.width / 2)
      canvas.drawLine(
        "\(number)", MeasurementPaper.note, x: MeasurementPaper.margin + MeasurementPaper.width / 2,
        y: MeasurementPaper.bottom + 18, width: MeasurementPaper.width / 2,
        alignment: .right)
    }

    mutating func text(_ text: String, _ style: TextStyle, after: Double) {
      for line in canvas.lines(text, style, width: MeasurementPaper.width) {
        need(line.height)
        canvas.draw(line, x: MeasurementPaper.margin, y: y)
        y += line.height
      }
      y += after
    }

    mutating func heading(_ text: String) {
      need(60)
      y += 8
      canvas.strokeLine(
        [
          Point(x: MeasurementPaper.margin, y: y),
          Point(x: MeasurementPaper.margin + MeasurementPaper.width, y: y),
        ], Palette.ink, width: 1)
      y += 5
      canvas.drawLine(
        text, MeasurementPaper.heading, x: MeasurementPaper.margin, y: y,
        width: MeasurementPaper.width)
      y += 20
    }

    /// Sets figures one below the other, and two that are half as wide as the page side by side.
    mutating func figures(_ figures: [any MeasurementFigure]) {
      var waiting: (any MeasurementFigure)?
      for figure in figures {
        guard figure.widthPoints <= LinesFigure.half else {
          row([figure])
          continue
        }
        if let first = waiting {
          row([first, figure])
          waiting = nil
        } else {
          waiting = figure
        }
      }
      if let waiting { row([waiting]) }
    }

    private mutating func row(_ figures: [any MeasurementFigure]) {
      let width = figures.count == 1 ? MeasurementPaper.width : LinesFigure.half
      let gap = MeasurementPaper.width - 2 * LinesFigure.half
      let captions = figures.map { canvas.lines($0.caption, MeasurementPaper.note, width: width) }
      let titles = figures.map { canvas.lines($0.title, MeasurementPaper.heading, width: width) }
      func height(_ lines: [TextLine]) -> Double { lines.reduce(0) { $0 + $1.height } }
      let titleHeight = titles.map(height).max()!
      let figureHeight = figures.map(\.heightPoints).max()!
      let captionHeight = captions.map(height).max()!
      need(titleHeight + figureHeight + captionHeight + 26)
      y += 8
      for (place, figure) in figures.enumerated() {
        let left = MeasurementPaper.margin + Double(place) * (width + gap)
        canvas.strokeLine(
          [Point(x: left, y: y), Point(x: left + width, y: y)], Palette.ink, width: 1)
        var top = y + 5
        for line in titles[place] {
          canvas.draw(line, x: left, y: top)
          top += line.height
        }
        canvas.saved {
          canvas.translate(x: left, y: y + titleHeight + 9)
          figure.draw(on: canvas)
        }
        top = y + titleHeight + figureHeight + 13
        for line in captions[place] {
          canvas.draw(line, x: left, y: top)
          top += line.height
        }
      }
      y += titleHeight + figureHeight + captionHeight + 20
    }

    mutating func table(_ table: PageTable) {
      heading(table.title)
      let count = table.columns.count
      // As wide as their widest cell, then scaled to the page.
      let wanted = (0..<count).map { column in
        // Heads take further lines before cells do.
        let words = table.columns[column].split(separator: " ").map(String.init)
        let cells = words + table.rows.prefix(400).map { $0[column] }
        return min(190, (cells.map { measuredWidth($0, MeasurementPaper.cell) }.max() ?? 0) + 9)
      }
      // The first column has names, which are not cut inside a word.
      let least = (0..<count).map { column in
        let cells =
          [table.columns[column]] + (column == 0 ? table.rows.prefix(400).map { $0[0] } : [])
        let words = cells.flatMap { $0.split(separator: " ") }
        let widest = words.map { measuredWidth(String($0), MeasurementPaper.cell) }.max() ?? 0
        return min(wanted[column], widest + 8)
      }
      let widths = MeasurementPaper.widths(wanted, least: least)
      // A dash is set as the other cells of its column.
      let numbers = (0..<count).map { column in
        let cells = table.rows.map { $0[column] }.filter { $0 != "–" && !$0.isEmpty }
        return cells.allSatisfy(isNumeric)
      }
      func x(_ column: Int) -> Double {
        MeasurementPaper.margin + widths.prefix(column).reduce(0, +)
      }
      func row(_ cells: [String], _ style: TextStyle, isHead: Bool) {
        let blocks = cells.enumerated().map { column, text in
          canvas.lines(displayed(text), style, width: widths[column] - 6)
        }
        let height = blocks.map { $0.reduce(0) { $0 + $1.height } }.max() ?? 0
        need(height + 4)
        for (column, lines) in blocks.enumerated() {
          var top = y
          for line in lines {
            let isNumber = column > 0 && (isHead ? column > 1 : numbers[column])
            let left =
              isNumber
              ? x(column) + widths[column] - 3
                - min(widths[column] - 6, measuredWidth(displayed(cells[column]), style))
              : x(column)
            canvas.draw(line, x: lines.count > 1 ? x(column) : left, y: top)
            top += line.height
          }
        }
        y += height + 2
        canvas.strokeLine(
          [
            Point(x: MeasurementPaper.margin, y: y),
            Point(x: MeasurementPaper.margin + MeasurementPaper.width, y: y),
          ],
          isHead ? Palette.gray : Palette.panel, width: isHead ? 0.8 : 0.5)
        y += 2
      }
      row(table.columns, MeasurementPaper.head, isHead: true)
      var last = ""
      for cells in table.rows {
        var cells = cells
        // The same first cell is not repeated.
        if cells.first == last { cells[0] = "" } else { last = cells.first ?? "" }
        row(cells, MeasurementPaper.cell, isHead: false)
      }
      y += 4
      for sentence in table.notes { text(displayed(sentence), MeasurementPaper.note, after: 2) }
      y += 6
    }

    private func isNumeric(_ text: String) -> Bool {
      guard let first = text.first else { return true }
      return first.isNumber || first == "+" || first == "−" || first == "–" || first == "<"
    }
  }
}
