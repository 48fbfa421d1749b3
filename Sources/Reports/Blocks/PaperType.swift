import Drawing

/// The type of paper: 20, 12.5, 11, 9, 8.6 and 7.6 points.
enum PaperType {
  static let title = style(20).bold.with { $0.family = TextStyle.titleFamily }
  static let heading = style(11).bold
  static let lead = style(12.5).bold.with { $0.lineSpacing = 1.1 }
  static let body = style(9).with { $0.lineSpacing = 1.15 }
  static let strong = body.bold
  static let warning = style(8.6).bold.with { $0.color = Palette.leadText }
  static let note = style(7.6).with {
    $0.color = Palette.gray
    $0.lineSpacing = 1.12
  }
  static let cell = style(8.2)
  static let code = style(7.6).with { $0.family = TextStyle.digestFamily }

  static func style(_ size: Double) -> TextStyle {
    TextStyle(sizePoints: size).with {
      $0.color = Palette.ink
      $0.family = TextStyle.plainFamily
    }
  }
}

extension TextStyle {
  var bold: TextStyle { with { $0.isBold = true } }
  var oneLine: TextStyle {
    with {
      $0.maximumLines = 1
      $0.cut = .middle
    }
  }
}
