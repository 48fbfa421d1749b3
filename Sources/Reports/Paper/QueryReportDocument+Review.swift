import Drawing

extension QueryReportDocument {
  func set(_ review: ReviewContent, on flow: PageFlow) {
    flow.heading(ReviewContent.title, destination: "review", following: 80)
    if let disagreement = review.disagreement {
      flow.text("Disagreement \(disagreement)", PaperStyle.bold)
      flow.space(3)
      flow.list(review.reasons, FigureStyle.small)
      flow.text(ReviewContent.disagreementHint, PaperStyle.note)
      flow.space(8)
    }
    guard let verdict = review.verdict else { return }
    flow.need(130)
    flow.text(
      verdict,
      PaperStyle.bold.with {
        $0.color = review.suitability == .sufficient ? FigureStyle.ink : FigureStyle.other
      })
    flow.space(3)
    flow.table(
      head: ["Measure", "Found", "Limits", "Outcome"],
      rows: review.measures.map { [$0.name, $0.value, $0.limits, $0.outcome] },
      widths: [160, 70, 195, PageFlow.width - 425], boldColumn: 3)
    flow.space(3)
    flow.text(review.hint, PaperStyle.note)
  }
}
