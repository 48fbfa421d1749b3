/// The font, size and arrangement of text.
package struct TextStyle: Sendable, Equatable {
  package enum Alignment: Sendable {
    case left
    case center
    case right
  }

  package enum Cut: Sendable {
    /// The end is left out if the text does not fit.
    case end
    /// The middle is left out, which suits a path.
    case middle
  }

  /// The direction in which a line of text begins.
  package enum Direction: Sendable {
    /// From left to right, whatever the script of a name in it: for Facet's own sentences, numbers
    /// and rows.
    case leftToRight
    /// By the first letter of the text: for text that comes entirely from outside.
    case natural
  }

  /// The families by falling preference, separated by commas.
  package var family = TextStyle.plainFamily
  package var sizePoints: Double
  /// Whether the weight is semibold, or bold of a font that has no semibold.
  package var isBold = false
  package var isItalic = false
  package var color = PaperColor.black
  package var alignment = Alignment.left
  package var direction = Direction.leftToRight
  /// The largest number of lines, the last one cut with an ellipsis; `nil` for no limit.
  package var maximumLines: Int?
  package var cut = Cut.end
  /// The distance of baselines, in units of the font's own.
  package var lineSpacing = 1.0

  /// Inter, or DejaVu Sans if Inter is not installed.
  package static let plainFamily = "Inter,DejaVu Sans"
  /// The cut of Inter for titles.
  package static let titleFamily = "Inter Display,Inter,DejaVu Sans"
  /// For digests.
  package static let digestFamily = "DejaVu Sans Mono"

  package init(sizePoints: Double) {
    self.sizePoints = sizePoints
  }

  /// Returns a copy with some properties changed: `style.with { $0.isBold = true }`.
  package func with(_ change: (inout TextStyle) -> Void) -> TextStyle {
    var style = self
    change(&style)
    return style
  }
}
