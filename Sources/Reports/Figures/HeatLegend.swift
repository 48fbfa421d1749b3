import Basics
import Drawing

/// The legend of one scale, printed once for all its maps.
struct HeatLegend: Figure {
  enum Direction: Sendable {
    case level
    /// The highest number on top, beside a map of this height.
    case upright(heightPoints: Double)
  }

  let scale: HeatScale
  let direction: Direction
  let widthPoints: Double
  let heightPoints: Double

  /// Whether the words of both ends need a line each.
  private let isStacked: Bool

  private static let bar = 7.0
  private static let line = 11.0

  /// - Parameter widthPoints: The width; `nil` for an upright legend as wide as its words.
  init(_ scale: HeatScale, widthPoints: Double) {
    self.scale = scale
    direction = .level
    self.widthPoints = widthPoints
    let ends = [Self.low(scale), Self.high(scale)].map { measuredWidth($0, FigureStyle.note) }
    isStacked = ends[0] + ends[1] + 8 > widthPoints
    heightPoints =
      Self.bar + 2 + Self.line + (isStacked ? Self.line : 0)
      + (Self.secondLine(scale).map {
        measuredHeight($0, FigureStyle.note, width: widthPoints) + 1
      } ?? 0)
  }

  /// A legend beside a map.
  init(_ scale: HeatScale, uprightHeightPoints: Double) {
    self.scale = scale
    direction = .upright(heightPoints: uprightHeightPoints)
    isStacked = false
    let texts = [Self.high(scale), Self.low(scale), Self.middle(scale) ?? ""]
    widthPoints =
      Self.bar + 4 + (texts.map { measuredWidth($0, FigureStyle.note) }.max() ?? 0).rounded(.up) + 1
    heightPoints = uprightHeightPoints
  }

  private static func joined(_ number: String, _ words: String) -> String {
    words.isEmpty ? number : "\(number)\u{2002}\(words)"
  }

  private static func high(_ scale: HeatScale) -> String {
    joined(scale.legendText(scale.limit), scale.highWords)
  }

  private static func low(_ scale: HeatScale) -> String {
    joined(scale.legendText(scale.lowest), scale.lowWords)
  }

  private static func middle(_ scale: HeatScale) -> String? {
    scale.isSigned ? scale.legendText(0) : nil
  }

  private static func secondLine(_ scale: HeatScale) -> String? {
    if scale.beginsAboveZero { return "\(scale.unitWords)\nThe scale does not begin at 0." }
    return scale.unit == .timesEven ? nil : scale.unitWords
  }

  var alternativeText: String {
    let middle = Self.middle(scale).map { ", the palest color is \($0)" } ?? ""
    return """
      Legend of the colors, in \(scale.unitWords): from \(Self.low(scale)) to \
      \(Self.high(scale))\(middle).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    switch direction {
    case .level: drawLevel(on: canvas)
    case .upright: drawUpright(on: canvas)
    }
  }

  private func drawLevel(on canvas: Canvas) {
    let bar = Rectangle(x: 0.25, y: 0.25, width: widthPoints - 0.5, height: Self.bar)
    canvas.fillGradient(bar, scale.samples)
    canvas.stroke(bar, Palette.rule, width: 0.5)
    var y = bar.maxY + 2
    let low = canvas.drawLine(Self.low(scale), FigureStyle.note, x: 0, y: y, width: widthPoints)
    if isStacked { y += Self.line }
    let high = canvas.drawLine(
      Self.high(scale), FigureStyle.note, x: 0, y: y, width: widthPoints, alignment: .right)
    if !isStacked, let middle = Self.middle(scale) {
      let block = canvas.text(middle, FigureStyle.note)
      let left = widthPoints / 2 - block.width / 2
      // Words at the ends may leave no room.
      if left > low.width + 4, left + block.width < widthPoints - high.width - 4 {
        canvas.draw(block, x: left, y: y)
      }
    }
    if let words = Self.secondLine(scale) {
      canvas.draw(words, FigureStyle.note, x: 0, y: y + Self.line, width: widthPoints)
    }
  }

  private func drawUpright(on canvas: Canvas) {
    let bar = Rectangle(x: 0.25, y: 0.25, width: Self.bar, height: heightPoints - 0.5)
    canvas.fillGradient(bar, scale.samples, isUpright: true)
    canvas.stroke(bar, Palette.rule, width: 0.5)
    let x = bar.maxX + 4
    let height = canvas.lineHeight(FigureStyle.note)
    canvas.draw(Self.high(scale), FigureStyle.note, x: x, y: 0)
    if let middle = Self.middle(scale) {
      canvas.draw(middle, FigureStyle.note, x: x, y: bar.midY - height / 2)
    }
    canvas.draw(Self.low(scale), FigureStyle.note, x: x, y: heightPoints - height)
  }
}
