import Basics
import Drawing

/// The misses of a test against the wrong names, per search, at every threshold, with this score on it.
struct DETFigure: Figure {
  struct Curve: Sendable, Equatable {
    enum Style: Sendable {
      /// The method that ranked.
      case strong
      case dashed
      case dotted
    }

    let title: String
    /// Shares of the searches that name a wrong person, 0...1, in one direction.
    let wrong: [Double]
    /// Shares of the searches that miss the right person at the same thresholds, 0...1.
    let missed: [Double]
    let style: Style

    init(_ title: String, wrong: [Double], missed: [Double], style: Style) {
      precondition(wrong.count == missed.count)
      self.title = title
      self.wrong = wrong
      self.missed = missed
      self.style = style
    }
  }

  /// This score on the curve.
  struct Mark: Sendable, Equatable {
    let name: String
    let wrong: Double
    let missed: Double
  }

  let curves: [Curve]
  let mark: Mark?
  /// Where fewer than ten searches count, 0...1.
  let fewShare: Double
  let widthPoints: Double
  let heightPoints: Double

  private static let left = 26.0
  private static let top = 16.0
  private static let bottom = 26.0

  /// - Parameters:
  ///   - searches: The number of searches for the share of wrong names.
  ///   - mark: The point of this score; `nil` if it lies beyond the curve.
  init(
    curves: [Curve], searches: Int, mark: Mark?, widthPoints: Double, heightPoints: Double = 190
  ) {
    self.curves = curves
    self.mark = mark
    fewShare = searches > 0 ? min(10 / Double(searches), 1) : 1
    self.widthPoints = widthPoints
    self.heightPoints = heightPoints
  }

  var alternativeText: String {
    let parts = curves.compactMap { curve -> String? in
      guard !curve.wrong.isEmpty else { return nil }
      let texts = [0.01, 0.1].compactMap { share -> String? in
        curve.wrong.indices.filter { curve.wrong[$0] <= share }.max {
          (curve.wrong[$0], curve.missed[$1]) < (curve.wrong[$1], curve.missed[$0])
        }.map {
          "\(fixed(100 * curve.missed[$0], 1))% missed at \(fixed(100 * curve.wrong[$0], 1))%"
        }
      }
      return "\(curve.title): \(texts.joined(separator: ", "))"
    }
    let point = mark.map {
      """
       \($0.name): \(fixed(100 * $0.missed, 1))% missed at \(fixed(100 * $0.wrong, 1))%.
      """
    }
    return """
      Searches that miss the right person against searches that name a wrong person. \
      \(parts.joined(separator: ". ")).\(point ?? "")
      """
  }

  /// The smallest share on the logarithmic axis.
  private var least: Double {
    let smallest = curves.flatMap(\.wrong).filter { $0 > 0 }.min() ?? 0.01
    for decade in [0.1, 0.01, 0.001, 0.0001] {
      for factor in [5.0, 2, 1] where smallest >= decade * factor * 0.999 {
        return min(decade * factor, 0.1)
      }
    }
    return 0.00001
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let plot = Rectangle(
      x: Self.left, y: Self.top, width: widthPoints - Self.left - 8,
      height: heightPoints - Self.top - Self.bottom)
    let decades = -commonLogarithmOf(least)
    func x(_ share: Double) -> Double {
      plot.x + (commonLogarithmOf(max(share, least)) + decades) / decades * plot.width
    }
    func y(_ share: Double) -> Double { plot.maxY - share * plot.height }
    canvas.drawLine(
      "% of searches that miss the right person", FigureStyle.note, x: 0, y: 0,
      width: widthPoints)
    if fewShare > least {
      canvas.fill(
        Rectangle(x: plot.x, y: plot.y, width: x(fewShare) - plot.x, height: plot.height),
        PaperColor(hexadecimal: 0xf1f3f5))
    }
    for step in 0...5 {
      let share = Double(step) / 5
      canvas.strokeLine(
        [Point(x: plot.x, y: y(share)), Point(x: plot.maxX, y: y(share))], Palette.panel,
        width: 0.6)
      let number = canvas.text("\(step * 20)", FigureStyle.note)
      canvas.draw(
        number, x: plot.x - 4 - number.width, y: y(share) - number.height / 2)
    }
    drawShares(on: canvas, x: x, plot: plot)
    for curve in curves { draw(curve, on: canvas, x: x, y: y) }
    let points = curves.flatMap { curve in
      zip(curve.wrong, curve.missed).map { Point(x: x($0), y: y($1)) }
    }
    let key = drawKey(on: canvas, plot: plot, avoiding: points)
    if fewShare > least, x(fewShare) - plot.x > 30 {
      let isLow = key.map { $0.y > plot.midY && $0.x < x(fewShare) } ?? false
      canvas.draw(
        "fewer than\n10 searches", FigureStyle.note, x: plot.x + 3,
        y: isLow ? (key!.y - 26) : plot.maxY - 23, width: 60)
    }
    guard let mark else { return }
    let center = Point(x: x(mark.wrong), y: y(mark.missed))
    canvas.drawDots([center], radius: 4.4, .white)
    canvas.drawDots([center], radius: 3.4, Palette.orange)
    let name = canvas.text(mark.name, FigureStyle.numberBold)
    let places = [
      Point(x: center.x + 6, y: center.y - 4 - name.height),
      Point(x: center.x + 6, y: center.y + 4),
      Point(x: center.x - 6 - name.width, y: center.y + 4),
      Point(x: center.x - 6 - name.width, y: center.y - 4 - name.height),
    ]
    let place =
      places.first { place in
        place.x >= plot.x && place.x + name.width <= widthPoints && place.y >= plot.y
          && place.y + name.height <= plot.maxY
          && key.map {
            place.x > $0.maxX || place.x + name.width < $0.x || place.y > $0.maxY
              || place.y + name.height < $0.y
          } ?? true
      } ?? Point(x: max(plot.maxX - name.width, 0), y: plot.midY)
    canvas.draw(name, x: place.x, y: place.y)
  }

