import Basics
import Drawing

/// A head of hair as two edges, point by point from one end to the other: the edge on the face and
/// the edge against the background.
struct HairCut {
  /// The edge from the left end over the forehead to the right end, in pixels.
  let inner: [Point]
  /// The edge from the left over the crown to the right, with the same number of points.
  let outer: [Point]
  /// The index of the parting.
  let partingIndex: Int
  /// Whether strands run along both edges; otherwise they run from the face backwards.
  let isHanging: Bool

  static let count = 25

  init?(_ curves: FaceCurves, view: HeadView, outline: HeadOutline) {
    let identity = curves.identity
    let shape = curves.shape
    let style = identity.hairStyle
    if style == .bald { return nil }
    let hanging = style == .bob || style == .long || style == .wavy
    isHanging = hanging
    let parting = identity.parting * 0.75
    partingIndex = Int(((parting + 1) / 2 * Double(Self.count - 1)).rounded())

    let end = style == .bob ? 1.25 + 0.3 * identity.curl : style == .wavy ? 2.1 : 2.4
    let places = evenSteps(Self.count, from: -1, to: 1)
    inner = places.map { place in
      let point =
        hanging
        ? Self.curtain(place, parting, identity, end: end)
        : Self.hairline(place, identity, fall: curves.condition.hairFall)
      if point.y > shape.chin - 0.1 || abs(point.x) > 0.97 {
        return view(SIMD3(point.x * shape.row(at: min(point.y, 0.3)).halfWidth, point.y, 0.25))
      }
      let half = shape.row(at: point.y).halfWidth
      return view(shape.point(point.x * half, point.y, lift: 0.03))
    }
    outer = Self.edge(
      places, identity, shape, view, outline, parting: hanging ? parting : nil,
      end: hanging ? end : 0.22)
  }

  /// Returns the hairline on the skin: x as a part of the half width, and the height.
  private static func hairline(
    _ place: Double, _ identity: PortraitIdentity, fall: Double
  ) -> (x: Double, y: Double) {
    let side = abs(place)
    let top = -identity.hairline
    let low: [(Double, Double, Double)]
    switch identity.hairStyle {
    case .fringe:
      let edge = -0.4 + 0.03 * fall
      low = [
        (0, 0, edge), (0.3, 0.3, edge + 0.01), (0.62, 0.62, edge + 0.02), (0.8, 0.86, -0.3),
        (1, 0.975, 0.2),
      ]
    case .side:
      // Hair is longer on the side away from the parting.
      let away = place * identity.parting < 0
      let drop = away ? 0.26 + 0.03 * fall : 0.02
      low = [
        (0, 0, top + (away ? 0.1 : 0.03)), (0.35, 0.4, top + drop), (0.62, 0.72, top + drop + 0.16),
        (0.8, 0.89, -0.38), (1, 0.975, 0.15),
      ]
    default:
      let recession = identity.recession
      low = [
        (0, 0, top + 0.06 * (0.5 - identity.curl)), (0.3, 0.34, top - recession * 0.6),
        (0.5, 0.62, top + 0.09 - recession * 0.9), (0.68, 0.84, top + 0.34 - recession * 0.25),
        (0.82, 0.9, -0.3), (1, 0.975, 0.18),
      ]
    }
    let (x, y) = interpolated(low, side)
    return (place < 0 ? -x : x, y)
  }

  /// Returns hair that hangs on both sides of the face from the parting.
  private static func curtain(
    _ place: Double, _ parting: Double, _ identity: PortraitIdentity, end: Double
  ) -> (x: Double, y: Double) {
    let isRight = place > parting
    let away = isRight ? (place - parting) / (1 - parting) : (parting - place) / (1 + parting)
    let start = isRight ? parting * 0.5 : -parting * 0.5
    let top = -identity.hairline - 0.02
    let cover = 0.09 * identity.hairVolume / 0.16
    let low: [(Double, Double, Double)] = [
      (0, start, top), (0.2, start + (0.66 - start) * 0.55, top + 0.14),
      (0.4, 0.82 - cover, -0.52), (0.55, 0.94 - cover, -0.08), (0.7, 0.99 - cover, 0.45),
      (0.85, 0.98, 1.0), (1, 0.92, end),
    ]
    let (x, y) = interpolated(low, away)
    return (isRight ? x : -x, y)
  }

