import Basics
import Drawing
import Evidence
import Identification

/// The times of the re-rankers: milliseconds per candidate, as bars from 0.
struct TimingFigure: Figure {
  let timings: StageTimings
  let widthPoints = FigureStyle.widthPoints
  var heightPoints: Double { 14 + Double(bars.count) * 16 }

  /// - Returns: `nil` if nothing was re-ranked.
  init?(_ timings: StageTimings) {
    guard timings.reranked > 0, timings.methods.contains(where: { $0.method.reranks }) else {
      return nil
    }
    self.timings = timings
  }

  private var bars: [(name: String, milliseconds: Double, color: PaperColor)] {
    let count = Double(timings.reranked)
    return timings.methods.filter { $0.method.reranks }.enumerated().map { place, entry in
      let isUntrained = timings.untrained.contains(entry.method)
      return (
        entry.method.title + (isUntrained ? " (untrained)" : ""), entry.value / count,
        place.isMultiple(of: 2) ? FigureStyle.barEMD : FigureStyle.barH2L
      )
    }
  }

  /// The title, such as "Times of EMD and H2L".
  var title: String { "Times of \(inWords(bars.map(\.name)))" }

  var alternativeText: String {
    let parts = bars.map { "\($0.name) \(fixed($0.milliseconds, 3)) ms" }
    return """
      Time per candidate (\(timings.reranked) re-ranked candidates): \
      \(parts.joined(separator: ", ")).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let longest = bars.map(\.milliseconds).max() ?? 0
    // Space for the longest name.
    let start =
      bars.map { canvas.text($0.name, FigureStyle.small).width + 6 }.reduce(28, max)
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
      [Point(x: start, y: 0), Point(x: start, y: heightPoints - 16)], FigureStyle.faint, width: 0.7)
    canvas.draw(
      "milliseconds per candidate, from 0", FigureStyle.smallFaint, x: start,
      y: heightPoints - 12)
  }
}
