import Drawing

extension QueryReportDocument {
  func set(_ checks: ChecksContent, on flow: PageFlow) {
    flow.heading(Heading.checks.rawValue, destination: "checks", following: 220)
    flow.text(ChecksContent.explanation, PaperStyle.note)
    flow.space(6)
    flow.table(
      head: ["Check", "Found", "Expected", "Outcome"],
      rows: checks.rows.map { [$0.check, $0.result, $0.expected, $0.verdict] },
      widths: [84, 225, 120, PageFlow.width - 429], boldColumn: 3, maximumLines: 8)
    flow.space(4)
    flow.text(checks.method, PaperStyle.note)
  }

  /// Sets the curves at the left and the numbers at the right.
  func set(_ checks: CandidateChecksContent, on flow: PageFlow) {
    flow.need(checks.figure.heightPoints + 70)
    flow.text(CandidateChecksContent.title, PaperStyle.bold)
    flow.space(3)
    if let warning = checks.warning {
      flow.text(
        "Warning. \(warning)",
        FigureStyle.small.with {
          $0.color = FigureStyle.other
          $0.isBold = true
        })
      flow.space(3)
    }
    flow.text(checks.caption, PaperStyle.note)
    flow.space(6)
    flow.figure(
      checks.figure, faces: faces, facts: checks.facts, x: PageFlow.width - FigureStyle.widthPoints,
      nameWidth: 84)
    flow.space(8)
  }
}
