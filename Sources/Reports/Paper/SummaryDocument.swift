import Basics
import Drawing
import Evidence
import Pictures

/// The batch on paper: totals, a row for each query, and failures.
struct SummaryDocument {
  /// The rows in the index's order, with their places in the batch.
  let rows: [(row: IndexRow, number: Int)]
  let failures: [IndexFailure]
  let galleryFailures: [IndexFailure]
  var doubtful: [(title: String, identifier: String, faces: [IndexFailure])] = []
  let notices: [String]
  let provenance: Provenance
  let totals: [Fact]
  let paper: PaperSize

  private static let title = "\(Heading.reports.rawValue): summary"

  /// - Throws: `failed` if memory runs out.
  func pdf() throws -> [UInt8] {
    let program = "Facet \(displayed(provenance.programVersion))"
    let document = try PDFDocument(
      widthPoints: paper.widthPoints, heightPoints: paper.heightPoints,
      metadata: PDFDocument.Metadata(
        title: Self.title, author: program, subject: Wording.bannerTitle,
        creator: program))
    let caseContent = CaseContent(provenance)
    let flow = PageFlow(measuringOn: document.canvas, paper: paper)
    flow.text(Self.title, PaperStyle.title, as: .heading1)
    flow.space(12)
    flow.warning(title: Wording.bannerTitle, Wording.banner)
    flow.space(6)
    if let note = provenance.editionNote { flow.text(note, PaperStyle.note) }
    flow.caseData(caseContent)
    flow.list(notices.map(displayed))
    flow.heading(Heading.totals.rawValue, destination: "totals")
    flow.factsInTwoColumns(totals, nameWidth: 140)
    flow.heading(Heading.queries.rawValue, destination: "queries")
    if rows.contains(where: { $0.row.disagreement != nil }) {
      flow.text(ReviewContent.indexHint, PaperStyle.note)
      flow.space(6)
    }
    for (row, number) in rows { try set(row, number: number, on: flow) }
    if rows.isEmpty { flow.text("This batch contains no reports.", PaperStyle.body) }
    let tables = [
      (Heading.failures.rawValue, "failures", failures),
      (Heading.galleryFailures.rawValue, "gallery-failures", galleryFailures),
    ]
    for (title, destination, failures) in tables
      + doubtful.map({ ($0.title, $0.identifier, $0.faces) })
    where !failures.isEmpty {
      flow.heading(title, destination: destination)
      flow.facts(
        failures.map { Fact(name: displayedPath($0.path), value: displayed($0.reason)) },
        nameWidth: 200)
      document.addOutlineEntry(title, destination: destination)
    }
    document.addOutlineEntry(Heading.totals.rawValue, destination: "totals")
    document.addOutlineEntry(Heading.queries.rawValue, destination: "queries")
    flow.finish(into: document) { canvas, page, count in
      flow.frame(
        on: canvas, heading: "Summary of \(rows.count) queries", warning: Wording.bannerTitle,
        reference: caseContent.reference, foot: program, page: page, count: count)
    }
    return try document.finished()
  }

  /// Sets the face, the name and the top match by each method.
  private func set(_ row: IndexRow, number: Int, on flow: PageFlow) throws {
    let picture = try Picture.decode(Array(row.thumbnail), name: row.path)
    let face = try PaperPicture(picture, jpeg: Array(row.thumbnail))
    let faceWidth = 30.0
    let faceHeight = min(faceWidth * row.thumbnailAspect, 60)
    let nameWidth = 150.0
    let count = Double(max(row.firsts.count, 1))
    let step = (PageFlow.width - faceWidth - 10 - nameWidth - 8) / count
    let small = FigureStyle.small.with {
      $0.maximumLines = 2
      $0.cut = .middle
    }
    var name = [
      flow.canvas.text(
        "\(number).  \(isolated(row.path))", small.with { $0.isBold = true }, width: nameWidth)
    ]
    let words = [
      row.label.map { "label \(isolated($0))" },
      row.printedDisagreement.map { "disagreement \($0)" },
    ].compactMap { $0 }
    if !words.isEmpty {
      name.append(
        flow.canvas.text(
          words.joined(separator: ", "), small.with { $0.maximumLines = 1 }, width: nameWidth))
    }
    name.append(
      flow.canvas.text(
        row.identifier, PaperStyle.note.with { $0.maximumLines = 1 }, width: nameWidth))
    let firsts = row.firsts.map { first in
      let identity: Identity =
        switch first.isSame {
        case true?: .same
        case false?: .other
        case nil: .unknown
        }
      var lines = [
        flow.canvas.text(
          "Top match by \(first.method.title)", PaperStyle.note, width: step - 6),
        flow.canvas.text(
          "\(isolated(first.label ?? first.path))  \(first.printedScore)", small, width: step - 6),
      ]
      if let words = identity.words {
        lines.append(
          flow.canvas.text(
            words, FigureStyle.small.with { $0.color = FigureStyle.frame(identity) },
            width: step - 6))
      }
      return lines
    }
    let height =
      ([faceHeight] + ([name] + firsts).map { $0.reduce(0) { $0 + $1.height + 1 } }).max()! + 8
    flow.put(height: height) { canvas in
      canvas.draw(face, in: Rectangle(x: 0, y: 4, width: faceWidth, height: faceHeight))
      for (column, lines) in ([name] + firsts).enumerated() {
        let x =
          column == 0
          ? faceWidth + 10 : faceWidth + 18 + nameWidth + Double(column - 1) * step
        var y = 3.0
        for line in lines {
          canvas.draw(line, x: x, y: y)
          y += line.height + 1
        }
      }
      canvas.strokeLine(
        [Point(x: 0, y: height - 0.5), Point(x: PageFlow.width, y: height - 0.5)],
        FigureStyle.rule, width: 0.4)
    }
  }
}