  private static func interpolated(
    _ points: [(Double, Double, Double)], _ place: Double
  ) -> (Double, Double) {
    let index = min(
      max((points.firstIndex { $0.0 >= place } ?? points.count - 1), 1), points.count - 1)
    let (from, to) = (points[index - 1], points[index])
    let part = min(max((place - from.0) / (to.0 - from.0), 0), 1)
    return (from.1 + part * (to.1 - from.1), from.2 + part * (to.2 - from.2))
  }

  private static func edge(
    _ places: [Double], _ identity: PortraitIdentity, _ shape: HeadShape, _ view: HeadView,
    _ outline: HeadOutline, parting: Double?, end: Double
  ) -> [Point] {
    let volume: Double
    switch identity.hairStyle {
    case .cropped: volume = 0.035
    case .tied: volume = 0.05
    case .curly: volume = 0.16 + 1.1 * identity.hairVolume
    case .swept: volume = 0.06 + 0.9 * identity.hairVolume
    default: volume = 0.04 + 0.7 * identity.hairVolume
    }
    let ear = min(end, 0.22)
    let rim = outline.over(from: ear)
    let lengths = lengths(along: rim)
    let middle = view(SIMD3(0, -0.35, 0))
    return places.map { place in
      let start = parting ?? 0
      let sign = place < start ? -1.0 : 1.0
      let side = abs(place - start) / (1 - sign * start)
      // The last part hangs below the ear.
      let hanging = parting != nil ? max(0, (side - 0.6) / 0.4) : 0
      let along = parting != nil ? min(1, side / 0.6) : side
      let top = 0.4 * start
      let position = (top + (sign - top) * along + 1) / 2 * lengths[rim.count - 1]
      let lower = max((lengths.firstIndex { $0 >= position } ?? rim.count - 1) - 1, 0)
      let part = (position - lengths[lower]) / max(lengths[lower + 1] - lengths[lower], 1e-9)
      let base = Point(
        x: rim[lower].x + part * (rim[lower + 1].x - rim[lower].x),
        y: rim[lower].y + part * (rim[lower + 1].y - rim[lower].y))
      let (dx, dy) = (base.x - middle.x, base.y - middle.y)
      let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
      var grow = volume * view.scale
      if parting == nil {
        // Hair lies close to the head at the ears; cut hair less so at the top.
        let thin = identity.hairStyle == .curly ? 0.45 : 0.15
        grow *= 1 - (1 - thin) * max(0, (along - 0.45) / 0.55)
      }
      let out = Point(x: base.x + dx / length * grow, y: base.y + dy / length * grow)
      guard hanging > 0 else { return out }
      let swing = 1.03 + volume + (identity.hairStyle == .bob ? 0.05 : 0.12) * hanging
      let low = view(
        SIMD3(sign * swing * shape.row(at: 0.22).halfWidth, 0.22 + (end - 0.22) * hanging, -0.1))
      let blend = min(1, hanging * 4)
      return Point(x: out.x + blend * (low.x - out.x), y: out.y + blend * (low.y - out.y))
    }
  }

  /// Returns the lower end of hanging hair: some locks between its two edges.
  func tips(from start: Point, to end: Point, unit: Double) -> [Point] {
    evenSteps(7, from: 0, to: 1).enumerated().map { index, part in
      let down = index == 0 || index == 6 ? 0 : index % 2 == 1 ? 0.1 : 0.045
      return Point(
        x: start.x + part * (end.x - start.x),
        y: start.y + part * (end.y - start.y) + down * unit)
    }
  }
}
