import Drawing

extension QueryReportDocument {
  /// Sets map and words at the left, and the parts of the face at the right.
  func set(_ contrasts: [ContrastContent], on flow: PageFlow) {
    flow.heading(
      Heading.contrast.rawValue, destination: "contrast",
      following: (contrasts.first?.figure.heightPoints ?? 0) + 230)
    flow.text(ContrastContent.explanation, PaperStyle.note)
    for contrast in contrasts {
      let figure = contrast.figure
      flow.space(12)
      flow.need(figure.heightPoints + 150)
      flow.text(contrast.title, PaperStyle.bold)
      flow.space(4)
      let top = flow.y
      flow.put(height: figure.heightPoints) { canvas in
        canvas.tagged(.figure) { figure.draw(on: canvas, faces: faces) }
      }
      flow.move(to: flow.y + 4)
      for sentence in contrast.sentences {
        flow.text(sentence, FigureStyle.small, width: FigureStyle.widthPoints)
        flow.move(to: flow.y + 3)
      }
      let bottom = flow.y
      flow.move(to: top)
      flow.table(
        head: ["Part of the face", "Patches", "Difference"],
        rows: contrast.regions.map { [$0.name, $0.patches, $0.difference] }
          + [["all patches", "", contrast.total]],
        widths: [120, 55, 66], x: FigureStyle.widthPoints + 17, boldColumn: 2)
      flow.move(to: max(bottom, flow.y))
    }
  }
}
