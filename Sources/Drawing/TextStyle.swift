/// How text is set.
package struct TextStyle: Sendable, Equatable {
  package enum Alignment: Sendable {
    case left
    case center
    case right
  }

  package enum Cut: Sendable {
    /// Where the text does not fit, its end goes.
    case end
    /// Its middle goes, as suits a path.
    case middle
  }

  /// Which way a line of text begins.
  package enum Direction: Sendable {
    /// From the left, whatever a name in it is written in: sentences, numbers and rows of ours.
    case leftToRight
    /// As the text's own first letter has it: a text that is wholly from outside.
    case natural
  }

  package var family = "DejaVu Sans"
  package var sizePoints: Double
  package var isBold = false
  package var isItalic = false
  package var color = PaperColor.black
  package var alignment = Alignment.left
  package var direction = Direction.leftToRight
  /// At most so many lines, the last one cut with an ellipsis; `nil`: as many as it takes.
  package var maximumLines: Int?
  package var cut = Cut.end
  /// Distance of baselines, in units of the font's own.
  package var lineSpacing = 1.0

  package init(sizePoints: Double) {
    self.sizePoints = sizePoints
  }

  /// A copy with some things changed: `style.with { $0.isBold = true }`.
  package func with(_ change: (inout TextStyle) -> Void) -> TextStyle {
    var style = self
    change(&style)
    return style
  }
}
