import Basics
import Drawing
import Evidence

/// What the two re-rankers cost: milliseconds a candidate, as bars from 0.
struct TimingFigure: Figure {
  let timings: StageTimings
  let widthPoints = FigureStyle.widthPoints
  let heightPoints = 46.0

  /// - Returns: `nil` where nothing was re-ranked.
  init?(_ timings: StageTimings) {
    guard timings.reranked > 0 else { return nil }
    self.timings = timings
  }

  private var bars: [(name: String, milliseconds: Double, color: PaperColor)] {
    let count = Double(timings.reranked)
    return [
      ("EMD", timings.emd / count, FigureStyle.barEMD),
      ("H2L", timings.h2l / count, FigureStyle.barH2L),
    ]
  }

  var alternativeText: String {
    let parts = bars.map { "\($0.name) \(fixed($0.milliseconds, 3)) ms" }
    return """
      Time for each of \(timings.reranked) re-ranked candidates: \
      \(parts.joined(separator: ", ")).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let longest = bars.map(\.milliseconds).max() ?? 0
    let start = 28.0
    let room = widthPoints - start - 62
    for (row, bar) in bars.enumerated() {
      let y = Double(row) * 16
      canvas.draw(bar.name, FigureStyle.small, x: 0, y: y + 1)
      let length = longest > 0 ? room * bar.milliseconds / longest : 0
      canvas.fill(
        Rectangle(x: start, y: y + 1, width: max(length, 0.5), height: 11), bar.color)
      canvas.draw(
        "\(fixed(bar.milliseconds, 3)) ms", FigureStyle.small, x: start + max(length, 0.5) + 4,
        y: y + 1)
    }
    canvas.strokeLine(
      [Point(x: start, y: 0), Point(x: start, y: 30)], FigureStyle.faint, width: 0.7)
    canvas.draw(
      "milliseconds for each candidate, from 0", FigureStyle.smallFaint, x: start, y: 34)
  }
}
