import Basics
import Drawing

/// The range of numbers that colors represent.
struct ColorScale: Equatable {
  let map: ColorMap
  /// The number at the map's beginning; `-limit` for the diverging map.
  let lowest: Double
  /// The number at the map's end, greater than `lowest`.
  let limit: Double

  /// Returns the range from the smallest to the largest number. Patches of faces are so similar that a
  /// scale from 0 would hide their differences. If all numbers are equal, the range begins at 0.
  static func spanning(_ values: [Double]) -> ColorScale {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    if most - least > 1e-9 { return ColorScale(map: .sequential, lowest: least, limit: most) }
    return ColorScale(map: .sequential, lowest: 0, limit: positive(most))
  }

  /// Returns the same as `spanning`, or the same distance to both sides of 0 for negative numbers.
  static func signed(_ values: [Double]) -> ColorScale {
    guard values.contains(where: { $0 < 0 }) else { return spanning(values) }
    let limit = positive(values.map(abs).max() ?? 0)
    return ColorScale(map: .diverging, lowest: -limit, limit: limit)
  }

  func color(_ value: Double) -> PaperColor {
    map == .diverging
      ? map.color(value / limit) : map.color((value - lowest) / (limit - lowest))
  }

  /// The colors at equal distances, as they look over the middle gray of a face.
  var samples: [PaperColor] {
    (0...16).map { step in
      color(lowest + (limit - lowest) * Double(step) / 16)
        .with(opacity: FigureStyle.heatOpacity).over(FigureStyle.ground)
    }
  }

  /// The limit if all numbers are 0, because they also need a scale.
  private static func positive(_ limit: Double) -> Double { limit > 0 ? limit : 1 }
}

/// A bar of colors with the numbers at its ends.
struct Legend {
  let colors: [PaperColor]
  let lowest: String
  /// The number in the middle, if 0 is not at an end.
  let middle: String?
  let highest: String
  let unit: String

  static let heightPoints = 19.0

  /// Draws a bar as wide as `width`, the numbers of its ends below, and the unit between them.
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

/// Returns a number for an axis that has both signs.
func signedText(_ value: Double, _ decimals: Int) -> String {
  let text = fixed(abs(value), decimals)
  return value < 0 ? "−" + text : "+" + text
}
