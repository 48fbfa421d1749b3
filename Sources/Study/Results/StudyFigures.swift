import Basics
import Drawing
import Reports
import Statistics

/// A drawing of a results page, as wide as the text, for HTML and PDF.
package protocol StudyFigure: Sendable {
  var height: Double { get }
  /// What the figure shows, in words and numbers.
  var alternativeText: String { get }
  var caption: String { get }
  /// Draws from (0, 0) to (`width`, `height`).
  func draw(on canvas: Canvas)
}

extension StudyFigure {
  package static var width: Double { SheetSettings.textWidth }
}

enum FigureInk {
  static let small = TextStyle(sizePoints: 8).with { $0.color = FigureStyle.ink }
  static let bold = small.with {
    $0.isBold = true
    $0.sizePoints = 8.5
  }
  static let faint = small.with { $0.color = FigureStyle.faint }
  static let bar = PaperColor(hexadecimal: 0xa9c6e3)
  static let barNone = PaperColor(hexadecimal: 0xd3d7dc)
  static let ink = FigureStyle.ink
  static let rule = FigureStyle.rule
  static let blue = PaperColor(hexadecimal: 0x2f6ca5)
  static let gray = PaperColor(hexadecimal: 0x7a828b)

  static func percent(_ share: Double, _ decimals: Int = 1) -> String {
    fixed(100 * share, decimals) + "%"
  }

  static func range(_ interval: Interval, _ decimals: Int = 1) -> String {
    "\(fixed(100 * interval.low, decimals)) to \(fixed(100 * interval.high, decimals))"
  }

  /// Returns points of a hundred with their sign.
  static func signed(_ share: Double) -> String { fixedSigned(100 * share, 1) }

  static func signedRange(_ interval: Interval) -> String {
    "\(signed(interval.low)) to \(signed(interval.high))"
  }

  static func draw(
    _ text: String, _ style: TextStyle, rightAt x: Double, y: Double, on canvas: Canvas
  ) {
    let block = canvas.text(text, style)
    canvas.draw(block, x: x - block.width, y: y)
  }

  static func draw(
    _ text: String, _ style: TextStyle, middleAt x: Double, y: Double, on canvas: Canvas
  ) {
    let block = canvas.text(text, style)
    canvas.draw(block, x: x - block.width / 2, y: y)
  }

  static func dashed(
    _ x: Double, from top: Double, to bottom: Double, dash: Double, gap: Double, width: Double,
    on canvas: Canvas
  ) {
    var lines: [[Point]] = []
    var y = top
    while y < bottom {
      lines.append([Point(x: x, y: y), Point(x: x, y: min(y + dash, bottom))])
      y += dash + gap
    }
    canvas.strokeLines(lines, ink, width: width)
  }
}

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

/// The differences of methods with their intervals and probabilities.
struct DifferencesFigure: StudyFigure {
  let scores: StudyScores

  private static let row = 15.0
  private static let left = 160.0
  private static let right = 304.0
  private static let top = 16.0

  var height: Double { Self.top + Double(scores.differences.count) * Self.row + 6 }

  var alternativeText: String {
    "Differences of the share of right answers, in points. "
      + scores.differences.map { difference in
        let interval = difference.estimate.interval.map {
          ", 95% interval \(FigureInk.signedRange($0))"
        }
        return """
          \(difference.second.name) less \(difference.first.name): \
          \(FigureInk.signed(difference.estimate.difference))\(interval ?? "").
          """
      }.joined(separator: " ")
  }

  var caption: String {
    """
    Filled: the interval does not contain 0. Open: this study cannot distinguish the two. p: exact \
    sign-flip test over people, and after Holm's adjustment.
    """
  }

  private var reach: Double {
    let largest =
      scores.differences.flatMap { difference -> [Double] in
        let interval = difference.estimate.interval
        return [
          abs(difference.estimate.difference), abs(interval?.low ?? 0), abs(interval?.high ?? 0),
        ]
      }.max() ?? 0.1
    return max(0.1, (largest * 10).rounded(.up) / 10)
  }

