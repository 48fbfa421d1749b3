import Drawing

extension QueryReportDocument {
  /// Sets the histograms at the left and the numbers at the right.
  func set(_ typicality: TypicalityContent, on flow: PageFlow) {
    flow.need(typicality.figure.heightPoints + 80)
    flow.text(TypicalityContent.title, PaperStyle.bold)
    flow.space(3)
    flow.text(typicality.caption, PaperStyle.note)
    flow.space(6)
    flow.figure(
      typicality.figure, faces: faces, facts: typicality.facts,
      x: PageFlow.width - FigureStyle.widthPoints, nameWidth: 50)
    flow.move(to: flow.y + 4)
    flow.facts(typicality.calibration)
    flow.move(to: flow.y + 3)
    flow.text(typicality.hint, PaperStyle.note)
    flow.space(8)
  }
}
