import Drawing
import Evidence

/// The five feature weightings of one candidate side by side, over one legend.
struct WeightingsFigure: Figure {
  let columns: [WeightingFigure]
  let widthPoints: Double
  let heightPoints: Double

  private static let legendGap = 8.0

  /// - Parameter widthPoints: The width of five figures and the gaps between them.
  init(_ columns: [WeightingFigure], widthPoints: Double) {
    self.columns = columns
    self.widthPoints = widthPoints
    heightPoints =
      (columns.map(\.heightPoints).max() ?? 0) + Self.legendGap + Legend.heightPoints
  }

  var alternativeText: String { columns.map(\.alternativeText).joined(separator: " ") }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let used = columns.reduce(0) { $0 + $1.widthPoints }
    let gap = columns.count > 1 ? (widthPoints - used) / Double(columns.count - 1) : 0
    var x = 0.0
    for column in columns {
      canvas.saved {
        canvas.translate(x: x, y: 0)
        column.draw(on: canvas, faces: faces)
      }
      x += column.widthPoints + gap
    }
    WeightingFigure.legend.draw(
      on: canvas, x: 0, y: heightPoints - Legend.heightPoints, width: widthPoints)
  }
}
