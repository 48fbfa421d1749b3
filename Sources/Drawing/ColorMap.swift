/// A color map for numbers, whose lightness alone shows the number, in gray print and to any eye.
///
/// The maps run from near white to a dark orange-brown and to a dark blue, the axis that the common
/// color blindnesses leave alone; see Nuñez, Anderton and Renslow 2018,
/// https://doi.org/10.1371/journal.pone.0199239, for the reasoning. In gray both sides of `diverging`
/// look alike, so figures also write the sign.
package enum ColorMap: Sendable, CaseIterable {
  /// Near white to dark orange-brown for 0...1.
  case sequential
  /// Dark blue, near white at 0, and dark orange-brown for -1...1.
  case diverging

  /// - Parameter value: 0...1, or -1...1 for `diverging`; values outside are clamped.
  package func color(_ value: Double) -> PaperColor {
    switch self {
    case .sequential:
      return Self.mixed(Self.positive, min(max(value, 0), 1))
    case .diverging:
      let t = min(max(value, -1), 1)
      return t < 0 ? Self.mixed(Self.negative, -t) : Self.mixed(Self.positive, t)
    }
  }

  /// The colors through which the orange arm runs, with relative luminances of 0.91, 0.73, 0.51, 0.31,
  /// 0.17 and 0.07.
  private static let positive = stops(0xfff4e0, 0xfdd9a0, 0xf5b05a, 0xdd7f1e, 0xb4570a, 0x7a3300)
  /// The blue arm begins at the same near white: numbers close to 0 have no side.
  private static let negative = stops(0xfff4e0, 0xc4dcf2, 0x92bfe6, 0x4f91cb, 0x1f5a96, 0x0e3560)

  private static func stops(_ colors: UInt32...) -> [OKLab] {
    colors.map { OKLab(PaperColor(hexadecimal: $0)) }
  }

  /// Returns the color of the path through `stops` whose lightness is linear in `value`, the same on
  /// both arms.
  private static func mixed(_ stops: [OKLab], _ value: Double) -> PaperColor {
    let (lightest, darkest) = (positive[0].lightness, positive.last!.lightness)
    let lightness = lightest + value * (darkest - lightest)
    let index = min(
      max((stops.firstIndex { $0.lightness < lightness } ?? stops.count) - 1, 0), stops.count - 2)
    let (low, high) = (stops[index], stops[index + 1])
    let part = min(
      max((lightness - low.lightness) / (high.lightness - low.lightness), 0), 1)
    return OKLab(
      lightness: lightness, a: low.a + part * (high.a - low.a), b: low.b + part * (high.b - low.b)
    ).color
  }
}
