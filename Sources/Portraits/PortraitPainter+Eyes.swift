import Basics
import Drawing

extension PortraitPainter {
  func drawEye(_ canvas: Canvas, side: Double) {
    let across = evenSteps(13, from: -1, to: 1)
    let upper = across.map { view(curves.lid(side: side, part: $0, isUpper: true)) }
    let lower = across.map { view(curves.lid(side: side, part: $0, isUpper: false)) }
    var opening = Path(through: upper)
    opening.append(through: lower.reversed())
    opening.close()

    drawLid(canvas, side: side)
    let shade = 0.9 + 0.08 * lightFrom(side)
    canvas.saved {
      canvas.clip(to: opening)
      canvas.paint(.color(PaperColor(SIMD3(0.93, 0.905, 0.89) * shade)))
      drawIris(canvas, side: side, shade: shade)
      // The upper lid casts a shadow, and the corners are redder.
      for (width, strength) in [(0.12, 0.16), (0.07, 0.22)] {
        canvas.stroke(
          Path(through: upper), PaperColor(SIMD3(0.22, 0.13, 0.1), opacity: strength),
          width: unit * width)
      }
      canvas.paint(
        .spot(
          center: upper[0], radiusX: unit * 0.07, radiusY: unit * 0.06,
          PaperColor(SIMD3(0.75, 0.42, 0.38), opacity: 0.6)))
      canvas.paint(
        .spot(
          center: upper[12], radiusX: unit * 0.07, radiusY: unit * 0.06,
          PaperColor(SIMD3(0.5, 0.3, 0.25), opacity: 0.45)))
    }
    drawLashes(canvas, side: side, upper: upper, lower: lower)
  }

  private func drawIris(_ canvas: Canvas, side: Double, shade: Double) {
    let middle = view(curves.pupil(side: side))
    let radius = unit * 0.098
    let iris = tones.iris * shade
    canvas.fill(
      Path(ellipseAround: middle, radiusX: radius, radiusY: radius),
      .radial(
        center: middle, radiusX: radius, radiusY: radius,
        stops: [
          .init(0, color(iris, 0.65)), .init(0.5, color(iris, 1.15)), .init(0.82, color(iris, 0.9)),
          .init(1, color(iris, 0.35)),
        ]))
    canvas.fill(
      Path(ellipseAround: middle, radiusX: radius * 0.43, radiusY: radius * 0.43),
      PaperColor(SIMD3(0.03, 0.025, 0.025)))
    let glint = Point(
      x: middle.x + radius * (0.1 + 0.42 * condition.lightX), y: middle.y - radius * 0.4)
    canvas.fill(
      Path(ellipseAround: glint, radiusX: radius * 0.2, radiusY: radius * 0.2),
      PaperColor.white.with(opacity: 0.88))
  }

  /// Draws the fold above the eye and the shadows around it.
  private func drawLid(_ canvas: Canvas, side: Double) {
    let lift = identity.lidCrease
    let across = evenSteps(9, from: -0.92, to: 1.06)
    func above(_ part: Double, _ distance: Double) -> SIMD3<Double> {
      let inside = min(max(part, -1), 1)
      let bow = max(0, 1 - inside * inside)
      return curves.lid(side: side, part: part, isUpper: true)
        - SIMD3(0, distance * (0.45 + 0.55 * bow), 0)
    }
    if lift > 0.015 {
      var area = line(across.map { above($0, lift) })
      area.append(through: across.reversed().map { view(above($0, 0)) })
      area.close()
      canvas.fill(area, skinColor(0.72 + 0.07 * lightFrom(side), opacity: 0.4))
      canvas.stroke(
        line(across.map { above($0, lift) }), skinColor(0.42, opacity: 0.6), width: unit * 0.02)
      canvas.stroke(
        line(across.map { above($0, lift + 0.025) }), skinColor(0.55, opacity: 0.18),
        width: unit * 0.05)
    }
    func below(_ part: Double, _ distance: Double) -> SIMD3<Double> {
      curves.lid(side: side, part: part, isUpper: false) + SIMD3(0, distance, 0)
    }
    canvas.stroke(
      line(evenSteps(7, from: -0.85, to: 0.9).map { below($0, 0.03) }),
      skinColor(1.04, opacity: 0.25),
      width: unit * 0.025)
    if identity.eyeBags > 0.12 {
      canvas.stroke(
        line(evenSteps(7, from: -0.9, to: 0.55).map { below($0, 0.11 - 0.03 * $0) }),
        skinColor(0.5, opacity: min(0.5, 0.4 * identity.eyeBags)), width: unit * 0.022)
    }
  }

  private func drawLashes(_ canvas: Canvas, side: Double, upper: [Point], lower: [Point]) {
    let dark = PaperColor(SIMD3(0.1, 0.065, 0.055), opacity: 0.9)
    // The lashes are thicker outwards: a thin shape over the edge of the lid.
    let thickness = unit * (0.012 + 0.022 * identity.lashes)
    var lash = Path(through: upper)
    let back = upper.indices.reversed().map { index -> Point in
      let part = Double(index) / 12
      return Point(x: upper[index].x, y: upper[index].y - thickness * (0.3 + 0.9 * part))
    }
    lash.append(through: [upper[12]] + back)
    lash.close()
    canvas.fill(lash, dark)
    canvas.stroke(
      Path(through: upper), dark.with(opacity: 0.55), width: unit * 0.012)
    if identity.lashes > 0.65 {
      // The outer lashes extend beyond the lid.
      let end = upper[12]
      canvas.stroke(
        Path(through: [
          upper[10], Point(x: end.x + side * unit * 0.01, y: end.y - unit * 0.012),
          Point(x: end.x + side * unit * 0.045, y: end.y - unit * 0.035),
        ]), dark, width: unit * 0.016)
    }
    canvas.stroke(
      Path(through: lower), PaperColor(SIMD3(0.3, 0.17, 0.13), opacity: 0.5), width: unit * 0.013)
  }

  func drawBrow(_ canvas: Canvas, side: Double) {
    let across = evenSteps(9, from: 0, to: 1)
    var area = line(across.map { curves.brow(side: side, part: $0, offset: -curves.browHalf($0)) })
    area.append(
      through: across.reversed().map {
        view(curves.brow(side: side, part: $0, offset: curves.browHalf($0) * 0.85))
      })
    area.close()
    let strength = 0.35 + 0.5 * identity.browDensity
    canvas.fill(area, color(tones.brow, opacity: strength * 0.75))
    var random = generator(0xB204 + (side > 0 ? 1 : 0))
    let count = 14 + Int(14 * identity.browDensity)
    for index in 0..<count {
      let part = (Double(index) + random.draw(0...1)) / Double(count) * 0.96
      let half = curves.browHalf(part)
      let lean = 0.05 + 0.1 * part
      let start = curves.brow(side: side, part: part, offset: half * random.draw(0.2...1.1))
      let end = curves.brow(
        side: side, part: min(1, part + lean),
        offset: -half * random.draw(0.4...1.25) * (1 - 0.5 * part))
      canvas.stroke(
        Path(polygon: [view(start), view(end)], isClosed: false),
        color(tones.brow, random.draw(0.65...1.15), opacity: strength), width: unit * 0.014)
    }
  }
}
