#if canImport(Glibc)
  import Glibc
#endif

/// The contributions of features to the head's depth, and the places at which the skin is redder or
/// darker.
struct HeadRelief {
  private struct Bump {
    let x: Double
    let y: Double
    /// The value 1 / (2 deviation^2).
    let sharpX: Double
    let sharpY: Double
    let height: Double
  }

  private var bumps: [Bump] = []
  private let identity: PortraitIdentity
  /// The height at which the nose ends above the lip.
  let noseBase: Double
  let noseTip: Double

  init(_ identity: PortraitIdentity, _ condition: PortraitCondition, chin: Double) {
    self.identity = identity
    noseTip = identity.noseLength
    noseBase = identity.noseLength + 0.13 - 0.025 * identity.noseUpturn
    let smile = max(0, condition.smile)
    let mouth = identity.mouthPlace
    let (age, eyes) = (identity.age, identity.eyeSpacing)
    pair(0.42, -identity.browHeight + 0.02, 0.24, 0.08, 0.035 + 0.03 * identity.browRidge)
    pair(eyes, 0.02, 0.22, 0.13, -0.1 * identity.eyeDepth)
    pair(0.2, -0.04, 0.07, 0.12, -0.05 - 0.02 * identity.eyeDepth)
    pair(eyes, 0.005, 0.14, 0.085, 0.055)
    pair(eyes, 0.2, 0.16, 0.035, 0.02 * identity.eyeBags)
    pair(0.6, 0.42 - 0.06 * smile, 0.21, 0.16, 0.06 + 0.022 * identity.cheekbones + 0.05 * smile)
    pair(0.6, 0.86, 0.17, 0.2, -0.05 - 0.035 * identity.cheekHollow)
    pair(0.84, -0.4, 0.13, 0.25, -0.05)
    // Folds run from the nose to the corners of the mouth.
    let fold = -0.012 - 0.022 * age - 0.028 * smile
    pair(0.3, 0.76, 0.045, 0.08, fold)
    pair(0.38, 0.87, 0.05, 0.09, fold)
    pair(0.44, 1.0, 0.05, 0.08, fold * 0.8)
    one(0, mouth - 0.03, 0.33, 0.2, 0.055)
    one(0, (noseBase + mouth - 0.08) / 2, 0.035, 0.07, -0.03 * identity.philtrum)
    one(
      0, mouth - 0.5 * identity.upperLip, 0.55 * identity.mouthWidth, 0.045, 0.6 * identity.upperLip
    )
    one(
      0, mouth + 0.6 * identity.lowerLip, 0.5 * identity.mouthWidth, 0.05, 0.6 * identity.lowerLip)
    one(0, mouth, 0.8 * identity.mouthWidth, 0.022, -0.035)
    pair(identity.mouthWidth + 0.03, mouth, 0.05, 0.05, -0.03)
    one(0, mouth + identity.lowerLip + 0.13, 0.2, 0.055, -0.055)
    one(0, chin - 0.2, 0.2 * identity.chinWidth, 0.12, 0.075)
    one(0, chin - 0.17, 0.025, 0.07, -0.045 * identity.chinCleft)
    pair(identity.noseWings - 0.03, noseTip + 0.045, 0.06, 0.062, 0.13)
    pair(identity.noseWings + 0.07, noseTip + 0.03, 0.045, 0.09, -0.04)
  }

  private mutating func one(
    _ x: Double, _ y: Double, _ deviationX: Double, _ deviationY: Double, _ height: Double
  ) {
    bumps.append(
      Bump(
        x: x, y: y, sharpX: 0.5 / (deviationX * deviationX),
        sharpY: 0.5 / (deviationY * deviationY), height: height))
  }

  private mutating func pair(
    _ x: Double, _ y: Double, _ deviationX: Double, _ deviationY: Double, _ height: Double
  ) {
    one(x, y, deviationX, deviationY, height)
    one(-x, y, deviationX, deviationY, height)
  }

  /// Returns the depth to add to the bare head.
  func height(_ x: Double, _ y: Double) -> Double {
    var sum = nose(x, y)
    for bump in bumps {
      let (dx, dy) = (x - bump.x, y - bump.y)
      let power = dx * dx * bump.sharpX + dy * dy * bump.sharpY
      if power < 8 { sum += bump.height * exp(-power) }
    }
    return sum
  }

  /// Returns the axis of the nose, which is slightly oblique.
  func noseAxis(_ y: Double) -> Double {
    identity.noseShift * min(max(y / noseTip, 0), 1)
  }

  private func nose(_ x: Double, _ y: Double) -> Double {
    guard y > -0.5, y < noseBase + 0.1, abs(x) < 0.6 else { return 0 }
    let part = min(max((y + 0.05) / (noseTip + 0.05), 0), 1)
    let bridge = identity.noseBridgeHeight
    var ridge =
      bridge + (identity.noseTipHeight - bridge) * pow(part, 1.35)
      + identity.noseHump * sin(.pi * min(1, part * 1.15))
    if y < -0.05 {
      let up = (y + 0.05) / 0.14
      ridge *= exp(-up * up)
    }
    if y > noseTip {
      let down = min(max((y - noseTip) / (noseBase - noseTip + 0.03), 0), 1)
      ridge *= 1 - down * down * (3 - 2 * down)
    }
    let width =
      identity.noseBridgeWidth
      + (identity.noseTipWidth - identity.noseBridgeWidth) * part * part
    let across = abs(x - noseAxis(y)) / width
    // A ridge stands on a broader base.
    return ridge * (0.72 * exp(-0.62 * pow(across, 2.2)) + 0.28 * exp(-0.11 * across * across))
  }
}
