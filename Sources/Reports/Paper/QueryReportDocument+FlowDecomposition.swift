import Drawing

extension QueryReportDocument {
  /// Sets the numbered pictures at the left and the sum at the right.
  func set(_ balance: FlowDecompositionContent, on flow: PageFlow) {
    let figure = balance.figure
    flow.need(figure.heightPoints + 90)
    flow.text("\(FlowDecompositionContent.title), \(balance.grid)", PaperStyle.bold)
    flow.space(3)
    flow.text(FlowDecompositionContent.caption, PaperStyle.note)
    flow.space(6)
    let top = flow.y
    flow.put(height: figure.heightPoints) { canvas in
      canvas.tagged(.figure) { figure.draw(on: canvas, faces: faces) }
    }
    let bottom = flow.y
    flow.move(to: top)
    let x = FigureStyle.widthPoints + 17
    let rows = balance.pairs.map {
      [$0.number, $0.query, $0.candidate, $0.flow, $0.cosine, $0.contribution]
    }
    flow.table(
      head: ["No.", "Query", "Cand.", "Flow", "Cosine", "Contrib."],
      rows: rows, widths: [24, 38, 38, 48, 48, 45], x: x, boldColumn: 5)
    flow.table(
      head: ["All pairs", "Contrib."],
      rows: [
        ["the \(balance.pairs.count) above", balance.named],
        ["the other \(balance.restCount) with flow", balance.rest],
        ["EMD similarity of this map", balance.total],
      ], widths: [196, 45], x: x, boldColumn: 1)
    flow.move(to: max(bottom, flow.y) + 4)
    flow.text(balance.comparison, PaperStyle.note)
    flow.space(10)
  }
}
