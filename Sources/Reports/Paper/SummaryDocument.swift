import Basics
import Drawing
import Evidence
import Pictures

/// The batch on paper: how many queries have which state, a row for each query, and what was passed
/// over.
struct SummaryDocument {
  let batch: BatchSummary
  let paper: PaperSize

  /// - Throws: `failed` if memory runs out, `PictureError` for a thumbnail that cannot be opened.
  func pdf() throws -> [UInt8] {
    let provenance = batch.provenance
    let program = "Facet \(displayed(provenance.programVersion))"
    let document = try PDFDocument(
      widthPoints: paper.widthPoints, heightPoints: paper.heightPoints,
      metadata: PDFDocument.Metadata(
        title: batch.title, author: program, subject: BatchSummary.warning, creator: program))
    let flow = PageFlow(measuringOn: document.canvas, paper: paper)
    let faces = try FaceStore(FaceFiles.none)
    let renderer = PaperRenderer(flow: flow, faces: faces)
    var blocks: [Block] = [.warning(BatchSummary.warning)]
    if let note = provenance.editionNote { blocks.append(.text(note)) }
    blocks.append(
      .table(
        Table(
          caption: "Queries by state",
          columns: batch.tally.map { Table.Column($0.words, 1) },
          rows: [batch.tally.map { .bold(grouped($0.count)) }])))
    if CaseContent(provenance).fields.contains(where: { $0.value != nil }) {
      blocks += ProvenanceSection.caseBlocks(provenance)
    }
    blocks += batch.notices.map { Block.remark(displayed($0)) }
    blocks.append(.note(batch.orderHint))
    renderer.set(
      Section("queries", batch.title, aside: batch.facts, blocks), isFirst: true)
    document.addOutlineEntry("Queries", destination: "queries")
    for (row, number) in batch.ordered { try set(row, number: number, on: flow) }
    for failures in batch.failureTables {
      renderer.set(
        Section(failures.anchor, failures.title, sharesPage: true, [.table(failures.table)]),
        isFirst: true)
      document.addOutlineEntry(failures.title, destination: failures.anchor)
    }
    let reference = CaseContent(provenance).reference
    flow.finish(into: document) { canvas, page, count in
      PageFrame(
        head: [reference, "summary of \(counted(batch.rows.count, "query", "queries"))"],
        foot: program, note: "leads to check, not identifications"
      ).draw(on: canvas, flow, page: page, count: count)
    }
    return try document.finished()
  }

  /// Sets both faces, the names, the state and what to read first.
  private func set(_ row: IndexRow, number: Int, on flow: PageFlow) throws {
    let faceWidth = 34.0
    func face(_ thumbnail: IndexRow.Thumbnail?) throws -> (picture: PaperPicture, height: Double)? {
      guard let thumbnail else { return nil }
      let jpeg = Array(thumbnail.jpeg)
      let picture = try Picture.decode(jpeg, name: row.path)
      return (
        try PaperPicture(picture, jpeg: jpeg), min(faceWidth * thumbnail.aspect, faceWidth * 1.5)
      )
    }
    func column(_ lines: [(String, TextStyle)], width: Double) -> [TextBlock] {
      lines.map { flow.canvas.text($0.0, $0.1.with { $0.maximumLines = 2 }, width: width) }
    }
    let query = try face(row.thumbnail)
    let first = try face(row.first?.thumbnail)
    let strong = PaperType.cell.bold.with { $0.cut = .middle }
    let note = PaperType.note.with { $0.cut = .middle }
    let widths = (name: 112.0, person: 122.0, rest: PageFlow.width - 2 * (faceWidth + 8) - 250)
    let own = column(
      [
        ("\(number).  \(displayedPath(shortPath(row.path)))", strong),
        (row.state?.title ?? "no candidate", PaperType.cell),
        (batch.truth(of: row) ?? row.identifier, note),
      ], width: widths.name)
    let other = column(
      row.first.map { first in
        [
          (first.name, strong),
          (BatchSummary.ranks(first).joined(separator: " · "), note),
          (
            row.next.map { "next: \($0.name), \(score(row.lead ?? 0)) behind" } ?? "", note
          ),
        ]
      } ?? [], width: widths.person)
    let strips = batch.strips(of: row, widthPoints: widths.rest)
    let rest = column(
      [(batch.height(of: row), note)] + row.reasons.prefix(3).map { ($0, note) },
      width: widths.rest)
    let stripsHeight = strips?.heightPoints ?? 0
    func height(_ blocks: [TextBlock]) -> Double { blocks.reduce(0) { $0 + $1.height + 1 } }
    let whole =
      max(
        query?.height ?? 0, first?.height ?? 0, height(own), height(other),
        stripsHeight + height(rest)) + 9
    let faces = try FaceStore(FaceFiles.none)
    flow.put(height: whole) { canvas in
      func draw(_ blocks: [TextBlock], x: Double, y: Double = 4) {
        var y = y
        for block in blocks {
          canvas.draw(block, x: x, y: y)
          y += block.height + 1
        }
      }
      func draw(_ face: (picture: PaperPicture, height: Double)?, x: Double) {
        guard let face else { return }
        canvas.draw(face.picture, in: Rectangle(x: x, y: 4, width: faceWidth, height: face.height))
      }
      draw(query, x: 0)
      draw(own, x: faceWidth + 7)
      let second = faceWidth + 7 + widths.name + 8
      draw(first, x: second)
      draw(other, x: second + faceWidth + 7)
      let third = second + faceWidth + 7 + widths.person + 8
      if let strips {
        canvas.saved {
          canvas.translate(x: third, y: 4)
          strips.draw(on: canvas, faces: faces)
        }
      }
      draw(rest, x: third, y: 4 + stripsHeight)
      canvas.strokeLine(
        [Point(x: 0, y: whole - 0.5), Point(x: PageFlow.width, y: whole - 0.5)],
        Palette.rule, width: 0.4)
    }
  }
}
