import Basics
import Drawing
import Reports

/// A figure of a measurement: the same code draws it on the page and on paper.
package protocol MeasurementFigure: Sendable {
  var title: String { get }
  var caption: String { get }
  var widthPoints: Double { get }
  var heightPoints: Double { get }
  var alternativeText: String { get }

  func draw(on canvas: Canvas)
}

extension CurveFigure: MeasurementFigure {}

/// The styles of the figures of a measurement.
enum MeasurementStyle {
  static let note = TextStyle(sizePoints: 7.6).with { $0.color = Palette.gray }
  static let number = TextStyle(sizePoints: 7.6).with { $0.color = Palette.ink }
  static let numberBold = number.with { $0.isBold = true }
  static let label = TextStyle(sizePoints: 8.6).with {
    $0.isBold = true
    $0.color = Palette.ink
  }

  /// The fills of bars in their order, the first for the baseline.
  static let fills = [
    PaperColor(hexadecimal: 0xb9c0c8), Palette.rightPerson, Palette.paleOrange,
    PaperColor(hexadecimal: 0x6b2c00),
  ]
  /// The lines, dark enough on white.
  static let lines = [
    Palette.gray, Palette.blue, Palette.orange, PaperColor(hexadecimal: 0x6b2c00),
    Palette.rightPerson, PaperColor(hexadecimal: 0x882255), PaperColor(hexadecimal: 0x8a7a00),
    Palette.ink,
  ]
}

extension Canvas {
  /// Draws one line of text that is cut at a width.
  func drawLine(
    _ text: String, _ style: TextStyle, x: Double, y: Double, width: Double,
    alignment: TextStyle.Alignment = .left
  ) {
    let block = self.text(
      text, style.with { $0.maximumLines = 1 }, width: width)
    let left =
      switch alignment {
      case .left: x
      case .center: x + (width - block.width) / 2
      case .right: x + width - block.width
      }
    draw(block, x: left, y: y)
  }
}