  private func drawShares(
    on canvas: Canvas, x: (Double) -> Double, plot: Rectangle
  ) {
    var share = 0.00001
    var right = -100.0
    while share < 1.0001 {
      for factor in [1.0, 2, 5] {
        let value = share * factor
        guard value >= least * 0.999, value < 1.0001 else { continue }
        let place = x(value)
        canvas.strokeLine(
          [Point(x: place, y: plot.y), Point(x: place, y: plot.maxY)], Palette.panel, width: 0.6)
        let percent = value * 100
        let number = canvas.text(
          fixed(percent, percent >= 0.999 ? 0 : percent >= 0.0999 ? 1 : percent >= 0.00999 ? 2 : 3),
          FigureStyle.note)
        let left = min(place - number.width / 2, widthPoints - number.width)
        // Numbers that would touch the one before are left out.
        if left > right + 4 {
          canvas.draw(number, x: left, y: plot.maxY + 2)
          right = left + number.width
        }
      }
      share *= 10
    }
    canvas.drawLine(
      "% of searches that name a wrong person (logarithmic)", FigureStyle.note, x: 0,
      y: plot.maxY + 13, width: widthPoints, alignment: .right)
  }

  /// Draws a curve as steps: thin where fewer than ten searches count.
  private func draw(
    _ curve: Curve, on canvas: Canvas, x: (Double) -> Double, y: (Double) -> Double
  ) {
    let order = curve.wrong.indices.sorted {
      (curve.wrong[$0], curve.missed[$1]) < (curve.wrong[$1], curve.missed[$0])
    }
    var (thin, thick): ([Point], [Point]) = ([], [])
    var last: (x: Int, y: Int)?
    for index in order {
      let (px, py) = (x(curve.wrong[index]), y(curve.missed[index]))
      // Steps smaller than a third of a point are not seen.
      let cell = (x: Int((px * 3).rounded()), y: Int((py * 3).rounded()))
      if let last, last.x == cell.x, last.y == cell.y { continue }
      last = cell
      let isThin = curve.wrong[index] < fewShare
      let before = thick.last ?? thin.last
      var points: [Point] = []
      if let before { points.append(Point(x: px, y: before.y)) }
      points.append(Point(x: px, y: py))
      if isThin {
        thin += points
      } else {
        if thick.isEmpty, let end = thin.last { thick.append(end) }
        thick += points
      }
    }
    if thin.count > 1 { canvas.strokeLine(thin, color(curve), width: 0.6) }
    if thick.count > 1 { strokeCurve(thick, curve, on: canvas) }
  }

  private func color(_ curve: Curve) -> PaperColor {
    switch curve.style {
    case .strong: Palette.ink
    case .dashed: Palette.bars
    case .dotted: Palette.blue
    }
  }

  private func strokeCurve(_ points: [Point], _ curve: Curve, on canvas: Canvas) {
    let path = Path(polygon: points, isClosed: false)
    switch curve.style {
    case .strong: canvas.stroke(path, color(curve), width: 1.8)
    case .dashed: canvas.stroke(path, color(curve), width: 1.3, dashes: [5, 2.5])
    case .dotted: canvas.stroke(path, color(curve), width: 1.5, dashes: [1.6, 1.6])
    }
  }

  /// Draws the names of the curves in the corner that the curves use less.
  ///
  /// - Returns: The place; `nil` for one curve, which needs no name.
  private func drawKey(
    on canvas: Canvas, plot: Rectangle, avoiding points: [Point]
  ) -> Rectangle? {
    guard curves.count > 1 else { return nil }
    let blocks = curves.map { canvas.text($0.title, FigureStyle.number) }
    let width = (blocks.map(\.width).max() ?? 0) + 24
    let height = Double(curves.count) * 11 + 3
    let corners = [
      Rectangle(x: plot.maxX - width - 4, y: plot.y + 2, width: width + 2, height: height),
      Rectangle(x: plot.x + 3, y: plot.maxY - height - 3, width: width + 2, height: height),
    ]
    func count(_ box: Rectangle) -> Int {
      points.count {
        $0.x > box.x - 8 && $0.x < box.maxX + 8 && $0.y > box.y - 8 && $0.y < box.maxY + 8
      }
    }
    let box = count(corners[0]) <= count(corners[1]) ? corners[0] : corners[1]
    canvas.fill(box, .white)
    for (index, curve) in curves.enumerated() {
      let y = box.y + 2 + Double(index) * 11
      strokeCurve(
        [Point(x: box.x + 1, y: y + 4.8), Point(x: box.x + 19, y: y + 4.8)], curve, on: canvas)
      canvas.draw(blocks[index], x: box.x + 23, y: y)
    }
    return box
  }
}
