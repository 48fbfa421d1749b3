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
    var outline = [("Queries", "queries")]
    outline += batch.failureTables.map { ($0.title, $0.anchor) }
    for (title, destination) in outline {
      document.addOutlineEntry(title, destination: destination)
    }
    let reference = CaseContent(provenance).reference
    let frame: PageFlow.Frame = { [count = batch.rows.count] flow, page, pages in
      PageFrame(
        head: [reference, "summary of \(counted(count, "query", "queries"))"],
        foot: program, note: "leads to check, not identifications"
      ).draw(on: flow, page: page, count: pages)
    }
    let rows = batch.ordered
    try PageFlow.inTwoRuns(into: document, paper: paper, frame: frame) { flow in
      let renderer = PaperRenderer(flow: flow, faces: try FaceStore(FaceFiles.none))
      renderer.set(lead, isFirst: true)
      for (row, number) in rows { try set(row, number: number, on: flow) }
      for failures in batch.failureTables {
        renderer.set(
          Section(failures.anchor, failures.title, sharesPage: true, [.table(failures.table)]),
          isFirst: true)
      }
    }
    return try document.finished()
  }

  /// What stands above the rows.
  private var lead: Section {
    let provenance = batch.provenance
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
    return Section("queries", batch.title, aside: batch.facts, blocks)
  }

  /// Sets both faces, the names, the state and what to read first.
  private func set(_ row: IndexRow, number: Int, on flow: PageFlow) throws {
    let faceWidth = 34.0
    func face(_ thumbnail: IndexRow.Thumbnail?) throws -> (picture: PaperPicture?, height: Double)?
    {
      guard let thumbnail else { return nil }
      let height = min(faceWidth * thumbnail.aspect, faceWidth * 1.5)
      if flow.isCounting { return (nil, height) }
      let jpeg = Array(thumbnail.jpeg)
      return (try PaperPicture(Picture.decode(jpeg, name: row.path), jpeg: jpeg), height)
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
      func draw(_ face: (picture: PaperPicture?, height: Double)?, x: Double) {
        guard let face, let picture = face.picture else { return }
        canvas.draw(picture, in: Rectangle(x: x, y: 4, width: faceWidth, height: face.height))
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
