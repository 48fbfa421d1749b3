import Basics
import Drawing

/// Accuracy where the model's verdict was right, and where it was wrong.
struct RelianceFigure: StudyFigure {
  let scores: StudyScores

  private static let row = 34.0
  private static let left = 122.0
  private static let right = 380.0
  private static let top = 14.0

  private var rows: [StudyScores.Method] {
    scores.methods.filter { $0.reliance?.modelRight != nil || $0.reliance?.modelWrong != nil }
  }

  var height: Double { Self.top + Double(rows.count) * Self.row + 16 }

  var alternativeText: String {
    "Share of right answers by the system's own verdict. "
      + rows.map { method in
        "\(method.method.name): "
          + [("right", method.reliance!.modelRight), ("wrong", method.reliance!.modelWrong)]
          .compactMap { name, estimate in
            estimate.map {
              """
              where the system was \(name) \(FigureInk.percent($0.rate)) \
              (\(FigureInk.range($0.interval)), \($0.answered) answers)
              """
            }
          }.joined(separator: ", ") + "."
      }.joined(separator: " ")
  }

  let caption: String

  func draw(on canvas: Canvas) {
    func x(_ share: Double) -> Double {
      Self.left + (Self.right - Self.left) * min(max(share, 0), 1)
    }
    let bottom = height - 16
    for tick in [0.0, 0.5, 1] {
      FigureInk.draw(
        tick == 1 ? "100%" : fixed(100 * tick, 0), FigureInk.faint, middleAt: x(tick),
        y: bottom + 3, on: canvas)
    }
    for (place, method) in rows.enumerated() {
      let y = Self.top + Double(place) * Self.row
      canvas.draw(method.method.name, FigureInk.bold, x: 0, y: y + 7, width: Self.left - 6)
      let parts: [(String, Estimate?)] = [
        ("system right", method.reliance!.modelRight),
        ("system wrong", method.reliance!.modelWrong),
      ]
      for (number, part) in parts.enumerated() {
        guard let estimate = part.1 else { continue }
        let bar = Rectangle(
          x: Self.left, y: y + 2 + Double(number) * 14, width: x(estimate.rate) - Self.left,
          height: 12)
        if number == 0 {
          canvas.fill(bar, FigureInk.bar)
        } else {
          drawHatched(bar, on: canvas)
        }
        canvas.strokeLine(
          [
            Point(x: x(estimate.interval.low), y: bar.midY),
            Point(x: x(estimate.interval.high), y: bar.midY),
          ], FigureInk.ink, width: 2)
        canvas.strokeLine(
          [Point(x: bar.maxX, y: bar.y), Point(x: bar.maxX, y: bar.maxY)], FigureInk.ink, width: 1.2
        )
        FigureInk.draw(
          "\(part.0)  \(FigureInk.percent(estimate.rate))  (n \(estimate.answered))",
          FigureInk.small, rightAt: Self.width, y: bar.y + 1, on: canvas)
      }
    }
    FigureInk.dashed(
      x(0.5), from: Self.top, to: bottom, dash: 1.2, gap: 1.8, width: 0.8, on: canvas)
  }

  /// Lines, so that the two bars differ in a black-and-white copy.
  private func drawHatched(_ bar: Rectangle, on canvas: Canvas) {
    canvas.saved {
      canvas.clip(to: bar)
      var lines: [[Point]] = []
      var x = bar.x - bar.height
      while x < bar.maxX {
        lines.append([Point(x: x, y: bar.maxY), Point(x: x + bar.height, y: bar.y)])
        x += 4
      }
      canvas.strokeLines(lines, FigureInk.blue, width: 0.8)
    }
    canvas.stroke(bar, FigureInk.blue, width: 0.6)
  }
}
