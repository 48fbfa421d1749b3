import Basics
import Drawing
import Reports
import Statistics

/// A drawing of a results page, as wide as the text, for HTML and PDF.
package protocol StudyFigure: Sendable {
  var height: Double { get }
  /// What the figure shows, in words and numbers.
  var alternativeText: String { get }
  var caption: String { get }
  /// Draws from (0, 0) to (`width`, `height`).
  func draw(on canvas: Canvas)
}

extension StudyFigure {
  package static var width: Double { SheetSettings.textWidth }
}

enum FigureInk {
  static let small = TextStyle(sizePoints: 8).with { $0.color = FigureStyle.ink }
  static let bold = small.with {
    $0.isBold = true
    $0.sizePoints = 8.5
  }
  static let faint = small.with { $0.color = FigureStyle.faint }
  static let bar = PaperColor(hexadecimal: 0xa9c6e3)
  static let barNone = PaperColor(hexadecimal: 0xd3d7dc)
  static let ink = FigureStyle.ink
  static let rule = FigureStyle.rule
  static let blue = PaperColor(hexadecimal: 0x2f6ca5)
  static let gray = PaperColor(hexadecimal: 0x7a828b)

  static func percent(_ share: Double, _ decimals: Int = 1) -> String {
    fixed(100 * share, decimals) + "%"
  }

  static func range(_ interval: Interval, _ decimals: Int = 1) -> String {
    "\(fixed(100 * interval.low, decimals)) to \(fixed(100 * interval.high, decimals))"
  }

  /// Returns points of a hundred with their sign.
  static func signed(_ share: Double) -> String { fixedSigned(100 * share, 1) }

  static func signedRange(_ interval: Interval) -> String {
    "\(signed(interval.low)) to \(signed(interval.high))"
  }

  static func draw(
    _ text: String, _ style: TextStyle, rightAt x: Double, y: Double, on canvas: Canvas
  ) {
    let block = canvas.text(text, style)
    canvas.draw(block, x: x - block.width, y: y)
  }

  static func draw(
    _ text: String, _ style: TextStyle, middleAt x: Double, y: Double, on canvas: Canvas
  ) {
    let block = canvas.text(text, style)
    canvas.draw(block, x: x - block.width / 2, y: y)
  }

  static func dashed(
    _ x: Double, from top: Double, to bottom: Double, dash: Double, gap: Double, width: Double,
    on canvas: Canvas
  ) {
    var lines: [[Point]] = []
    var y = top
    while y < bottom {
      lines.append([Point(x: x, y: y), Point(x: x, y: min(y + dash, bottom))])
      y += dash + gap
    }
    canvas.strokeLines(lines, ink, width: width)
  }
}

extension StudyMethod {
  /// The name within a difference.
  var shortName: String { self == .none ? "none" : name }
}
