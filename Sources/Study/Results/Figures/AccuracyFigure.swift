import Basics
import Drawing

/// How often people were right: bars, intervals, and a dot for each person.
struct AccuracyFigure: StudyFigure {
  let scores: StudyScores

  private static let row = 47.0
  private static let left = 122.0
  private static let right = 400.0
  private static let top = 26.0

  private var rows: [StudyScores.Method] { scores.methods.filter { $0.pooled != nil } }
  var height: Double { Self.top + Double(rows.count) * Self.row + 40 }

  var alternativeText: String {
    let lines = rows.map { method in
      let spread = method.accuracy?.sd.map {
        ", standard deviation of people \(fixed(100 * $0, 1))"
      }
      return """
        \(method.method.name): \(FigureInk.percent(method.accuracy!.mean)), 95% interval \
        \(FigureInk.range(method.pooled!.interval))\(spread ?? "").
        """
    }
    let line = scores.chance.map {
      " Always giving the more frequent answer is right in \(FigureInk.percent($0.line))."
    }
    return "Share of right answers, mean of people. " + lines.joined(separator: " ") + (line ?? "")
  }

  var caption: String {
    """
    Bars: mean of the people. Thick line: two-way 95% interval, over people and pairs. Thin line: \
    standard deviation of the people. Dots: one person each.
    """
  }

  private func x(_ share: Double) -> Double {
    Self.left + (Self.right - Self.left) * min(max(share, 0), 1)
  }

  func draw(on canvas: Canvas) {
    let bottom = Self.top + Double(rows.count) * Self.row
    for tick in 0...5 {
      let x = x(Double(tick) / 5)
      canvas.strokeLine(
        [Point(x: x, y: Self.top), Point(x: x, y: bottom)], FigureInk.rule, width: 0.4)
      FigureInk.draw(
        tick == 5 ? "100%" : "\(tick * 20)", FigureInk.faint, middleAt: x, y: bottom + 4, on: canvas
      )
    }
    FigureInk.draw(
      "mean", FigureInk.faint, rightAt: Self.width, y: Self.top - 14, on: canvas)
    for (place, method) in rows.enumerated() {
      draw(method, at: Self.top + Double(place) * Self.row, on: canvas)
    }
    FigureInk.dashed(
      x(0.5), from: Self.top, to: bottom, dash: 1.2, gap: 1.8, width: 0.8, on: canvas)
    FigureInk.draw(
      "50%: guessing", FigureInk.small, rightAt: x(0.5) - 3, y: Self.top - 14, on: canvas)
    if let line = scores.chance?.line {
      FigureInk.dashed(
        x(line), from: Self.top, to: bottom, dash: 4, gap: 2.5, width: 0.8, on: canvas)
      canvas.draw(
        "\(FigureInk.percent(line)): always the more frequent answer", FigureInk.small,
        x: x(line) + (line > 0.5 ? 2 : 5), y: Self.top - 14)
    }
    drawLegend(at: bottom + 22, on: canvas)
  }

  private func draw(_ method: StudyScores.Method, at top: Double, on canvas: Canvas) {
    let (mean, pooled) = (method.accuracy!, method.pooled!)
    canvas.draw(
      method.method.name, FigureInk.bold, x: 0, y: top + 5, width: Self.left - 6)
    canvas.draw("\(pooled.answered) answers", FigureInk.faint, x: 0, y: top + 17)
    let bar = Rectangle(x: Self.left, y: top + 4, width: x(mean.mean) - Self.left, height: 14)
    canvas.fill(bar, method.method == .none ? FigureInk.barNone : FigureInk.bar)
    let y = bar.midY
    if let sd = mean.sd {
      let (low, high) = (x(mean.mean - sd), x(mean.mean + sd))
      canvas.strokeLines(
        [
          [Point(x: low, y: y), Point(x: high, y: y)],
          [Point(x: low, y: y - 3.5), Point(x: low, y: y + 3.5)],
          [Point(x: high, y: y - 3.5), Point(x: high, y: y + 3.5)],
        ], FigureInk.ink, width: 0.8)
    }
    canvas.strokeLine(
      [Point(x: x(pooled.interval.low), y: y), Point(x: x(pooled.interval.high), y: y)],
      FigureInk.ink, width: 3.4)
    canvas.strokeLine(
      [Point(x: x(mean.mean), y: y - 6.5), Point(x: x(mean.mean), y: y + 6.5)], .white, width: 3)
    canvas.strokeLine(
      [Point(x: x(mean.mean), y: y - 6.5), Point(x: x(mean.mean), y: y + 6.5)], FigureInk.ink,
      width: 1.4)
    drawDots(method.method, at: top + 23, on: canvas)
    FigureInk.draw(
      FigureInk.percent(mean.mean), FigureInk.bold.with { $0.sizePoints = 10 },
      rightAt: Self.width, y: top + 2, on: canvas)
    FigureInk.draw(
      FigureInk.range(pooled.interval), FigureInk.faint, rightAt: Self.width, y: top + 16,
      on: canvas)
  }

  /// People with equal shares stand below each other; many of them closer together.
  private func drawDots(_ method: StudyMethod, at top: Double, on canvas: Canvas) {
    var counts: [Int: Int] = [:]
    for cell in scores.cells where cell.method == method {
      if let accuracy = cell.accuracy { counts[Int((accuracy * 1000).rounded()), default: 0] += 1 }
    }
    let highest = counts.values.max() ?? 0
    let step = min(4.0, 21 / Double(max(highest, 1)))
    for (place, count) in counts.sorted(by: { $0.key < $1.key }) {
      for number in 0..<count {
        let x = x(Double(place) / 1000)
        canvas.fillEllipse(
          in: Rectangle(x: x - 1.6, y: top + Double(number) * step - 1.6, width: 3.2, height: 3.2),
          FigureInk.gray)
      }
    }
  }

  private func drawLegend(at y: Double, on canvas: Canvas) {
    var x = Self.left
    canvas.strokeLine(
      [Point(x: x, y: y + 5), Point(x: x + 22, y: y + 5)], FigureInk.ink, width: 3.4)
    let first = canvas.draw("two-way 95% interval", FigureInk.faint, x: x + 27, y: y)
    x += 27 + first.width + 16
    canvas.strokeLine(
      [Point(x: x, y: y + 5), Point(x: x + 22, y: y + 5)], FigureInk.ink, width: 0.8)
    let second = canvas.draw("SD of people", FigureInk.faint, x: x + 27, y: y)
    x += 27 + second.width + 16
    canvas.fillEllipse(in: Rectangle(x: x, y: y + 3.4, width: 3.2, height: 3.2), FigureInk.gray)
    canvas.draw("one person", FigureInk.faint, x: x + 8, y: y)
  }
}
