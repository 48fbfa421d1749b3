import Drawing

/// The sizes and colors of all figures and pages.
package enum FigureStyle {
  /// The width of a figure, one of two columns of an A4 page.
  static let widthPoints = 241.0

  package static let ink = PaperColor(hexadecimal: 0x1c1c1c)
  package static let faint = PaperColor(hexadecimal: 0x5a5a5a)
  package static let rule = PaperColor(hexadecimal: 0xc8c8c8)
  static let grid = PaperColor.white.with(opacity: 0.55)
  static let same = PaperColor(hexadecimal: 0x117733)
  static let other = PaperColor(hexadecimal: 0xcc3311)
  static let link = PaperColor(hexadecimal: 0x1f4e8c)
  static let barEMD = PaperColor(hexadecimal: 0x1f4e8c)
  static let barH2L = PaperColor(hexadecimal: 0xb35c1e)

  /// The smallest type.
  package static let small = TextStyle(sizePoints: 7.5).with { $0.color = ink }
  package static let smallFaint = small.with { $0.color = faint }
  static let body = TextStyle(sizePoints: 9).with { $0.color = ink }
  static let bodyBold = body.with { $0.isBold = true }

  /// The opacity of a heatmap's color over the face.
  static let heatOpacity = 0.58
  /// The middle gray of a face below a heatmap.
  static let ground = PaperColor(hexadecimal: 0x868686)

  static func frame(_ identity: Identity) -> PaperColor {
    switch identity {
    case .same: same
    case .other: other
    case .unknown: rule
    }
  }
}
