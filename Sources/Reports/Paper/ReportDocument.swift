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
    // The last section stands before the method if it fills a page that would stay half empty.
    var order = sections
    for place in sections.indices {
      if order[place].anchor.hasPrefix("method-"), let last = order.last,
        !last.anchor.hasPrefix("method-"),
        !order[..<place].contains(where: { $0.anchor == last.anchor }),
        !order[..<place].contains(where: { $0.anchor.hasPrefix("method-") }), renderer.fits(last)
      {
        order.insert(order.removeLast(), at: place)
      }
      let section = order[place]
      renderer.set(section, isFirst: place == 0)
      document.addOutlineEntry(section.title, destination: section.anchor)
    }
    let first = Dictionary(flow.marks.map { ($0.destination, $0.page) }) { first, _ in first }
    flow.finish(into: document) { flow, page, count in
      frame(on: flow, page: page, count: count, firstPages: first)
    }
    return try document.finished()
  }

  private func frame(
    on flow: PageFlow, page: Int, count: Int, firstPages: [String: Int]
  ) {
    PageFrame(
      head: [
        subject.reference, "query \(subject.queryName)",
        page == 1 ? nil : ResultSection.stateTitle(subject),
      ],
      foot: page == 1 ? contents(firstPages, count) : foot(of: page, firstPages),
      note: page == 1 ? "page 1 may be forwarded alone" : Self.banner
    ).draw(on: flow, page: page, count: count)
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
