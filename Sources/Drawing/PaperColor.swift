import Basics

/// A color on paper: sRGB, each component 0...1, and its opacity.
package struct PaperColor: Sendable, Equatable {
  package var red: Double
  package var green: Double
  package var blue: Double
  package var opacity: Double

  package init(red: Double, green: Double, blue: Double, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// - Parameter hexadecimal: The color as `0xRRGGBB`.
  package init(hexadecimal: UInt32, opacity: Double = 1) {
    self.init(
      red: Double(hexadecimal >> 16 & 255) / 255, green: Double(hexadecimal >> 8 & 255) / 255,
      blue: Double(hexadecimal & 255) / 255, opacity: opacity)
  }

  package static let black = PaperColor(red: 0, green: 0, blue: 0)
  package static let white = PaperColor(red: 1, green: 1, blue: 1)

  package func with(opacity: Double) -> PaperColor {
    PaperColor(red: red, green: green, blue: blue, opacity: opacity)
  }

  /// Returns the visible color if this color, with its opacity, covers an opaque one.
  package func over(_ ground: PaperColor) -> PaperColor {
    func mixed(_ top: Double, _ below: Double) -> Double { below + opacity * (top - below) }
    return PaperColor(
      red: mixed(red, ground.red), green: mixed(green, ground.green),
      blue: mixed(blue, ground.blue))
  }
}

/// A color by perceived lightness and two opponent axes.
///
/// Equal distances look about equally different.
///
/// Ottosson 2020, "A perceptual color space for image processing",
/// https://bottosson.github.io/posts/oklab/
package struct OKLab: Sendable, Equatable {
  /// The lightness, from 0 (black) to 1 (white).
  package var lightness: Double
  /// The axis from green (negative) to red.
  package var a: Double
  /// The axis from blue (negative) to yellow.
  package var b: Double

  package init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  package init(_ color: PaperColor) {
    let red = Self.linear(color.red)
    let green = Self.linear(color.green)
    let blue = Self.linear(color.blue)
    let l = cubeRoot(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let m = cubeRoot(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let s = cubeRoot(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
  }

  /// The same color in sRGB, with components limited to 0...1.
  package var color: PaperColor {
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    return PaperColor(
      red: Self.encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      green: Self.encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      blue: Self.encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }

  private static func linear(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : powerOf((value + 0.055) / 1.055, 2.4)
  }

  private static func encoded(_ value: Double) -> Double {
    let value = min(max(value, 0), 1)
    return value <= 0.0031308 ? 12.92 * value : 1.055 * powerOf(value, 1 / 2.4) - 0.055
  }
}

extension PaperColor {
  /// - Parameter color: Red, green and blue; cut to 0...1.
  package init(_ color: SIMD3<Double>, opacity: Double = 1) {
    self.init(
      red: min(max(color.x, 0), 1), green: min(max(color.y, 0), 1),
      blue: min(max(color.z, 0), 1), opacity: opacity)
  }
}