  func draw(on canvas: Canvas) {
    let reach = reach
    func x(_ share: Double) -> Double {
      Self.left + (Self.right - Self.left) * (share + reach) / (2 * reach)
    }
    let bottom = height - 6
    for tick in [-reach, -reach / 2, 0, reach / 2, reach] {
      canvas.strokeLine(
        [Point(x: x(tick), y: Self.top), Point(x: x(tick), y: bottom)],
        tick == 0 ? FigureInk.ink : FigureInk.rule, width: tick == 0 ? 0.9 : 0.4)
      let text = FigureInk.signed(tick).replacing(".0", with: "")
      FigureInk.draw(text, FigureInk.faint, middleAt: x(tick), y: 2, on: canvas)
    }
    for (text, place) in [
      ("points", 345.0), ("95% interval", 412), ("p", 456), ("Holm", Self.width),
    ] {
      FigureInk.draw(text, FigureInk.faint, rightAt: place, y: 2, on: canvas)
    }
    for (place, difference) in scores.differences.enumerated() {
      let y = Self.top + Double(place) * Self.row
      let middle = y + Self.row / 2
      let interval = difference.estimate.interval
      let isApart = interval.map { $0.low > 0 || $0.high < 0 } ?? false
      let style = isApart ? FigureInk.bold.with { $0.sizePoints = 8 } : FigureInk.small
      canvas.draw(
        "\(difference.second.shortName) − \(difference.first.shortName)",
        style.with { $0.maximumLines = 1 }, x: 0, y: y + 2, width: Self.left - 4)
      let color = isApart ? FigureInk.ink : FigureInk.gray
      if let interval {
        canvas.strokeLine(
          [Point(x: x(interval.low), y: middle), Point(x: x(interval.high), y: middle)], color,
          width: 2.4)
      }
      let dot = x(difference.estimate.difference)
      canvas.fillEllipse(
        in: Rectangle(x: dot - 3, y: middle - 3, width: 6, height: 6), FigureInk.ink)
      if !isApart {
        canvas.fillEllipse(in: Rectangle(x: dot - 2, y: middle - 2, width: 4, height: 4), .white)
      }
      let cells: [(String, Double)] = [
        (FigureInk.signed(difference.estimate.difference), 345.0),
        (interval.map(FigureInk.signedRange) ?? "-", 412),
        (difference.p.map(StudyText.probability) ?? "-", 456),
        (difference.holm.map(StudyText.probability) ?? "-", Self.width),
      ]
      for (text, place) in cells {
        FigureInk.draw(
          text, style.with { $0.sizePoints = 7.5 }, rightAt: place, y: y + 2.5, on: canvas)
      }
    }
  }
}

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

/// Each person's share of right answers, method by method.
struct PeopleFigure: StudyFigure {
  let scores: StudyScores

  private static let top = 8.0
  private static let plotHeight = 128.0

  var height: Double { Self.top + Self.plotHeight + 20 }

  var alternativeText: String {
    "The share of right answers of each of \(scores.participants.count) people, joined by a line."
  }

  var caption: String { "Each line is one person. The table participants.csv has the numbers." }

  func draw(on canvas: Canvas) {
    let methods = scores.methods.filter { $0.pooled != nil }.map(\.method)
    let plot = Rectangle(x: 24, y: Self.top, width: Self.width - 24, height: Self.plotHeight)
    func y(_ share: Double) -> Double { plot.maxY - plot.height * share }
    func x(_ place: Int) -> Double {
      plot.x + plot.width * (Double(place) + 0.5) / Double(max(methods.count, 1))
    }
    for tick in [0.0, 0.25, 0.5, 0.75, 1] {
      canvas.strokeLine(
        [Point(x: plot.x, y: y(tick)), Point(x: plot.maxX, y: y(tick))], FigureInk.rule, width: 0.5)
      FigureInk.draw(
        fixed(100 * tick, 0), FigureInk.faint, rightAt: plot.x - 3, y: y(tick) - 5, on: canvas)
    }
    for person in scores.participants {
      let points = methods.enumerated().compactMap { place, method in
        scores.cells.first { $0.participant == person && $0.method == method }?.accuracy.map {
          Point(x: x(place), y: y($0))
        }
      }
      if points.count > 1 {
        canvas.strokeLine(points, FigureInk.blue.with(opacity: 0.45), width: 0.8)
      }
      for point in points {
        canvas.fillEllipse(
          in: Rectangle(x: point.x - 1.8, y: point.y - 1.8, width: 3.6, height: 3.6), FigureInk.blue
        )
      }
    }
    for (place, method) in methods.enumerated() {
      FigureInk.draw(
        method.shortName, FigureInk.small, middleAt: x(place), y: plot.maxY + 5, on: canvas)
    }
  }
}

extension StudyMethod {
  /// The name within a difference.
  var shortName: String { self == .none ? "none" : name }
}
