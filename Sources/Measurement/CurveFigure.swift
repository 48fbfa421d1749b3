import Basics
import Drawing
import Reports
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Curves on one pair of axes, with a legend below them.
package struct CurveFigure: Sendable {
  /// An axis, which maps percentages or ranks to places.
  package enum Scale: Sendable, Equatable {
    case linear
    case logarithmic
    /// The quantiles of the normal distribution, as in plots of detection error tradeoffs.
    case normal
  }

  package struct Axis: Sendable, Equatable {
    package let title: String
    package let scale: Scale
    package let low: Double
    package let high: Double
    package let ticks: [Double]

    /// - Precondition: `low < high`; greater than 0 for `logarithmic`, and between 0 and 100 for
    ///   `normal`.
    package init(title: String, scale: Scale, low: Double, high: Double, ticks: [Double]) {
      precondition(low < high && (scale == .linear || low > 0))
      self.title = title
      self.scale = scale
      self.low = low
      self.high = high
      self.ticks = ticks.filter { (low...high).contains($0) }
    }

    /// Returns the place of a value, 0...1 within the axis.
    package func place(_ value: Double) -> Double {
      func mapped(_ value: Double) -> Double {
        switch scale {
        case .linear: value
        case .logarithmic: log(max(value, low / 10))
        case .normal: normalQuantile(min(max(value, low / 10), 100 - (100 - high) / 10) / 100)
        }
      }
      return (mapped(value) - mapped(low)) / (mapped(high) - mapped(low))
    }
  }

  package struct Series: Sendable, Equatable {
    package let name: String
    package let points: [(x: Double, y: Double)]
    /// The interval of y at some x; empty for none.
    package let band: [BandPoint]

    package init(name: String, points: [(x: Double, y: Double)], band: [BandPoint] = []) {
      self.name = name
      self.points = points
      self.band = band
    }

    package static func == (a: Series, b: Series) -> Bool {
      a.name == b.name && a.points.elementsEqual(b.points, by: ==) && a.band == b.band
    }
  }

  package struct BandPoint: Sendable, Equatable {
    package let x: Double
    package let low: Double
    package let high: Double
  }

  /// The most series that can be distinguished.
  package static let mostSeries = 8

  package let title: String
  package let caption: String
  package let x: Axis
  package let y: Axis
  package let series: [Series]
  package let words: String

  /// - Parameters:
  ///   - series: The curves; if there are more than `mostSeries`, the first are drawn, and the
  ///     caption reports it.
  ///   - words: A description of the curves for readers who cannot see them.
  package init(
    title: String, caption: String, x: Axis, y: Axis, series: [Series], words: String
  ) {
    self.title = title
    self.caption =
      series.count > Self.mostSeries
      ? "\(caption) The figure shows the first \(Self.mostSeries) of \(series.count) curves."
      : caption
    self.x = x
    self.y = y
    self.series = Array(series.prefix(Self.mostSeries))
    self.words = words
  }
}

extension CurveFigure {
  package var widthPoints: Double { LinesFigure.half }
  package var heightPoints: Double { plot.maxY + 34 + legend.height }
  package var alternativeText: String { "\(title). \(words)" }

  private var plot: Rectangle { Rectangle(x: 30, y: 6, width: widthPoints - 38, height: 170) }

  private var legend: FigureLegend {
    FigureLegend(
      series.enumerated().map { ($1.name, .line(PaperColor(hexadecimal: Self.colors[$0]))) },
      width: plot.width)
  }

  /// The colors, which color-blind readers can distinguish, dark enough for thin lines on white.
  private static let colors: [UInt32] = [
    0x1c1c1c, 0x1f4e8c, 0xb35c1e, 0x117733, 0x882255, 0x2a8fbd, 0x8a7a00, 0x7a4fb5,
  ]

  package func draw(on canvas: Canvas) {
    drawAxes(canvas)
    for (place, series) in series.enumerated() where series.band.count > 1 {
      canvas.saved {
        canvas.clip(to: plot.inset(by: -1))
        canvas.fill(
          Path(
            polygon: series.band.map { point($0.x, $0.high) }
              + series.band.reversed().map { point($0.x, $0.low) }, isClosed: true),
          PaperColor(hexadecimal: Self.colors[place]).with(opacity: 0.13))
      }
    }
    // Each curve is thinner than the one before, so that curves that coincide remain visible.
    for (place, series) in series.enumerated() {
      let color = PaperColor(hexadecimal: Self.colors[place])
      canvas.saved {
        canvas.clip(to: plot.inset(by: -1))
        canvas.strokeLine(
          series.points.map { point($0.x, $0.y) }, color, width: max(1, 3.4 - 0.6 * Double(place)))
      }
    }
    legend.draw(on: canvas, x: plot.x, y: plot.maxY + 31)
  }

  private func point(_ x: Double, _ y: Double) -> Point {
    Point(
      x: plot.x + self.x.place(x) * plot.width, y: plot.maxY - self.y.place(y) * plot.height)
  }

  private func drawAxes(_ canvas: Canvas) {
    for tick in x.ticks {
      let top = point(tick, y.high)
      canvas.strokeLine([top, point(tick, y.low)], FigureStyle.rule, width: 0.5)
      let text = canvas.text(shortest(tick, 3), FigureStyle.small)
      canvas.draw(text, x: top.x - text.width / 2, y: plot.maxY + 3)
    }
    for tick in y.ticks {
      let left = point(x.low, tick)
      canvas.strokeLine([left, point(x.high, tick)], FigureStyle.rule, width: 0.5)
      let text = canvas.text(shortest(tick, 3), FigureStyle.small)
      canvas.draw(text, x: plot.x - 4 - text.width, y: left.y - text.height / 2)
    }
    canvas.stroke(plot, FigureStyle.faint, width: 0.7)
    let text = canvas.text(x.title, FigureStyle.smallFaint)
    canvas.draw(text, x: plot.midX - text.width / 2, y: plot.maxY + 15)
    // Upright text is hard to read: the vertical axis is named within the plot.
    let name = canvas.text(y.title, FigureStyle.smallFaint)
    let isBelow = series.contains { series in
      series.points.contains { x.place($0.x) < 0.5 && y.place($0.y) > 0.88 }
    }
    let top = isBelow ? plot.maxY - name.height - 5 : plot.y + 3
    canvas.fill(
      Rectangle(x: plot.x + 3, y: top, width: name.width + 4, height: name.height + 2),
      PaperColor.white.with(opacity: 0.85))
    canvas.draw(name, x: plot.x + 5, y: top + 1)
  }
}
