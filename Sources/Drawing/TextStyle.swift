/// How text is set.
public struct TextStyle: Sendable, Equatable {
  public enum Alignment: Sendable {
    case left
    case center
    case right
  }

  public enum Cut: Sendable {
    /// Where the text does not fit, its end goes.
    case end
    /// Its middle goes, as suits a path.
    case middle
  }

  public var family = "DejaVu Sans"
  public var sizePoints: Double
  public var isBold = false
  public var isItalic = false
  public var color = PaperColor.black
  public var alignment = Alignment.left
  /// At most so many lines, the last one cut with an ellipsis; `nil`: as many as it takes.
  public var maximumLines: Int?
  public var cut = Cut.end
  /// Distance of baselines, in units of the font's own.
  public var lineSpacing = 1.0

  public init(sizePoints: Double) {
    self.sizePoints = sizePoints
  }

  /// A copy with some things changed: `style.with { $0.isBold = true }`.
  public func with(_ change: (inout TextStyle) -> Void) -> TextStyle {
    var style = self
    change(&style)
    return style
  }
}
