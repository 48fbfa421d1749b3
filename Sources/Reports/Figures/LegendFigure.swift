import Drawing

/// A legend by itself, for figures that stand apart but share a scale.
struct LegendFigure: Figure {
  let legend: Legend
  /// Wider than a figure: its words stand on one line.
  let widthPoints = 315.0
  let heightPoints = Legend.heightPoints

  var alternativeText: String {
    "Legend: \(legend.unit), from \(legend.lowest) to \(legend.highest)."
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    legend.draw(on: canvas, x: 0, y: 0.5, width: widthPoints)
  }
}
