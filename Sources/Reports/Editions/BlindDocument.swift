import Basics
import Drawing
import Evidence

/// The blind edition of one query on paper, with a page for each candidate.
struct BlindDocument {
  let content: BlindContent
  let caseContent: CaseContent
  let faces: FaceStore
  let paper: PaperSize
  let programVersion: String

  /// - Throws: `failed` if memory runs out.
  func pdf() throws(DrawingError) -> [UInt8] {
    let program = "Facet \(displayed(programVersion))"
    let document = try PDFDocument(
      widthPoints: paper.widthPoints, heightPoints: paper.heightPoints,
      metadata: PDFDocument.Metadata(
        title: "\(BlindContent.title), query \(content.number)", author: program,
        subject: BlindContent.title, creator: program))
    let flow = PageFlow(measuringOn: document.canvas, paper: paper)
    flow.text(BlindContent.title, PaperStyle.title, as: .heading1)
    flow.space(12)
    flow.text(BlindContent.explanation, PaperStyle.body)
    flow.space(8)
    flow.facts(
      [
        Fact(name: "Query", value: content.number),
        Fact(
          name: "Commitment to the key", value: content.commitment.hexadecimal, isCode: true),
      ])
    flow.caseData(caseContent)
    var outline: [(String, String)] = []
    for candidate in content.candidates {
      let destination = "candidate-\(candidate.letter)"
      outline.append(("Candidate \(candidate.letter)", destination))
      flow.newPage()
      flow.heading(
        "Candidate \(candidate.letter) of \(content.candidates.count)", destination: destination)
      set(candidate, on: flow)
      flow.space(12)
      flow.components()
      flow.space(10)
      flow.text("Finding and its limits:", PaperStyle.body)
      for _ in 0..<2 { flow.blanks([""], height: 24) }
    }
    outline.append(("Sign-off", "examiner"))
    flow.signOffs(from: 2, title: "Sign-off")
    for (title, destination) in outline {
      document.addOutlineEntry(title, destination: destination)
    }
    flow.finish(into: document) { canvas, page, count in
      flow.frame(
        on: canvas, heading: "\(BlindContent.title), query \(content.number)",
        warning: "No scores, ranks or labels", reference: caseContent.reference,
        foot: program, page: page, count: count)
    }
    return try document.finished()
  }

  private func set(_ candidate: BlindContent.Candidate, on flow: PageFlow) {
    let pairs: [(Face, ShownPicture, String)] = [
      (.query, content.evidence.query, "query"),
      (
        .candidate(candidate.galleryIndex), content.evidence.exhibits[candidate.galleryIndex]!,
        "candidate \(candidate.letter)"
      ),
    ]
    let tiles = pairs.map { face, exhibit, label in
      (
        FaceTile(
          face, aspect: min(exhibit.aspect, 1.4), widthPoints: 160,
          alternativeText: "Face of the \(label)."), label
      )
    }
    let height = (tiles.map(\.0.heightPoints).max() ?? 0) + 14
    flow.put(height: height) { canvas in
      for (index, (tile, label)) in tiles.enumerated() {
        canvas.saved {
          canvas.translate(x: Double(index) * 184, y: 0)
          tile.draw(on: canvas, faces: faces)
          canvas.draw(label, FigureStyle.smallFaint, x: 0, y: tile.heightPoints + 2)
        }
      }
    }
  }
}
