import Basics
import Drawing

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
