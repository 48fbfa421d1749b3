import Basics
import Drawing
import Evidence
import Identification

/// The distribution of other pictures' scores for each method, with the score of this candidate.
struct HistogramsFigure: Figure {
  let standings: [Typicality.Standing]
  let widthPoints = FigureStyle.widthPoints
  let heightPoints = 86.0

  private static let gap = 14.0
  private static let plotTop = 24.0
  private static let plotHeight = 46.0
  private static let mark = FigureStyle.barH2L

  var alternativeText: String {
    let parts = standings.map { standing in
      """
      \(standing.method.title): \(standing.others) scores of other pictures from \
      \(fixed(lowest(standing), 3)) to \(fixed(highest(standing), 3)); this candidate \
      \(fixed(standing.score, 3)); \(standing.atLeast) other scores are as high or higher
      """
    }
    return "Histograms of the scores of other pictures. \(parts.joined(separator: ". "))."
  }

  private func lowest(_ standing: Typicality.Standing) -> Double { standing.histogram.low }
  private func highest(_ standing: Typicality.Standing) -> Double {
    // The bin after the last one with a score.
    let last = standing.histogram.counts.lastIndex { $0 > 0 } ?? 0
    let width = standing.histogram.high - standing.histogram.low
    return standing.histogram.low
      + width * Double(last + 1) / Double(standing.histogram.counts.count)
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    // All reports with up to three methods have the same width.
    let columns = Double(max(3, standings.count))
    let width = (widthPoints - (columns - 1) * Self.gap) / columns
    for (place, standing) in standings.enumerated() {
      let plot = Rectangle(
        x: Double(place) * (width + Self.gap), y: Self.plotTop, width: width,
        height: Self.plotHeight)
      canvas.draw(
        standing.method.title, FigureStyle.small.with { $0.isBold = true }, x: plot.x, y: 0)
      draw(standing, on: canvas, in: plot)
    }
  }

  private func draw(_ standing: Typicality.Standing, on canvas: Canvas, in plot: Rectangle) {
    let histogram = standing.histogram
    let most = Double(histogram.counts.max() ?? 1)
    let bin = plot.width / Double(histogram.counts.count)
    for (place, count) in histogram.counts.enumerated() where count > 0 {
      // A bar of one among thousands is still visible.
      let height = max(plot.height * Double(count) / most, 0.8)
      canvas.fill(
        Rectangle(
          x: plot.x + Double(place) * bin, y: plot.maxY - height, width: bin - 0.4,
          height: height), FigureStyle.barEMD)
    }
    canvas.strokeLine(
      [Point(x: plot.x, y: plot.maxY), Point(x: plot.maxX, y: plot.maxY)], FigureStyle.faint,
      width: 0.6)
    let share = (standing.score - histogram.low) / (histogram.high - histogram.low)
    let x = plot.x + share * plot.width
    canvas.strokeLine(
      [Point(x: x, y: plot.y - 3), Point(x: x, y: plot.maxY)], Self.mark, width: 1.6)
    let text = canvas.text(
      fixed(standing.score, 3), FigureStyle.small.with { $0.color = Self.mark })
    canvas.draw(
      text, x: min(max(x - text.width / 2, plot.x), plot.maxX - text.width),
      y: plot.y - 3 - text.height)
    canvas.draw(fixed(histogram.low, 2), FigureStyle.small, x: plot.x, y: plot.maxY + 1)
    let high = canvas.text(fixed(histogram.high, 2), FigureStyle.small)
    canvas.draw(high, x: plot.maxX - high.width, y: plot.maxY + 1)
  }
}
