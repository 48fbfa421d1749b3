import Basics
import Drawing
import Evidence
import Networks

/// Two heatmaps, one over each face, on one scale with a legend beside them.
struct HeatmapPairFigure: Figure {
  /// The kind of the numbers, with their format and their words.
  enum Quantity {
    /// Shares of the total weight, in percent.
    case weights
    /// Cosines.
    case correlation(features: String)
  }

  let pair: HeatmapPair
  let quantity: Quantity
  let candidate: Face
  let widthPoints = FigureStyle.widthPoints
  let heightPoints: Double
  let scale: ColorScale

  private static let gap = 8.0
  private static let labelHeight = 12.0
  private static let faceWidth = 88.0
  private let queryAspect: Double
  private let candidateAspect: Double

  init(
    _ pair: HeatmapPair, _ quantity: Quantity, candidate: Face, queryAspect: Double,
    candidateAspect: Double
  ) {
    self.pair = pair
    self.quantity = quantity
    self.candidate = candidate
    self.queryAspect = queryAspect
    self.candidateAspect = candidateAspect
    let values = pair.query.values + pair.candidate.values
    switch quantity {
    case .weights: scale = .spanning(values)
    case .correlation: scale = .signed(values)
    }
    heightPoints = Self.labelHeight + Self.faceWidth * max(queryAspect, candidateAspect) + 1
  }

  func text(_ value: Double) -> String {
    if value == 0 { return "0" }
    return switch quantity {
    case .weights: fixed(100 * value, 2) + " %"
    case .correlation: signedText(value, 3)
    }
  }

  var alternativeText: String {
    let name =
      switch quantity {
      case .weights: "Weight maps: the share of the total weight in each patch"
      case .correlation(let features):
        "Cross-correlation of \(features): cosine of each patch with the other face's average"
      }
    func extremes(_ map: Heatmap) -> String {
      let lowest = map.values.min() ?? 0
      let highest = map.highestPatch
      return """
        from \(text(lowest)) to \(text(map.values[highest])), highest at patch \
        \(map.grid.placeName(highest))
        """
    }
    return """
      \(name), on a grid of \(pair.query.grid.rows) rows and \(pair.query.grid.columns) columns. \
      Query: \(extremes(pair.query)). Candidate: \(extremes(pair.candidate)) (row.column).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let top = Self.labelHeight
    let query = Rectangle(
      x: 0, y: top, width: Self.faceWidth, height: Self.faceWidth * queryAspect)
    let other = Rectangle(
      x: Self.faceWidth + Self.gap, y: top, width: Self.faceWidth,
      height: Self.faceWidth * candidateAspect)
    canvas.draw("query", FigureStyle.smallFaint, x: query.x, y: 0)
    canvas.draw("candidate", FigureStyle.smallFaint, x: other.x, y: 0)
    HeatOverlay(heatmap: pair.query, scale: scale, face: .query)
      .draw(on: canvas, in: query, faces: faces)
    HeatOverlay(heatmap: pair.candidate, scale: scale, face: candidate)
      .draw(on: canvas, in: other, faces: faces)
    drawLegend(
      on: canvas,
      in: Rectangle(x: other.maxX + Self.gap, y: top, width: 8, height: heightPoints - top - 1))
  }

  /// Draws the legend upright, the highest number on top, and the unit above it.
  private func drawLegend(on canvas: Canvas, in bar: Rectangle) {
    let unit =
      switch quantity {
      case .weights: "weight"
      case .correlation: "cosine"
      }
    canvas.draw(unit, FigureStyle.smallFaint, x: bar.x, y: 0)
    canvas.fillGradient(bar, scale.samples, isUpright: true)
    canvas.stroke(bar, FigureStyle.rule, width: 0.5)
    let height = canvas.text("0", FigureStyle.small).height
    let x = bar.maxX + 3
    canvas.draw(text(scale.limit), FigureStyle.small, x: x, y: bar.y - 1.5)
    canvas.draw(text(scale.lowest), FigureStyle.small, x: x, y: bar.maxY - height + 1.5)
    let middle = (scale.limit + scale.lowest) / 2
    canvas.draw(text(middle), FigureStyle.small, x: x, y: bar.midY - height / 2)
  }
}
