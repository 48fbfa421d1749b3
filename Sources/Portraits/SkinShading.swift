#if canImport(Glibc)
  import Glibc
#endif

/// The color of a point of skin, by its position and the light on it.
struct SkinShading {
  private let identity: PortraitIdentity
  private let smile: Double
  private let skin: SIMD3<Double>
  private let ambient: Double
  private let view: HeadView
  private let light: SIMD3<Double>
  private let halfway: SIMD3<Double>
  private let beardShadow: Double

  init(
    _ identity: PortraitIdentity, _ condition: PortraitCondition, tones: SkinTones, view: HeadView
  ) {
    self.identity = identity
    self.view = view
    smile = max(0, condition.smile)
    skin = tones.skin
    ambient = condition.ambient
    light = Self.unit(SIMD3(condition.lightX, condition.lightY, 0.85))
    halfway = Self.unit(light + SIMD3(0, 0, 1))
    beardShadow =
      identity.beard == .stubble ? 0.3 * identity.beardDensity : 0
  }

  private static func unit(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    let length = (vector * vector).sum().squareRoot()
    return length > 1e-12 ? vector / length : SIMD3(0, 0, 1)
  }

  /// Returns the light that falls on a surface, and the reflected light; `normal` is not turned
  /// yet.
  private func lit(_ normal: SIMD3<Double>) -> (shade: Double, gloss: Double) {
    let normal = view.turned(Self.unit(normal))
    // Light goes around edges a little, as it does in skin.
    let falling = ((normal * light).sum() + 0.25) / 1.25
    let mirrored = max(0, (normal * halfway).sum())
    let rim = 1 - 0.22 * pow(1 - max(0, normal.z), 2.5)
    return ((ambient + (1.08 - ambient) * max(0, falling)) * rim, pow(mirrored, 22))
  }

  func color(at place: SIMD3<Double>, normal: SIMD3<Double>) -> SIMD3<Double> {
    let (shade, gloss) = lit(normal)
    let (x, y) = (abs(place.x), place.y)
    func spot(_ dx: Double, _ dy: Double, _ width: Double, _ height: Double) -> Double {
      let power = dx * dx / (width * width) + dy * dy / (height * height)
      return power < 8 ? exp(-power) : 0
    }
    // Cheeks, nose and chin are redder; the area around the eyes is darker.
    let red =
      identity.redness
      * (0.5 * spot(x - 0.56, y - 0.45, 0.26, 0.22) * (1 + 0.4 * smile)
        + 0.45 * spot(x, y - identity.noseLength, 0.17, 0.14)
        + 0.15 * spot(x, y - 1.5, 0.25, 0.2))
    let around = 0.1 + 0.05 * identity.age
    let dark =
      around * spot(x - identity.eyeSpacing, y - 0.02, 0.3, 0.2)
      + 0.1 * spot(x - 0.2, y + 0.02, 0.09, 0.13)
      + 0.09 * identity.eyeBags * spot(x - identity.eyeSpacing + 0.04, y - 0.17, 0.16, 0.07)
      + 0.13 * spot(x - identity.noseWings - 0.04, y - identity.noseLength - 0.06, 0.05, 0.1)
      + 0.2 * spot(x, y - identity.noseLength - 0.125, 0.17, 0.045)
      + 0.1 * spot(x, y - identity.mouthPlace - identity.lowerLip - 0.09, 0.2, 0.06)
    var albedo = skin * (1 - dark * SIMD3(0.85, 1.05, 1.05))
    albedo *= SIMD3(1, 1 - 0.3 * red, 1 - 0.27 * red)
    if beardShadow > 0 {
      let area =
        min(1, max(0, (y - 0.62) / 0.3))
        * max(0, 1 - 0.9 * spot(x - 0.45, y - 0.6, 0.25, 0.3))
      albedo *= 1 - beardShadow * area * SIMD3(0.55, 0.5, 0.42)
    }
    let shadow = SIMD3(shade, pow(shade, 1.1), pow(shade, 1.17))
    return albedo * shadow + gloss * (1 - ambient) * SIMD3(0.19, 0.18, 0.17)
  }
}
