import Basics
import Drawing

/// The range of numbers that colors stand for.
struct ColorScale: Equatable {
  let map: ColorMap
  /// The number at the map's beginning; the diverging map's is `-limit`.
  let lowest: Double
  /// The number at the map's end, more than `lowest`.
  let limit: Double

  /// From the smallest to the largest: patches of faces are all much alike, and on a scale from 0
  /// their differences could not be seen. Where all are alike, from 0.
  static func spanning(_ values: [Double]) -> ColorScale {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    if most - least > 1e-9 { return ColorScale(map: .sequential, lowest: least, limit: most) }
    return ColorScale(map: .sequential, lowest: 0, limit: positive(most))
  }

  /// As `spanning`, or the same distance to both sides of 0 where there are negative numbers.
  static func signed(_ values: [Double]) -> ColorScale {
    guard values.contains(where: { $0 < 0 }) else { return spanning(values) }
    let limit = positive(values.map(abs).max() ?? 0)
    return ColorScale(map: .diverging, lowest: -limit, limit: limit)
  }

  func color(_ value: Double) -> PaperColor {
    map == .diverging
      ? map.color(value / limit) : map.color((value - lowest) / (limit - lowest))
  }

  /// Colors at equal distances, as they look over the middle gray of a face.
  var samples: [PaperColor] {
    (0...16).map { step in
      color(lowest + (limit - lowest) * Double(step) / 16)
        .with(opacity: FigureStyle.heatOpacity).over(FigureStyle.ground)
    }
  }

  /// All numbers 0 still need a scale.
  private static func positive(_ limit: Double) -> Double { limit > 0 ? limit : 1 }
}

/// A bar of colors with the numbers at its ends.
struct Legend {
  let colors: [PaperColor]
  let lowest: String
  /// In the middle, where 0 is not at the end.
  let middle: String?
  let highest: String
  let unit: String

  static let heightPoints = 19.0

  /// The bar as wide as `width`, the numbers at its ends below, the unit between them.
  func draw(on canvas: Canvas, x: Double, y: Double, width: Double) {
    let bar = Rectangle(x: x, y: y, width: width, height: 7)
    canvas.fillGradient(bar, colors)
    canvas.stroke(bar, FigureStyle.rule, width: 0.5)
    let style = FigureStyle.small
    let low = canvas.draw(lowest, style, x: x, y: bar.maxY + 1)
    let high = canvas.text(highest, style)
    canvas.draw(high, x: bar.maxX - high.width, y: bar.maxY + 1)
    let center = canvas.text(
      middle.map { "\($0)  \(unit)" } ?? unit,
      FigureStyle.smallFaint.with {
        $0.alignment = .center
        $0.maximumLines = 1
      }, width: width - low.width - high.width - 10)
    canvas.draw(center, x: x + low.width + 5, y: bar.maxY + 1)
  }
}

/// A number as an axis has it: a sign where there can be two.
func signedText(_ value: Double, _ decimals: Int) -> String {
  let text = fixed(abs(value), decimals)
  return value < 0 ? "−" + text : "+" + text
}
