import Drawing

/// A legend by itself, for separate figures with one scale.
struct LegendFigure: Figure {
  let legend: Legend
  /// The width, wider than a figure so that its words fit on one line.
  let widthPoints = 315.0
  let heightPoints = Legend.heightPoints

  var alternativeText: String {
    "Legend: \(legend.unit), from \(legend.lowest) to \(legend.highest)."
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    legend.draw(on: canvas, x: 0, y: 0.5, width: widthPoints)
  }
}
