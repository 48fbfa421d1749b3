import Basics
import Drawing

extension QueryReportDocument {
  /// Sets one candidate: scores with their arithmetic, then the figures in rows of two. Begins a new
  /// page unless half of one is left.
  func set(_ candidate: CandidateContent, on flow: PageFlow) {
    if flow.room < flow.height / 2 { flow.newPage() }
    let name = candidate.exhibit.label ?? candidate.exhibit.path
    flow.heading(
      "Candidate \(candidate.number) of \(content.candidates.count): \(isolated(name))",
      destination: CandidateContent.destination(candidate.number), maximumLines: 1)
    setScores(of: candidate, on: flow)
    flow.space(10)
    flow.text(Wording.candidate, PaperStyle.note)
    flow.space(8)
    for start in stride(from: 0, to: candidate.figures.count, by: 2) {
      setRow(Array(candidate.figures[start..<min(start + 2, candidate.figures.count)]), on: flow)
    }
    if let balance = candidate.balance { set(balance, on: flow) }
    if let checks = candidate.checks { set(checks, on: flow) }
    if let typicality = candidate.typicality { set(typicality, on: flow) }
  }

  private func setScores(of candidate: CandidateContent, on flow: PageFlow) {
    let top = flow.y
    let tiles = [candidate.queryTile, candidate.tile]
    let step = CandidateContent.tileWidthPoints + 8
    flow.put(height: (tiles.map(\.heightPoints).max() ?? 0) + 12) { canvas in
      for (index, (tile, label)) in zip(tiles, ["query", "candidate"]).enumerated() {
        canvas.saved {
          canvas.translate(x: Double(index) * step, y: 0)
          tile.draw(on: canvas, faces: faces)
          canvas.draw(label, FigureStyle.smallFaint, x: 0, y: tile.heightPoints + 1)
        }
      }
    }
    let bottom = flow.y
    flow.move(to: top)
    let x = 2 * step + 8
    let width = PageFlow.width - x
    if let words = candidate.identity.words {
      flow.text(
        "According to the supplied labels: \(words)",
        FigureStyle.small.with {
          $0.color = FigureStyle.frame(candidate.identity)
          $0.isBold = true
        }, x: x, width: width)
      flow.move(to: flow.y + 2)
    }
    flow.table(
      head: ["Method", "Similarity", "Score", "Rank", "Vs. stage 1"],
      rows: candidate.rows.map { [$0.method, $0.similarity, $0.score, $0.rank, $0.change] },
      widths: [width * 0.18, width * 0.22, width * 0.2, width * 0.18, width * 0.22], x: x,
      boldColumn: 2)
    flow.move(to: flow.y + 4)
    for line in candidate.arithmetic {
      flow.text(line, PaperStyle.code, x: x, width: width)
      flow.move(to: flow.y + 2)
    }
    flow.move(to: max(bottom, flow.y) + 2)
    // A candidate has one page, so a very long path has only two lines.
    flow.facts(candidate.exhibit.facts.filter { $0.isCode }, maximumLines: 2)
  }

  /// Sets one or two figures with their captions on one page.
  private func setRow(_ figures: [CandidateContent.CaptionedFigure], on flow: PageFlow) {
    let step = PageFlow.width - FigureStyle.widthPoints
    let texts = figures.map { figure in
      (
        flow.canvas.text(
          figure.title, FigureStyle.small.with { $0.isBold = true },
          width: FigureStyle.widthPoints),
        flow.canvas.text(figure.caption, PaperStyle.note, width: FigureStyle.widthPoints)
      )
    }
    let height =
      zip(figures, texts).map { figure, text in
        figure.figure.heightPoints + text.0.height + text.1.height + 5
      }.max() ?? 0
    flow.put(height: height) { canvas in
      for (index, (figure, text)) in zip(figures, texts).enumerated() {
        canvas.saved {
          canvas.translate(x: Double(index) * step, y: 0)
          canvas.draw(text.0, x: 0, y: 0)
          canvas.saved {
            canvas.translate(x: 0, y: text.0.height + 2)
            canvas.tagged(.figure) { figure.figure.draw(on: canvas, faces: faces) }
          }
          canvas.draw(text.1, x: 0, y: text.0.height + figure.figure.heightPoints + 5)
        }
      }
    }
    flow.space(8)
  }

  func set(_ weightings: WeightingsContent, on flow: PageFlow) {
    let figure = weightings.paperFigure
    flow.heading(
      Heading.weightings.rawValue, destination: "weightings",
      following: figure.heightPoints + 40)
    flow.text(WeightingsContent.explanation, PaperStyle.note)
    flow.space(8)
    flow.put(height: figure.heightPoints) { canvas in
      canvas.tagged(.figure) { figure.draw(on: canvas, faces: faces) }
    }
  }
}
