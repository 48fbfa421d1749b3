import Basics
import Drawing

extension PortraitPainter {
  func drawNostrils(_ canvas: Canvas) {
    let lift = 0.7 + 0.35 * identity.noseUpturn - condition.pitch * 0.03
    let base = shape.relief.noseBase
    for side in [-1.0, 1] {
      let x = side * identity.noseWings * 0.5
      let middle = view(shape.point(shape.relief.noseAxis(base) + x, base - 0.03, lift: 0.03))
      let wide = unit * 0.052 * identity.nostrils
      let high = unit * 0.024 * identity.nostrils * min(max(lift, 0.35), 1.5)
      canvas.fill(
        Path(ellipseAround: middle, radiusX: wide, radiusY: high, angle: side * 0.3),
        skinColor(0.2, opacity: 0.8))
      // This is the crease behind the wing.
      let wing = identity.noseWings
      let axis = shape.relief.noseAxis(identity.noseLength)
      canvas.stroke(
        line([
          shape.point(axis + side * (wing + 0.015), identity.noseLength - 0.05),
          shape.point(axis + side * (wing + 0.035), identity.noseLength + 0.045),
          shape.point(axis + side * (wing - 0.005), base - 0.02),
        ]), skinColor(0.45, opacity: 0.5), width: unit * 0.022)
    }
    canvas.stroke(
      line(evenSteps(5, from: -0.6, to: 0.6).map { curves.noseBase($0) + SIMD3(0, 0.012, 0) }),
      skinColor(0.45, opacity: 0.3), width: unit * 0.025)
  }

  func drawMouth(_ canvas: Canvas) {
    let across = evenSteps(15, from: -1, to: 1)
    func edge(_ edge: FaceCurves.LipEdge) -> [Point] { across.map { view(curves.lip(edge, $0)) } }
    let (top, inUpper) = (edge(.outerUpper), edge(.innerUpper))
    let (inLower, bottom) = (edge(.innerLower), edge(.outerLower))
    func area(_ first: [Point], _ second: [Point]) -> Path {
      var path = Path(through: first)
      path.append(through: second.reversed())
      path.close()
      return path
    }
    let lip = tones.lip
    let light = 0.06 * condition.lightX
    // The edges are soft: a faint wide outline comes first.
    canvas.stroke(area(top, bottom), color(lip, 0.9, opacity: 0.22), width: unit * 0.035)
    if condition.mouthOpening > 0.02 {
      drawInside(canvas, area(inUpper, inLower), inUpper, inLower)
    }
    canvas.fill(
      area(top, inUpper),
      .linear(
        start: top[6], end: inUpper[7],
        stops: [.init(0, color(lip, 0.92 - light)), .init(1, color(lip, 0.72))]))
    canvas.fill(
      area(inLower, bottom),
      .linear(
        start: inLower[7], end: bottom[7],
        stops: [
          .init(0, color(lip, 0.8)), .init(0.45, color(lip, 1.06)), .init(1, color(lip, 0.86)),
        ]))
    let shine = Point(
      x: (inLower[7].x + bottom[7].x) / 2 + unit * 0.08 * condition.lightX,
      y: (inLower[7].y * 0.55 + bottom[7].y * 0.45))
    canvas.fill(
      Path(ellipseAround: shine, radiusX: unit * 0.12, radiusY: unit * 0.028),
      .spot(
        center: shine, radiusX: unit * 0.12, radiusY: unit * 0.028,
        PaperColor.white.with(opacity: 0.28)))
    let dark = color(lip, 0.32, opacity: 0.8)
    if condition.mouthOpening <= 0.02 {
      canvas.stroke(Path(through: inUpper), dark, width: unit * 0.02)
    }
    for index in [0, 14] {
      canvas.paint(
        .spot(
          center: inUpper[index], radiusX: unit * 0.06, radiusY: unit * 0.05,
          skinColor(0.35, opacity: 0.55)))
    }
  }

