import Basics
import Drawing
import Statistics

/// Bars in groups, with whiskers of 95% intervals; a published value is a hollow mark.
struct BarFigure: MeasurementFigure {
  struct Bar: Sendable, Equatable {
    /// Percent; `nil` where it was not measured.
    var value: Double?
    var interval: Interval?
    var published: Double?
  }

  struct Group: Sendable, Equatable {
    let name: String
    /// As many as there are series.
    let bars: [Bar]
  }

  let title: String
  let caption: String
  let series: [String]
  let groups: [Group]
  let unit: String
  let widthPoints = 505.0

  /// The most groups that fit beside each other.
  private static let perRow = 6
  private static let rowHeight = 168.0

  private var rows: [ArraySlice<Group>] {
    stride(from: 0, to: groups.count, by: Self.perRow).map {
      groups[$0..<min($0 + Self.perRow, groups.count)]
    }
  }

  private var legend: FigureLegend {
    var entries: [(name: String, mark: FigureLegend.Mark)] = series.enumerated().map {
      ($1, .box(MeasurementStyle.fills[$0]))
    }
    if groups.contains(where: { $0.bars.contains { $0.published != nil } }) {
      entries.append(("published", .line(Palette.ink)))
    }
    return FigureLegend(entries, width: widthPoints - 26)
  }

  var heightPoints: Double { Double(max(1, rows.count)) * Self.rowHeight + 4 + legend.height }

  var alternativeText: String {
    let parts = groups.map { group in
      let values = zip(series, group.bars).compactMap { name, bar -> String? in
        guard let value = bar.value else { return nil }
        var words = "\(name) \(fixed(value, 1))"
        if let interval = bar.interval {
          words += " (\(fixed(interval.low, 1)) to \(fixed(interval.high, 1)))"
        }
        if let published = bar.published { words += ", published \(fixed(published, 1))" }
        return words
      }
      return "\(group.name): \(values.joined(separator: "; "))"
    }
    return "\(title). \(parts.joined(separator: ". "))."
  }

  func draw(on canvas: Canvas) {
    for (place, row) in rows.enumerated() {
      draw(row, on: canvas, top: Double(place) * Self.rowHeight)
    }
    let legend = legend
    legend.draw(on: canvas, x: 26, y: heightPoints - legend.height)
  }

  private func draw(_ groups: ArraySlice<Group>, on canvas: Canvas, top: Double) {
    let plot = Rectangle(
      x: 26, y: top + 14, width: widthPoints - 30, height: Self.rowHeight - 40)
    func y(_ value: Double) -> Double { plot.maxY - value / 100 * plot.height }
    for tick in [0.0, 25, 50, 75, 100] {
      canvas.strokeLine(
        [Point(x: plot.x, y: y(tick)), Point(x: plot.maxX, y: y(tick))],
        tick == 0 ? Palette.gray : Palette.panel, width: tick == 0 ? 0.9 : 0.6)
      canvas.drawLine(
        fixed(tick, 0), MeasurementStyle.note, x: 0, y: y(tick) - 5, width: 21, alignment: .right)
    }
    let width = plot.width / Double(max(groups.count, 2))
    let barWidth = min(26, (width - 12) / Double(max(series.count, 1)) - 2)
    for (place, group) in groups.enumerated() {
      let all = (barWidth + 2) * Double(series.count)
      let left = plot.x + Double(place) * width + (width - all) / 2
      for (index, bar) in group.bars.enumerated() {
        let x = left + Double(index) * (barWidth + 2)
        guard let value = bar.value else {
          canvas.hatch(
            Rectangle(x: x, y: plot.y, width: barWidth, height: plot.height), Palette.panel,
            width: 0.6, distance: 5)
          continue
        }
        canvas.fill(
          Rectangle(x: x, y: y(value), width: barWidth, height: plot.maxY - y(value)),
          MeasurementStyle.fills[index])
        let middle = x + barWidth / 2
        var highest = y(value)
        if let interval = bar.interval {
          canvas.strokeLines(
            [
              [Point(x: middle, y: y(interval.low)), Point(x: middle, y: y(interval.high))],
              [Point(x: middle - 3, y: y(interval.low)), Point(x: middle + 3, y: y(interval.low))],
              [
                Point(x: middle - 3, y: y(interval.high)),
                Point(x: middle + 3, y: y(interval.high)),
              ],
            ], Palette.ink, width: 0.8)
          highest = min(highest, y(interval.high))
        }
        if let published = bar.published {
          canvas.strokeLine(
            [
              Point(x: x - 1, y: y(published)), Point(x: x + barWidth + 1, y: y(published)),
            ], .white, width: 3)
          canvas.strokeLine(
            [
              Point(x: x - 1, y: y(published)), Point(x: x + barWidth + 1, y: y(published)),
            ], Palette.ink, width: 1.6)
          highest = min(highest, y(published))
        }
        canvas.drawLine(
          fixed(value, 1), MeasurementStyle.number, x: x - 6, y: highest - 12,
          width: barWidth + 12, alignment: .center)
      }
      canvas.drawLine(
        group.name, MeasurementStyle.number, x: plot.x + Double(place) * width + 2,
        y: plot.maxY + 4, width: width - 4, alignment: .center)
    }
  }
}
