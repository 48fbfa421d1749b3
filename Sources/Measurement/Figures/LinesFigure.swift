import Basics
import Drawing
import Statistics

/// Lines with bands of 95% intervals on panels of their own scale.
struct LinesFigure: MeasurementFigure {
  struct Line: Sendable, Equatable {
    let name: String
    let points: [PointWithInterval]
  }

  struct PointWithInterval: Sendable, Equatable {
    let x: Double
    let y: Double
    let interval: Interval?
  }

  struct Panel: Sendable, Equatable {
    let name: String
    let lines: [Line]
  }

  let title: String
  let caption: String
  let xTitle: String
  let panels: [Panel]
  let widthPoints = 505.0

  private static let perRow = 3
  private static let rowHeight = 150.0

  private var rowCount: Int { (panels.count + Self.perRow - 1) / Self.perRow }
  private var names: [String] {
    var names: [String] = []
    for line in panels.flatMap(\.lines) where !names.contains(line.name) { names.append(line.name) }
    return Array(names.prefix(CurveFigure.mostSeries))
  }

  var heightPoints: Double { Double(max(1, rowCount)) * Self.rowHeight + 30 }

  var alternativeText: String {
    let parts = panels.map { panel in
      let lines = panel.lines.map { line in
        line.name + " "
          + line.points.map { "\(trimmed($0.x)): \(fixed($0.y, 1))" }.joined(separator: ", ")
      }
      return "\(panel.name): \(lines.joined(separator: "; "))"
    }
    return "\(title). \(parts.joined(separator: ". "))."
  }

  func draw(on canvas: Canvas) {
    let width = (widthPoints - 20 * Double(Self.perRow - 1)) / Double(Self.perRow)
    for (place, panel) in panels.enumerated() {
      let left = Double(place % Self.perRow) * (width + 20)
      draw(
        panel, on: canvas, left: left, top: Double(place / Self.perRow) * Self.rowHeight,
        width: width)
    }
    var x = 26.0
    let y = heightPoints - 12
    canvas.drawLine(xTitle, MeasurementStyle.note, x: 26, y: y - 14, width: widthPoints - 26)
    for (place, name) in names.enumerated() {
      canvas.strokeLine(
        [Point(x: x, y: y + 5), Point(x: x + 12, y: y + 5)], MeasurementStyle.lines[place],
        width: 2)
      let block = canvas.text(name, MeasurementStyle.number)
      canvas.draw(block, x: x + 16, y: y)
      x += 16 + block.width + 14
    }
  }

  private func draw(
    _ panel: Panel, on canvas: Canvas, left: Double, top: Double, width: Double
  ) {
    canvas.drawLine(panel.name, MeasurementStyle.label, x: left, y: top, width: width)
    let plot = Rectangle(
      x: left + 26, y: top + 16, width: width - 28, height: Self.rowHeight - 42)
    let points = panel.lines.flatMap(\.points)
    let values = points.flatMap { [$0.y, $0.interval?.low ?? $0.y, $0.interval?.high ?? $0.y] }
    let least = values.min() ?? 0
    let most = values.max() ?? 100
    let step = [1.0, 2, 5, 10, 20, 25].first { (most - least) / $0 <= 5 } ?? 25
    let low = (least / step).rounded(.down) * step
    let high = max(low + step, (most / step).rounded(.up) * step)
    func y(_ value: Double) -> Double { plot.maxY - (value - low) / (high - low) * plot.height }
    func x(_ value: Double) -> Double { plot.x + value * plot.width }
    for tick in stride(from: low, through: high + 1e-9, by: step) {
      canvas.strokeLine(
        [Point(x: plot.x, y: y(tick)), Point(x: plot.maxX, y: y(tick))], Palette.panel, width: 0.6)
      canvas.drawLine(
        trimmed(tick), MeasurementStyle.note, x: left, y: y(tick) - 5, width: 22,
        alignment: .right)
    }
    for tick in Set(points.map(\.x)).sorted() {
      canvas.drawLine(
        trimmed(tick), MeasurementStyle.note, x: x(tick) - 14, y: plot.maxY + 3, width: 28,
        alignment: .center)
    }
    for line in panel.lines {
      guard let place = names.firstIndex(of: line.name) else { continue }
      let color = MeasurementStyle.lines[place]
      let high = line.points.map { Point(x: x($0.x), y: y($0.interval?.high ?? $0.y)) }
      let low = line.points.reversed().map { Point(x: x($0.x), y: y($0.interval?.low ?? $0.y)) }
      canvas.fill(Path(polygon: high + low, isClosed: true), color.with(opacity: 0.13))
      canvas.strokeLine(
        line.points.map { Point(x: x($0.x), y: y($0.y)) }, color, width: 1.6)
      for point in line.points {
        canvas.fillEllipse(
          in: Rectangle(x: x(point.x) - 2.2, y: y(point.y) - 2.2, width: 4.4, height: 4.4), color)
      }
    }
  }
}
