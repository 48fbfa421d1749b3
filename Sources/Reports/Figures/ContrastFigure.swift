import Basics
import Drawing
import Evidence
import Networks

/// The query's patches that favor the top match or another candidate, with both faces beside them.
struct ContrastFigure: Figure {
  let contrast: Contrast
  let widthPoints = FigureStyle.widthPoints
  let heightPoints: Double
  private let scale: ColorScale
  private let aspect: Double

  private static let gap = 6.0
  private static let labelHeight = 12.0
  private static let barWidth = 8.0
  /// The gap between the bar and its numbers.
  private static let barGap = 3.0
  /// The width of the map; the faces beside it are half as wide.
  private let middleWidth: Double
  private var sideWidth: Double { middleWidth / 2 }

  /// - Parameter aspect: The height of the faces divided by their width.
  init(_ contrast: Contrast, aspect: Double) {
    self.contrast = contrast
    self.aspect = aspect
    let limit = contrast.differences.map(abs).max() ?? 0
    scale = ColorScale(map: .diverging, lowest: -max(limit, 1e-9), limit: max(limit, 1e-9))
    let numbers = [scale.limit, scale.lowest].map {
      measuredWidth(signedText($0, 4), FigureStyle.small)
    }.max()!
    middleWidth =
      (widthPoints - 3 * Self.gap - Self.barWidth - Self.barGap - numbers.rounded(.up)) / 2
    heightPoints = Self.labelHeight + middleWidth * aspect + 1
  }

  var alternativeText: String {
    let strongest = contrast.differences.indices.sorted {
      let (a, b) = (abs(contrast.differences[$0]), abs(contrast.differences[$1]))
      return a != b ? a > b : $0 < $1
    }.prefix(3).map {
      "\(contrast.grid.placeName($0)) \(signedText(contrast.differences[$0], 4))"
    }
    let positive = contrast.differences.count { $0 > 0 }
    let negative = contrast.differences.count { $0 < 0 }
    return """
      Difference map over the query with \(contrast.grid.rows) rows and \(contrast.grid.columns) \
      columns. It shows what each patch adds to the EMD similarity with the top match, minus what it \
      adds with the other candidate. \(positive) patches favor the top match, \(negative) the other \
      candidate. Largest differences (row.column): \(strongest.joined(separator: ", ")). Sum: \
      \(signedText(contrast.differences.reduce(0, +), 4)).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let top = Self.labelHeight
    let first = Rectangle(
      x: 0, y: top, width: sideWidth, height: sideWidth * aspect)
    let middle = Rectangle(
      x: first.maxX + Self.gap, y: top, width: middleWidth, height: middleWidth * aspect)
    let other = Rectangle(
      x: middle.maxX + Self.gap, y: top, width: sideWidth, height: first.height)
    for (label, place) in [("top match", first), ("query", middle), ("other", other)] {
      canvas.draw(label, FigureStyle.smallFaint, x: place.x, y: 0)
    }
    for (index, place) in [(contrast.firstIndex, first), (contrast.otherIndex, other)] {
      canvas.draw(faces.picture(.candidate(index)), in: place)
      canvas.stroke(place, FigureStyle.rule, width: 0.5)
    }
    canvas.draw(faces.groundPicture(.query), in: middle)
    for (patch, value) in contrast.differences.enumerated() {
      let cell = middle.cell(
        row: patch / contrast.grid.columns, column: patch % contrast.grid.columns,
        rows: contrast.grid.rows, columns: contrast.grid.columns)
      canvas.fill(cell, scale.color(value).with(opacity: FigureStyle.heatOpacity))
    }
    canvas.strokeGrid(
      in: middle, rows: contrast.grid.rows, columns: contrast.grid.columns, FigureStyle.grid,
      width: 0.3)
    canvas.stroke(middle, FigureStyle.rule, width: 0.5)
    var signs = SignMarks()
    for (patch, value) in contrast.differences.enumerated() where abs(value) > 0.1 * scale.limit {
      let cell = middle.cell(
        row: patch / contrast.grid.columns, column: patch % contrast.grid.columns,
        rows: contrast.grid.rows, columns: contrast.grid.columns)
      signs.add(isPositive: value > 0, in: cell)
    }
    signs.draw(on: canvas)
    drawLegend(
      on: canvas,
      in: Rectangle(
        x: other.maxX + Self.gap, y: top, width: Self.barWidth, height: heightPoints - top - 1))
  }

  private func drawLegend(on canvas: Canvas, in bar: Rectangle) {
    canvas.fillGradient(bar, scale.samples, isUpright: true)
    canvas.stroke(bar, FigureStyle.rule, width: 0.5)
    let height = canvas.text("0", FigureStyle.small).height
    let x = bar.maxX + Self.barGap
    canvas.draw(signedText(scale.limit, 4), FigureStyle.small, x: x, y: bar.y - 1.5)
    canvas.draw("0", FigureStyle.small, x: x, y: bar.midY - height / 2)
    canvas.draw(
      signedText(scale.lowest, 4), FigureStyle.small, x: x, y: bar.maxY - height + 1.5)
  }
}
