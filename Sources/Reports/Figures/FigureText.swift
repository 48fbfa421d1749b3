import Basics
import Drawing

extension FigureStyle {
  /// The headings of columns and pictures.
  static let label = TextStyle(sizePoints: 8.6).with {
    $0.isBold = true
    $0.color = Palette.ink
  }
  /// Numbers and names in figures.
  static let number = TextStyle(sizePoints: 7.6).with { $0.color = Palette.ink }
  static let numberBold = number.with { $0.isBold = true }
  /// Units, axes and explanations in figures.
  static let note = TextStyle(sizePoints: 7.6).with { $0.color = Palette.gray }
}

extension Canvas {
  /// The height of a line of a style, in points.
  func lineHeight(_ style: TextStyle) -> Double { text("0", style).height }

  /// Draws one line; a longer one lacks its middle.
  @discardableResult
  func drawLine(
    _ text: String, _ style: TextStyle, x: Double, y: Double, width: Double,
    alignment: TextStyle.Alignment = .left
  ) -> TextBlock {
    let block = self.text(oneLine(text, style, width: width), style)
    let left =
      switch alignment {
      case .left: x
      case .center: x + (width - block.width) / 2
      case .right: x + width - block.width
      }
    draw(block, x: left, y: y)
    return block
  }

  /// Returns a text that fits `width`, without its middle if necessary.
  ///
  /// The result is plain text. Pango's own ellipsis would be drawn as outlines in an SVG.
  private func oneLine(_ text: String, _ style: TextStyle, width: Double) -> String {
    // Names may have any length; a line has at most a few hundred letters.
    let letters = Array(text.prefix(200))
    let isWhole = letters.count == text.count
    let tail = isWhole ? letters : Array(text.suffix(200))
    func fits(_ text: String) -> Bool { self.text(text, style).width <= width + 0.01 }
    if isWhole, fits(text) { return text }
    func shortened(_ count: Int) -> String {
      String(letters.prefix((count + 1) / 2)) + "…" + String(tail.suffix(count / 2))
    }
    var (low, high) = (0, max(letters.count - 1, 0))
    while low < high {
      let middle = (low + high + 1) / 2
      if fits(shortened(middle)) { low = middle } else { high = middle - 1 }
    }
    return shortened(low)
  }

  /// Draws a short text with its middle at `x`, moved so that it stays within `limits`.
  @discardableResult
  func drawCentered(
    _ text: String, _ style: TextStyle, x: Double, y: Double, within limits: ClosedRange<Double>
  ) -> TextBlock {
    let block = self.text(text, style)
    let left = min(max(x - block.width / 2, limits.lowerBound), limits.upperBound - block.width)
    draw(block, x: max(left, limits.lowerBound), y: y)
    return block
  }

  /// Draws a numbered disc with a white rim.
  func drawDisc(_ text: String, at center: Point, radius: Double, _ color: PaperColor) {
    drawDots([center], radius: radius + 0.9, .white)
    drawDots([center], radius: radius, color)
    let block = self.text(text, FigureStyle.numberBold.with { $0.color = .white })
    draw(block, x: center.x - block.width / 2, y: center.y - block.height / 2)
  }
}

extension PaperColor {
  /// The relative luminance, 0...1 (WCAG 2).
  var luminance: Double {
    func linear(_ value: Double) -> Double {
      value <= 0.04045 ? value / 12.92 : powerOf((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The color of text on this one: ink or white, whichever has more contrast.
  var textColor: PaperColor {
    let contrastWithWhite = 1.05 / (luminance + 0.05)
    let contrastWithInk = (luminance + 0.05) / (Palette.ink.luminance + 0.05)
    return contrastWithWhite > contrastWithInk ? .white : Palette.ink
  }
}

/// Returns the numbers of an axis: round, at least two, at most `count + 1`, all inside `range`.
func axisNumbers(_ range: ClosedRange<Double>, count: Int) -> (numbers: [Double], decimals: Int) {
  let span = range.upperBound - range.lowerBound
  guard span > 0, span.isFinite else { return ([range.lowerBound], 2) }
  var (step, decimals) = (1.0, 0)
  while step > span, decimals < 9 {
    step /= 10
    decimals += 1
  }
  while step * 10 <= span { step *= 10 }
  // From the finest to the coarsest: the first that is not too dense.
  for (factor, extra) in [(0.1, 1), (0.2, 1), (0.5, 1), (1.0, 0), (2.0, 0), (5.0, 0)] {
    let size = step * factor
    let first = (range.lowerBound / size - 1e-9).rounded(.up)
    let last = (range.upperBound / size + 1e-9).rounded(.down)
    guard last - first <= Double(count), last >= first else { continue }
    let needed = step > 1 || (step == 1 && decimals == 0) ? (size < 1 ? 1 : 0) : decimals + extra
    return (stride(from: first, through: last, by: 1).map { $0 * size }, min(needed, 9))
  }
  return ([range.lowerBound, range.upperBound], decimals + 1)
}
