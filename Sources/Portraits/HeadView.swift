import Drawing
import Pictures

#if canImport(Glibc)
  import Glibc
#endif

/// The rotation and position of the head in the picture, by parallel projection.
struct HeadView {
  private let rowX: SIMD3<Double>
  private let rowY: SIMD3<Double>
  private let rowZ: SIMD3<Double>
  /// The map from the head's units to pixels; the center of the first pixel is (0, 0).
  var similarity = Similarity2D.identity

  init(yaw: Double, pitch: Double) {
    let (yaw, pitch) = (yaw * .pi / 180, pitch * .pi / 180)
    let (sinYaw, cosYaw, sinPitch, cosPitch) = (sin(yaw), cos(yaw), sin(pitch), cos(pitch))
    // The head turns about the top of the neck, so that the eyes stay near the middle.
    rowX = SIMD3(cosYaw, 0, sinYaw)
    let turnedZ = SIMD3(-sinYaw, 0, cosYaw)
    rowY = SIMD3(0, cosPitch, 0) + turnedZ * sinPitch
    rowZ = turnedZ * cosPitch - SIMD3(0, sinPitch, 0)
  }

  /// Returns the rotated point, in the head's units.
  func turned(_ point: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3((rowX * point).sum(), (rowY * point).sum(), (rowZ * point).sum())
  }

  /// Returns the point in pixels from the corner of the first pixel, as Cairo counts.
  func callAsFunction(_ point: SIMD3<Double>) -> Point {
    let place = similarity(x: (rowX * point).sum(), y: (rowY * point).sum())
    return Point(x: place.x + 0.5, y: place.y + 0.5)
  }

  /// The number of pixels per unit.
  var scale: Double {
    (similarity.a * similarity.a + similarity.b * similarity.b).squareRoot()
  }
}
