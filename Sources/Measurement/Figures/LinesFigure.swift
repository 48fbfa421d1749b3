import Basics
import Drawing
import Statistics

/// Lines with bands of 95% intervals on panels beside each other.
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
    /// Dashed: what would be without any effect.
    var reference: Double?
  }

  /// How points are joined.
  enum Course: Sendable, Equatable {
    /// Straight lines, a dot at each point.
    case dots
    case straight
    /// Each value holds up to the next point.
    case steps
  }

  let title: String
  let caption: String
  let xTitle: String
  let panels: [Panel]
  /// The horizontal axis of all panels; `nil` for 0 to 1 with a tick at each point.
  var xAxis: CurveFigure.Axis?
  /// The vertical axis of all panels; `nil` for one of its own for each, linear.
  var yAxis: CurveFigure.Axis?
  var course = Course.dots
  /// The name of the panels' reference in the legend.
  var referenceName = ""
  /// Whether the first line is the baseline, which has a color of its own in all figures.
  var hasBaseline = true
  /// How many digits the words give.
  var digits = 1

  /// The width of half a page and of a whole one.
  static let half = 246.0
  static let whole = 505.0

  /// One panel takes half of the page.
  var widthPoints: Double { panels.count == 1 ? Self.half : Self.whole }

  private var perRow: Int { panels.count == 4 || panels.count == 2 ? 2 : min(3, panels.count) }
  private static let rowHeight = 150.0
  private static let gap = 20.0

  private var rowCount: Int { (panels.count + max(1, perRow) - 1) / max(1, perRow) }
  private var names: [String] {
    var names: [String] = []
    for line in panels.flatMap(\.lines) where !names.contains(line.name) { names.append(line.name) }
    return Array(names.prefix(CurveFigure.mostSeries))
  }

  private func color(_ place: Int) -> PaperColor {
    let colors = MeasurementStyle.lines
    return colors[(place + (hasBaseline ? 0 : 1)) % colors.count]
  }

  private var legend: FigureLegend {
    var entries: [(name: String, mark: FigureLegend.Mark)] = names.enumerated().map {
      ($1, .line(color($0)))
    }
    if panels.contains(where: { $0.reference != nil }) {
      entries.append((referenceName, .dashes(Palette.gray)))
    }
    return FigureLegend(entries, width: widthPoints - 26)
  }

  var heightPoints: Double {
    Double(max(1, rowCount)) * Self.rowHeight + 5 + legend.height
  }

  var alternativeText: String {
    let parts = panels.map { panel in
      let lines = panel.lines.map { line in
        // A long line is given by some of its points.
        let step = max(1, (line.points.count + 7) / 8)
        let places = line.points.indices.filter {
          $0 % step == 0 || $0 == line.points.count - 1
        }
        return line.name + " "
          + places.map { "\(trimmed(line.points[$0].x)): \(fixed(line.points[$0].y, digits))" }
          .joined(separator: ", ")
      }
      return "\(panel.name): \(lines.joined(separator: "; "))"
    }
    return "\(title). \(parts.joined(separator: ". "))."
  }

  func draw(on canvas: Canvas) {
    let count = Double(max(1, perRow))
    let width = (widthPoints - Self.gap * (count - 1)) / count
    for (place, panel) in panels.enumerated() {
      draw(
        panel, on: canvas, left: Double(place % perRow) * (width + Self.gap),
        top: Double(place / perRow) * Self.rowHeight, width: width)
    }
    let legend = legend
    let y = heightPoints - legend.height
    canvas.drawLine(xTitle, MeasurementStyle.note, x: 26, y: y - 14, width: widthPoints - 26)
    legend.draw(on: canvas, x: 26, y: y)
  }

  /// The axis for some values: up to six ticks at round numbers.
  private func axis(of panel: Panel) -> CurveFigure.Axis {
    if let yAxis { return yAxis }
    let values =
      panel.lines.flatMap(\.points).flatMap {
        [$0.y, $0.interval?.low ?? $0.y, $0.interval?.high ?? $0.y]
      } + [panel.reference].compactMap(\.self)
    let least = values.min() ?? 0
    let most = max(values.max() ?? 100, least)
    var unit = 0.001
    let steps = sequence(state: unit) { _ -> [Double]? in
      defer { unit *= 10 }
      return unit < 1e9 ? [unit, 2 * unit, 5 * unit] : nil
    }
    let step = steps.joined().first { (most - least) / $0 <= 5 } ?? 25
    let low = (least / step + 1e-9).rounded(.down) * step
    let high = max(low + step, (most / step - 1e-9).rounded(.up) * step)
    return CurveFigure.Axis(
      title: "", scale: .linear, low: low, high: high,
      ticks: (0...Int(((high - low) / step).rounded())).map { low + Double($0) * step })
  }

  private func draw(
    _ panel: Panel, on canvas: Canvas, left: Double, top: Double, width: Double
  ) {
    canvas.drawLine(panel.name, MeasurementStyle.label, x: left, y: top, width: width)
    let plot = Rectangle(
      x: left + 26, y: top + 16, width: width - 38, height: Self.rowHeight - 42)
    let vertical = axis(of: panel)
    func y(_ value: Double) -> Double { plot.maxY - vertical.place(value) * plot.height }
    func x(_ value: Double) -> Double { plot.x + (xAxis?.place(value) ?? value) * plot.width }
    for tick in vertical.ticks {
      canvas.strokeLine(
        [Point(x: plot.x, y: y(tick)), Point(x: plot.maxX, y: y(tick))], Palette.panel, width: 0.6)
      canvas.drawLine(
        trimmed(tick), MeasurementStyle.note, x: left, y: y(tick) - 5, width: 22,
        alignment: .right)
    }
    let ticks = xAxis?.ticks ?? Set(panel.lines.flatMap(\.points).map(\.x)).sorted()
    for tick in ticks {
      canvas.drawLine(
        trimmed(tick), MeasurementStyle.note, x: x(tick) - 20, y: plot.maxY + 3, width: 40,
        alignment: .center)
    }
    canvas.strokeLine(
      [Point(x: plot.x, y: plot.maxY), Point(x: plot.maxX, y: plot.maxY)], Palette.gray,
      width: 0.8)
    if let reference = panel.reference {
      var start = plot.x
      while start < plot.maxX {
        canvas.strokeLine(
          [Point(x: start, y: y(reference)), Point(x: min(start + 3, plot.maxX), y: y(reference))],
          Palette.gray, width: 0.9)
        start += 5.5
      }
    }
    canvas.saved {
      canvas.clip(to: plot.inset(by: -3))
      for line in panel.lines {
        guard let place = names.firstIndex(of: line.name) else { continue }
        draw(line, color(place), on: canvas, x: x, y: y)
      }
    }
  }

  private func draw(
    _ line: Line, _ color: PaperColor, on canvas: Canvas, x: (Double) -> Double,
    y: (Double) -> Double
  ) {
    func joined(_ value: (PointWithInterval) -> Double) -> [Point] {
      var points: [Point] = []
      for point in line.points {
        let next = Point(x: x(point.x), y: y(value(point)))
        if course == .steps, let last = points.last { points.append(Point(x: next.x, y: last.y)) }
        points.append(next)
      }
      return points
    }
    if line.points.contains(where: { $0.interval != nil }) {
      let high = joined { $0.interval?.high ?? $0.y }
      let low = joined { $0.interval?.low ?? $0.y }
      canvas.fill(
        Path(polygon: high + low.reversed(), isClosed: true), color.with(opacity: 0.13))
    }
    canvas.strokeLine(joined(\.y), color, width: course == .dots ? 1.6 : 1.3)
    guard course == .dots else { return }
    for point in line.points {
      canvas.fillEllipse(
        in: Rectangle(x: x(point.x) - 2.2, y: y(point.y) - 2.2, width: 4.4, height: 4.4), color)
    }
  }
}
