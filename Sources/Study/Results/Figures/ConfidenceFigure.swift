import Basics
import Drawing

/// Accuracy at each level of confidence.
struct ConfidenceFigure: StudyFigure {
  let scores: StudyScores

  private static let top = 18.0
  private static let plotHeight = 96.0

  private var rows: [StudyScores.Method] {
    scores.methods.filter { method in method.confidence.levels.contains { $0.answered > 0 } }
  }

  var height: Double { Self.top + Self.plotHeight + 34 }

  var alternativeText: String {
    "Share of right answers by confidence. "
      + rows.map { method in
        "\(method.method.name): "
          + method.confidence.levels.filter { $0.answered > 0 }.map {
            "\($0.confidence): \($0.right) of \($0.answered)"
          }.joined(separator: ", ") + "."
      }.joined(separator: " ")
  }

  var caption: String {
    "Lines: Wilson's 95% interval of the answers at each level, without regard to who gave them."
  }

  func draw(on canvas: Canvas) {
    let count = Double(max(rows.count, 1))
    let gap = 16.0
    let width = (Self.width - 20 - gap * (count - 1)) / count
    for (place, method) in rows.enumerated() {
      let left = 20 + Double(place) * (width + gap)
      let plot = Rectangle(x: left, y: Self.top, width: width, height: Self.plotHeight)
      func y(_ share: Double) -> Double { plot.maxY - plot.height * share }
      canvas.draw(
        method.method.name, FigureInk.bold.with { $0.maximumLines = 1 }, x: left, y: 2, width: width
      )
      for tick in [0.0, 0.5, 1] {
        canvas.strokeLine(
          [Point(x: plot.x, y: y(tick)), Point(x: plot.maxX, y: y(tick))], FigureInk.rule,
          width: 0.5)
        if place == 0 {
          FigureInk.draw(
            fixed(100 * tick, 0), FigureInk.faint, rightAt: left - 3, y: y(tick) - 5, on: canvas)
        }
      }
      for level in method.confidence.levels {
        let x = plot.x + width * (Double(level.confidence) - 0.5) / 5
        FigureInk.draw(
          "\(level.confidence)", FigureInk.small, middleAt: x, y: plot.maxY + 2, on: canvas)
        FigureInk.draw(
          "\(level.answered)", FigureInk.faint.with { $0.sizePoints = 7 }, middleAt: x,
          y: plot.maxY + 13, on: canvas)
        guard let interval = level.interval else { continue }
        canvas.strokeLine(
          [Point(x: x, y: y(interval.low)), Point(x: x, y: y(interval.high))], FigureInk.gray,
          width: 1)
        let share = Double(level.right) / Double(level.answered)
        canvas.fillEllipse(
          in: Rectangle(x: x - 2.6, y: y(share) - 2.6, width: 5.2, height: 5.2), FigureInk.blue)
      }
    }
    canvas.draw(
      "confidence, and below it the number of answers", FigureInk.faint, x: 20, y: height - 11)
  }
}
