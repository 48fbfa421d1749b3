import Drawing

extension QueryReportDocument {
  /// Sets the photograph, and below it the crop beside the processing.
  func set(_ sighting: SightingContent, on flow: PageFlow) {
    let photograph = PhotographFigure(sighting.sighting, widthPoints: PageFlow.width)
    flow.heading(
      Heading.photograph.rawValue, destination: "photograph",
      following: photograph.heightPoints + 40)
    flow.text(sighting.summary, PaperStyle.bold)
    flow.space(2)
    flow.text(SightingContent.explanation, PaperStyle.note)
    flow.space(6)
    flow.put(height: photograph.heightPoints) { canvas in
      canvas.tagged(.figure) { photograph.draw(on: canvas, faces: faces) }
    }
    flow.space(10)
    let crop = AlignedPointsFigure(sighting.sighting, widthPoints: 96)
    flow.need(crop.heightPoints + 30)
    flow.figure(crop, faces: faces, facts: sighting.facts, x: 112, nameWidth: 96)
  }
}
