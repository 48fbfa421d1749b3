import Basics
import Drawing
import Evidence

/// The report of one query on paper, as PDF.
struct ReportDocument {
  let subject: ReportSubject
  let sections: [Section]
  let faces: FaceStore
  let paper: PaperSize
  let logo: PaperPicture?

  static let banner = "a lead to check, not an identification"

  /// - Throws: `failed` if memory runs out.
  func pdf() throws(DrawingError) -> [UInt8] {
    let program = "Facet \(displayed(subject.provenance.programVersion))"
    let document = try PDFDocument(
      widthPoints: paper.widthPoints, heightPoints: paper.heightPoints,
      metadata: PDFDocument.Metadata(
        title: "\(ResultSection.title): \(subject.queryName)", author: program,
        subject: capitalized(Self.banner), creator: program))
    let flow = PageFlow(measuringOn: document.canvas, paper: paper)
    let renderer = PaperRenderer(
      flow: flow, faces: faces, badge: ResultSection.stateTitle(subject), logo: logo)
    for (place, section) in sections.enumerated() {
      renderer.set(section, isFirst: place == 0)
      document.addOutlineEntry(section.title, destination: section.anchor)
    }
    let first = Dictionary(flow.marks.map { ($0.destination, $0.page) }) { first, _ in first }
    flow.finish(into: document) { canvas, page, count in
      frame(on: canvas, flow, page: page, count: count, firstPages: first)
    }
    return try document.finished()
  }

  private func frame(
    on canvas: Canvas, _ flow: PageFlow, page: Int, count: Int, firstPages: [String: Int]
  ) {
    let style = PaperType.note.oneLine
    let right = flow.margin + PageFlow.width
    let number = canvas.text("Page \(page) of \(count)", style)
    let y = PageFlow.top - 30
    canvas.draw(number, x: right - number.width, y: y)
    let parts = [subject.reference, "query \(subject.queryName)"].compactMap(\.self)
    canvas.draw(
      parts.joined(separator: "  ·  "), style, x: flow.margin, y: y,
      width: PageFlow.width - number.width - 20)
    canvas.strokeLine(
      [Point(x: flow.margin, y: y + 13), Point(x: right, y: y + 13)], FigureStyle.rule, width: 0.5)
    let foot = flow.bottom + 14
    canvas.strokeLine(
      [Point(x: flow.margin, y: foot), Point(x: right, y: foot)], FigureStyle.rule, width: 0.5)
    let note = canvas.text(
      page == 1 ? "page 1 may be forwarded alone" : Self.banner, style)
    canvas.draw(note, x: right - note.width, y: foot + 5)
    canvas.draw(
      page == 1 ? contents(firstPages, count) : self.foot(of: page, firstPages), style,
      x: flow.margin, y: foot + 5, width: PageFlow.width - note.width - 16)
  }

  /// Returns where everything stands: "2–3 people · 4 ranking · …".
  private func contents(_ firstPages: [String: Int], _ count: Int) -> String {
    var ranges: [(title: String, first: Int, last: Int)] = []
    for (place, section) in sections.enumerated().dropFirst() {
      guard let first = firstPages[section.anchor] else { continue }
      let next = sections.dropFirst(place + 1).lazy.compactMap { firstPages[$0.anchor] }.first
      let last = max(first, (next ?? count + 1) - 1)
      if let before = ranges.last, before.title == section.shortTitle {
        ranges[ranges.count - 1].last = max(before.last, last)
      } else {
        ranges.append((section.shortTitle, first, last))
      }
    }
    return ranges.map { range in
      let pages = range.first == range.last ? "\(range.first)" : "\(range.first)–\(range.last)"
      return "\(pages) \(range.title.lowercased())"
    }.joined(separator: "  ·  ")
  }

  private func foot(of page: Int, _ firstPages: [String: Int]) -> String {
    let section =
      sections.first { firstPages[$0.anchor] == page }
      ?? sections.last { (firstPages[$0.anchor] ?? .max) < page }
    return section?.foot ?? ""
  }
}
