import CCairo

/// The texts of an SVG as separate elements, which make a figure half as large as outlines do.
final class SVGTexts {
  /// The elements, one per text, in the order of drawing; those of one font family form a group.
  var elements: String {
    guard let family else { return "" }
    return finished
      + "<g font-family=\"\(family)\" style=\"font-feature-settings:\(fontFeatures)\">\(group)</g>"
  }
  private var finished = ""
  private var group = ""
  private var family: String?

  func add(_ block: TextBlock, x: Double, y: Double, on context: OpaquePointer) {
    var (scale, skew) = (1.0, 0.0)
    cairo_user_to_device_distance(context, &scale, &skew)
    let style = block.style
    for line in block.lines where line.width > 0 {
      var (left, baseline) = (x + line.x, y + line.baseline)
      cairo_user_to_device(context, &left, &baseline)
      let weight = style.isBold ? " font-weight='600'" : ""
      let slant = style.isItalic ? " font-style='italic'" : ""
      let family = "\(escaped(style.family)),system-ui,sans-serif"
      if family != self.family {
        finished = elements
        group = ""
        self.family = family
      }
      group += """
        <text x="\(decimal(left))" y="\(decimal(baseline))" \
        textLength="\(decimal(line.width * scale))" lengthAdjust="spacingAndGlyphs" \
        font-size="\(decimal(style.sizePoints * scale))" \
        fill="\(hexadecimal(style.color))"\(weight)\(slant)>\(escaped(line.text))</text>
        """
    }
  }

  /// Returns a number with at most three decimals.
  private func decimal(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let (whole, part) = abs(thousandths).quotientAndRemainder(dividingBy: 1000)
    var digits = String(1000 + part).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    let text = part == 0 ? "\(whole)" : "\(whole).\(digits)"
    return thousandths < 0 ? "-" + text : text
  }

  private func hexadecimal(_ color: PaperColor) -> String {
    [color.red, color.green, color.blue].reduce(into: "#") { text, part in
      let byte = Int((min(max(part, 0), 1) * 255).rounded())
      text += String(256 + byte, radix: 16).dropFirst()
    }
  }

  /// Returns text escaped for XML; characters that XML forbids become U+FFFD.
  private func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n", "\r": escaped += " "
      case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
