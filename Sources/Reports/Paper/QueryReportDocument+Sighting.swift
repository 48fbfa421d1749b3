import Drawing

extension QueryReportDocument {
  /// The photograph, and below it the crop beside what was done.
  func set(_ sighting: SightingContent, on flow: PageFlow) {
    let photograph = PhotographFigure(sighting.sighting, widthPoints: PageFlow.width)
    flow.heading(
      "The photograph", destination: "photograph", following: photograph.heightPoints + 40)
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
    let top = flow.y
    flow.put(height: crop.heightPoints) { canvas in
      canvas.tagged(.figure) { crop.draw(on: canvas, faces: faces) }
    }
    let bottom = flow.y
    flow.move(to: top)
    flow.facts(sighting.facts, x: 112, width: PageFlow.width - 112, nameWidth: 96)
    flow.move(to: max(bottom, flow.y))
  }
}
