import Drawing

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
