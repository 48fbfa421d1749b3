/// A rotation, uniform scaling and translation of the plane.
///
/// x' = a x - b y + translationX, y' = b x + a y + translationY. Points are pixel positions: the
/// center of the first pixel is (0, 0).
package struct Similarity2D: Hashable, Sendable {
  /// The scale times the cosine of the angle.
  package let a: Double
  /// The scale times the sine of the angle; positive turns the x axis towards the y axis.
  package let b: Double
  package let translationX: Double
  package let translationY: Double

  package init(a: Double, b: Double, translationX: Double, translationY: Double) {
    self.a = a
    self.b = b
    self.translationX = translationX
    self.translationY = translationY
  }

  package static let identity = Similarity2D(a: 1, b: 0, translationX: 0, translationY: 0)

  package func callAsFunction(x: Double, y: Double) -> (x: Double, y: Double) {
    (a * x - b * y + translationX, b * x + a * y + translationY)
  }

  /// The inverse; `nil` if the scale is zero, not finite, or too small to invert.
  package var inverse: Similarity2D? {
    let square = a * a + b * b
    guard square.isFinite, square >= .leastNormalMagnitude else { return nil }
    let (back, turn) = (a / square, -b / square)
    let result = Similarity2D(
      a: back, b: turn, translationX: -(back * translationX - turn * translationY),
      translationY: -(turn * translationX + back * translationY))
    return result.translationX.isFinite && result.translationY.isFinite ? result : nil
  }
}
