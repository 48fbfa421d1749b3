import Drawing

/// The sizes and colors of all figures and pages.
package enum FigureStyle {
  package static let ink = Palette.ink
  package static let faint = Palette.gray
  package static let rule = Palette.rule

  /// The smallest type.
  package static let small = TextStyle(sizePoints: 7.5).with { $0.color = ink }
  package static let smallFaint = small.with { $0.color = faint }
  static let body = TextStyle(sizePoints: 9).with { $0.color = ink }
}
