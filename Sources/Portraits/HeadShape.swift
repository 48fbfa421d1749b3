import Drawing

#if canImport(Glibc)
  import Glibc
#endif

/// The form of a head without its features: an ellipse for each height.
///
/// x to the right of the picture, y down, z towards the viewer; the origin lies between the eyes, at
/// the depth of the ears. Unit: half an average face's width.
struct HeadShape {
  /// The ellipse at one height: x = halfWidth * sin, z = center + depth * cos^0.85 over the visible
  /// half.
  struct Row {
    var y: Double
    var halfWidth: Double
    var center: Double
    var depth: Double
  }

  /// The rows from the crown to the chin, with rising y.
  let rows: [Row]
  let crown: Double
  let chin: Double
  let relief: HeadRelief

  init(_ identity: PortraitIdentity, _ condition: PortraitCondition) {
    let drop = 0.13 * condition.mouthOpening
    let width = identity.headWidth
    let crown = -identity.crownHeight
    let chin = 1.68 + identity.chinLength + drop
    let jaw = identity.jawWidth
    let cheek = identity.cheekWidth * (1 + 0.015 * max(0, condition.smile))
    let chinPart = identity.chinWidth
    // The values are height, half width, front, center.
    let control: [(Double, Double, Double, Double)] = [
      (crown, 0, 0, -0.1),
      (crown + 0.07, 0.36, 0.2, -0.1),
      (crown + 0.24, 0.66 * identity.templeWidth, 0.42, -0.08),
      (crown + 0.55, 0.87 * identity.templeWidth, 0.68, -0.05),
      (-0.5, 0.965 * (identity.templeWidth + 1) / 2, 0.84, 0),
      (-0.1, 1, 0.9, 0),
      (0.3, 0.985 * (1 + cheek) / 2, 0.92, 0.02),
      (0.65, 0.925 * cheek, 0.93, 0.08),
      (0.95, 0.825 * (cheek + jaw) / 2, 0.94, 0.18),
      (chin - 0.44, 0.685 * jaw, 0.93, 0.31),
      (chin - 0.23, 0.52 * (jaw + chinPart) / 2, 0.9, 0.43),
      (chin - 0.085, 0.345 * chinPart, 0.86, 0.52),
      (chin - 0.02, 0.19 * chinPart, 0.78, 0.56),
      (chin, 0, 0.66, 0.58),
    ]
    var rows: [Row] = []
    for index in 0..<control.count - 1 {
      let points = [max(index - 1, 0), index, index + 1, min(index + 2, control.count - 1)]
        .map { control[$0] }
      for step in 0..<8 {
        let part = Double(step) / 8
        func curve(_ path: KeyPath<(Double, Double, Double, Double), Double>) -> Double {
          catmullRom(points.map { $0[keyPath: path] }, part)
        }
        rows.append(Self.row(curve(\.0), curve(\.1) * width, curve(\.2), curve(\.3)))
      }
    }
    let last = control[control.count - 1]
    rows.append(Self.row(last.0, 0, last.2, last.3))
    self.rows = rows
    self.crown = crown
    self.chin = chin
    relief = HeadRelief(identity, condition, chin: chin)
  }

  private static func row(
    _ y: Double, _ halfWidth: Double, _ front: Double, _ center: Double
  ) -> Row {
    Row(y: y, halfWidth: max(0, halfWidth), center: center, depth: max(0.02, front - center))
  }

  /// Returns the row at a height; heights beyond the head count as its ends.
  func row(at y: Double) -> Row {
    if y <= rows[0].y { return rows[0] }
    var (low, high) = (0, rows.count - 1)
    if y >= rows[high].y { return rows[high] }
    while high - low > 1 {
      let middle = (low + high) / 2
      if rows[middle].y <= y { low = middle } else { high = middle }
    }
    let (first, second) = (rows[low], rows[high])
    let part = (y - first.y) / max(second.y - first.y, 1e-9)
    return Row(
      y: y, halfWidth: first.halfWidth + part * (second.halfWidth - first.halfWidth),
      center: first.center + part * (second.center - first.center),
      depth: first.depth + part * (second.depth - first.depth))
  }

  /// Returns a point of the skin.
  ///
  /// - Parameter lift: The distance in front of the skin.
  func point(_ x: Double, _ y: Double, lift: Double = 0) -> SIMD3<Double> {
    let row = row(at: y)
    let sine = min(max(x / max(row.halfWidth, 1e-6), -1), 1)
    let part = pow(1 - sine * sine, 0.425)
    return SIMD3(x, y, row.center + row.depth * part + part * relief.height(x, y) + lift)
  }
}

private func catmullRom(_ p: [Double], _ t: Double) -> Double {
  let (t2, t3) = (t * t, t * t * t)
  return 0.5
    * (2 * p[1] + (p[2] - p[0]) * t + (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3]) * t2
      + (3 * p[1] - p[0] - 3 * p[2] + p[3]) * t3)
}
