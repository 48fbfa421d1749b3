import Basics
import Drawing
import Evidence

/// The deletion and insertion curves of one explanation, with those of random orders.
struct DeletionInsertionFigure: Figure {
  let checks: CandidateChecks
  let widthPoints = FigureStyle.widthPoints
  let heightPoints = 134.0

  private static let gap = 14.0
  private static let axisWidth = 30.0
  private static let plotTop = 13.0
  private static let plotHeight = 82.0
  private static let map = FigureStyle.barEMD

  private var curves: [DeletionInsertionCurve] { [checks.deletion, checks.insertion] }

  /// Of both plots, so that they can be compared.
  private var range: (low: Double, high: Double) {
    let values = curves.flatMap { $0.scores + $0.randomScores.flatMap { $0 } }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let margin = max(high - low, 1e-6) * 0.05
    return (low - margin, high + margin)
  }

  var alternativeText: String {
    let parts = curves.map { curve in
      let name = curve.kind == .deletion ? "Deletion" : "Insertion"
      return """
        \(name): EMD similarity from \(fixed(curve.scores.first!, 4)) to \
        \(fixed(curve.scores.last!, 4)). Area \(fixed(curve.area, 4)) in the map's order, \
        \(fixed(curve.randomMean, 4)) on average in \(curve.randomScores.count) random orders \
        (\(fixed(curve.randomLowest, 4)) to \(fixed(curve.randomHighest, 4))).
        """
    }
    return "Curves of the EMD similarity as gray covers query patches. "
      + parts.joined(separator: " ")
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let width = (widthPoints - Self.axisWidth - Self.gap) / 2
    for (place, curve) in curves.enumerated() {
      let plot = Rectangle(
        x: Self.axisWidth + Double(place) * (width + Self.gap), y: Self.plotTop, width: width,
        height: Self.plotHeight)
      canvas.draw(
        curve.kind == .deletion ? "deletion" : "insertion",
        FigureStyle.small.with { $0.isBold = true },
        x: plot.x, y: 0)
      draw(curve, on: canvas, in: plot)
    }
    let numbers = Rectangle(
      x: 0, y: Self.plotTop, width: Self.axisWidth, height: Self.plotHeight)
    let height = canvas.text("0", FigureStyle.small).height
    for (value, y) in [(range.high, numbers.y), (range.low, numbers.maxY - height)] {
      canvas.draw(fixed(value, 3), FigureStyle.small, x: 0, y: y)
    }
    drawKey(on: canvas, y: Self.plotTop + Self.plotHeight + 13)
  }

  private func draw(_ curve: DeletionInsertionCurve, on canvas: Canvas, in plot: Rectangle) {
    let (low, high) = range
    func line(_ scores: [Double]) -> [Point] {
      zip(curve.shares, scores).map { share, score in
        Point(
          x: plot.x + share * plot.width,
          y: plot.maxY - (score - low) / (high - low) * plot.height)
      }
    }
    for scores in curve.randomScores {
      canvas.strokeLine(line(scores), FigureStyle.rule, width: 0.6)
    }
    let count = Double(curve.randomScores.count)
    let mean = curve.shares.indices.map { step in
      curve.randomScores.reduce(0) { $0 + $1[step] } / count
    }
    canvas.strokeLine(line(mean), FigureStyle.faint, width: 1.1)
    canvas.strokeLine(line(curve.scores), Self.map, width: 1.8)
    for point in line(curve.scores) {
      canvas.fillEllipse(
        in: Rectangle(x: point.x - 1.6, y: point.y - 1.6, width: 3.2, height: 3.2), Self.map)
    }
    canvas.strokeLine(
      [
        Point(x: plot.x, y: plot.y), Point(x: plot.x, y: plot.maxY),
        Point(x: plot.maxX, y: plot.maxY),
      ], FigureStyle.faint, width: 0.6)
    canvas.draw("0", FigureStyle.small, x: plot.x, y: plot.maxY + 1)
    let end = canvas.text("100 %", FigureStyle.small)
    canvas.draw(end, x: plot.maxX - end.width, y: plot.maxY + 1)
    let unit = canvas.text(
      curve.kind == .deletion ? "covered" : "uncovered", FigureStyle.smallFaint)
    canvas.draw(unit, x: plot.midX - unit.width / 2, y: plot.maxY + 1)
  }

  private func drawKey(on canvas: Canvas, y: Double) {
    var y = y
    for (color, width, words) in [
      (Self.map, 1.8, "greatest contribution first"),
      (FigureStyle.faint, 1.1, "mean of random orders; pale: each of them"),
    ] {
      canvas.strokeLine(
        [Point(x: Self.axisWidth, y: y + 5), Point(x: Self.axisWidth + 16, y: y + 5)], color,
        width: width)
      canvas.draw(words, FigureStyle.small, x: Self.axisWidth + 21, y: y)
      y += 12
    }
  }
}
