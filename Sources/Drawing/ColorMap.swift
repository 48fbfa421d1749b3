import Basics

/// A color map for numbers, whose lightness alone shows the number, in gray print and to any eye.
///
/// Both maps are straight or gently bent paths through OKLab between blue and yellow (or blue and
/// orange), the axis that the common color blindnesses leave alone; see Nuñez, Anderton and
/// Renslow 2018, https://doi.org/10.1371/journal.pone.0199239, for the reasoning.
package enum ColorMap: Sendable, CaseIterable {
  /// Dark blue over plum to light yellow for 0...1, with lightness linear in the number.
  case sequential
  /// Blue, near white at 0, and orange-brown for -1...1, with lightness linear in the magnitude.
  case diverging
  /// Black to white for 0...1, linear in sRGB like a darkened picture.
  case brightness

  /// - Parameter value: 0...1, or -1...1 for `diverging`; values outside are clamped.
  package func color(_ value: Double) -> PaperColor {
    switch self {
    case .sequential:
      let t = min(max(value, 0), 1)
      return OKLab(
        lightness: 0.27 + 0.64 * t, a: -0.02 * t + 0.085 * sineOf(.pi * t), b: -0.08 + 0.22 * t
      ).color
    case .diverging:
      let t = min(max(value, -1), 1)
      let size = abs(t)
      return
        (t < 0
        ? OKLab(lightness: 0.97 - 0.52 * size, a: -0.03 * size, b: -0.16 * size)
        : OKLab(lightness: 0.97 - 0.52 * size, a: 0.085 * size, b: 0.085 * size)).color
    case .brightness:
      let t = min(max(value, 0), 1)
      return PaperColor(red: t, green: t, blue: t)
    }
  }
}
