import Drawing

/// The type of the forms: nothing below 7.6 points.
enum FormStyle {
  static let title = TextStyle(sizePoints: 19).with {
    $0.color = FigureStyle.ink
    $0.isBold = true
  }
  static let part = title.with { $0.sizePoints = 13 }
  static let body = TextStyle(sizePoints: 9).with {
    $0.color = FigureStyle.ink
    $0.lineSpacing = 1.15
  }
  static let strong = body.with { $0.isBold = true }
  static let name = TextStyle(sizePoints: 8.4).with {
    $0.color = FigureStyle.ink
    $0.isBold = true
  }
  static let hint = TextStyle(sizePoints: 7.6).with { $0.color = FigureStyle.faint }
  static let oneLine = hint.with {
    $0.maximumLines = 1
    $0.cut = .middle
  }
  static let boxSide = 10.0
}