  private func drawInside(_ canvas: Canvas, _ area: Path, _ upper: [Point], _ lower: [Point]) {
    canvas.saved {
      canvas.clip(to: area)
      canvas.paint(.color(PaperColor(SIMD3(0.2, 0.07, 0.07))))
      // The upper teeth are darker at the sides.
      let gap = unit * 0.13
      var teeth = Path(through: upper)
      teeth.append(through: upper.reversed().map { Point(x: $0.x, y: $0.y + gap) })
      teeth.close()
      canvas.fill(
        teeth,
        .linear(
          start: upper[1], end: upper[13],
          stops: [
            .init(0, PaperColor(SIMD3(0.5, 0.44, 0.4))),
            .init(0.3, PaperColor(SIMD3(0.93, 0.91, 0.87))),
            .init(0.7, PaperColor(SIMD3(0.93, 0.91, 0.87))),
            .init(1, PaperColor(SIMD3(0.5, 0.44, 0.4))),
          ]))
      for index in 4...10 {
        let x = upper[index].x
        canvas.stroke(
          Path(
            polygon: [Point(x: x, y: upper[index].y), Point(x: x, y: upper[index].y + gap)],
            isClosed: false),
          PaperColor(SIMD3(0.6, 0.55, 0.5), opacity: 0.35), width: unit * 0.01)
      }
      canvas.paint(
        .spot(
          center: Point(x: lower[7].x, y: lower[7].y), radiusX: unit * 0.2, radiusY: unit * 0.06,
          PaperColor(SIMD3(0.7, 0.35, 0.34), opacity: 0.8)))
    }
  }

  /// Draws age lines, freckles and moles, inside the head's outline.
  func drawMarks(_ canvas: Canvas) {
    let age = identity.age
    let smile = max(0, condition.smile)
    let fold = 0.25 * age + 0.3 * smile
    for side in [-1.0, 1] where fold > 0.08 {
      let mouth = view(curves.lip(.innerUpper, side))
      _ = mouth
      canvas.stroke(
        line([
          shape.point(side * (identity.noseWings + 0.06), identity.noseLength + 0.02),
          shape.point(
            side * (identity.noseWings + 0.14 + 0.04 * smile), identity.noseLength + 0.16),
          shape.point(
            side * (identity.mouthWidth + 0.09 + 0.05 * smile), identity.mouthPlace - 0.06),
        ]), skinColor(0.45, opacity: min(0.5, fold)), width: unit * 0.028)
    }
    if age > 0.35 || condition.browRaise > 0.6 {
      let strength = max(0, age - 0.3) * 0.35 + max(0, condition.browRaise - 0.5) * 0.15
      for (index, y) in [-0.52, -0.62, -0.73].enumerated() {
        let half = 0.42 - 0.05 * Double(index)
        canvas.stroke(
          line(
            evenSteps(7, from: -half, to: half).map {
              shape.point($0, y - 0.05 * (1 - abs($0) * 2))
            }),
          skinColor(0.5, opacity: strength), width: unit * 0.018)
      }
    }
    if age > 0.4 || smile > 0.4 {
      let strength = max(0, age - 0.25) * 0.4 + 0.08 * smile
      for side in [-1.0, 1] {
        let x = identity.eyeSpacing + identity.eyeWidth
        for lift in [-0.06, 0.0, 0.06] {
          canvas.stroke(
            line([
              shape.point(side * (x + 0.05), lift * 0.5),
              shape.point(side * (x + 0.16), lift * 1.6 + 0.01),
            ]), skinColor(0.45, opacity: strength * 0.7), width: unit * 0.014)
        }
      }
    }
    var random = generator(0xF4EC)
    for _ in 0..<Int(70 * identity.freckles) {
      let (x, y) = (random.draw(-0.75...0.75), 0.42 + 0.2 * random.drawNormal())
      canvas.fill(
        Path(
          ellipseAround: view(shape.point(x, y)), radiusX: unit * random.draw(0.008...0.017),
          radiusY: unit * random.draw(0.008...0.015)),
        PaperColor(tones.skin * SIMD3(0.72, 0.55, 0.42), opacity: random.draw(0.25...0.6)))
    }
    for mole in identity.moles {
      canvas.fill(
        Path(
          ellipseAround: view(shape.point(mole.x, mole.y)), radiusX: unit * mole.radius,
          radiusY: unit * mole.radius),
        PaperColor(tones.skin * SIMD3(0.42, 0.3, 0.24), opacity: 0.85))
    }
  }
}
