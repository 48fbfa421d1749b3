import Drawing

#if canImport(Glibc)
  import Glibc
#endif

/// The lines of a face in the head's space: lids, brows, nose, lips. They are drawn, and the
/// landmarks lie on them.
struct FaceCurves {
  let identity: PortraitIdentity
  let condition: PortraitCondition
  let shape: HeadShape

  init(_ identity: PortraitIdentity, _ condition: PortraitCondition) {
    self.identity = identity
    self.condition = condition
    shape = HeadShape(identity, condition)
  }

  // MARK: Eyes

  /// Returns a point on the edge of the upper or lower lid.
  ///
  /// - Parameters:
  ///   - side: -1 for the eye at the left of the picture, 1 for the other.
  ///   - part: -1 at the inner corner, 1 at the outer.
  func lid(side: Double, part: Double, isUpper: Bool) -> SIMD3<Double> {
    let opening = max(0.15, condition.eyeOpening)
    let bow = pow(max(0, 1 - part * part), 0.75)
    // The upper lid is highest toward the nose, the lower lowest away from it.
    let skew = 1 - 0.18 * part
    let y =
      isUpper
      ? -identity.eyeHeight * opening * bow * skew
      : identity.eyeHeight * (0.62 + 0.06 * opening - 0.1 * max(0, condition.smile)) * bow
        * (2 - skew)
    return eye(side: side, part: part, y: y)
  }

  /// Returns a point on the front of the eye, with `y` from the line through its corners.
  func eye(side: Double, part: Double, y: Double) -> SIMD3<Double> {
    let x = identity.eyeSpacing + identity.eyeWidth * part
    let row = shape.row(at: 0)
    let sine = x / row.halfWidth
    let depth = row.depth * pow(max(0, 1 - sine * sine), 0.425) - 0.1 * identity.eyeDepth
    let ball = 0.06 * max(0, 1 - part * part)
    return SIMD3(side * x, y - identity.eyeTilt * part, depth + ball)
  }

  func pupil(side: Double) -> SIMD3<Double> {
    let look = 0.14 * condition.gazeX * side
    return eye(side: side, part: look, y: 0.035 * condition.gazeY - 0.006)
      + SIMD3(0, 0, 0.015)
  }

  // MARK: Brows

  /// - Parameter part: 0 at the inner end, 1 at the outer.
  func brow(side: Double, part: Double, offset: Double = 0) -> SIMD3<Double> {
    let raise = 0.05 * condition.browRaise - 0.025 * max(0, -condition.browRaise) * (1 - part)
    let length = 2 * identity.browLength
    let x = identity.browGap + length * part
    let arch = identity.browArch * (1 - pow((part - 0.6) / 0.6, 2))
    let y =
      -identity.browHeight - arch - raise - identity.browTilt * (part - 0.5)
      + 0.06 * part * part * part + offset
    return shape.point(side * x, y, lift: 0.01)
  }

  /// Returns half the brow's height along it.
  func browHalf(_ part: Double) -> Double {
    let taper = min(1, 0.55 + part * 3) * pow(max(0, 1 - part), 0.55)
    return 0.62 * identity.browThickness * taper
  }

  // MARK: Nose

  func noseRidge(_ part: Double) -> SIMD3<Double> {
    let y = -0.03 + (identity.noseLength + 0.03) * part
    return shape.point(shape.relief.noseAxis(y), y)
  }

  var noseTip: SIMD3<Double> { noseRidge(1) }

  /// - Parameter part: -1 for the left wing ... 1 for the right.
  func noseBase(_ part: Double) -> SIMD3<Double> {
    let y = shape.relief.noseBase - 0.05 * part * part
    return shape.point(
      shape.relief.noseAxis(y) + part * identity.noseWings, y,
      lift: 0.08 * (1 - part * part))
  }

  // MARK: Mouth

  enum LipEdge { case outerUpper, innerUpper, innerLower, outerLower }

  /// - Parameter part: -1 for the left corner ... 1 for the right.
  func lip(_ edge: LipEdge, _ part: Double) -> SIMD3<Double> {
    let (smile, open) = (condition.smile, condition.mouthOpening)
    let halfWidth = identity.mouthWidth * (1 + 0.17 * max(0, smile) - 0.1 * open)
    let x = halfWidth * part
    let corner = identity.mouthCorners - 0.075 * smile
    let line =
      identity.mouthPlace - 0.02 * max(0, smile) + corner * pow(abs(part), 1.8)
      + 0.01 * exp(-pow(part / 0.2, 2))
    let bow = pow(max(0, 1 - part * part), 0.8)
    let thin = 1 - 0.22 * max(0, smile)
    let y: Double
    switch edge {
    case .outerUpper:
      let dip = identity.cupidsBow * 0.42 * exp(-pow(part / 0.13, 2))
      let peaks = pow(max(0, 1 - abs(part)), 0.72) * 1.12
      y = line - 0.03 * open * bow - identity.upperLip * thin * (peaks - dip)
    case .innerUpper: y = line - 0.035 * open * bow
    case .innerLower: y = line + 0.24 * open * bow
    case .outerLower:
      y = line + 0.24 * open * bow + identity.lowerLip * thin * pow(max(0, 1 - part * part), 0.62)
    }
    return shape.point(x, y)
  }
}
