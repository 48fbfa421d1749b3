import Basics
import Drawing

extension PortraitPainter {
  private func tinted(_ hue: Double, _ lightness: Double, _ chroma: Double) -> PaperColor {
    let angle = 2 * Double.pi * hue
    return OKLab(
      lightness: lightness, a: chroma * cosineOf(angle), b: chroma * sineOf(angle)
    ).color
  }

  func drawBackground(_ canvas: Canvas) {
    let (w, h) = (Double(width), Double(height))
    let lightness = 0.3 + 0.62 * condition.backgroundLightness
    let hue = condition.backgroundHue
    let base = tinted(hue, lightness, 0.035)
    let dark = tinted(hue, lightness - 0.14, 0.04)
    switch condition.backgroundStyle {
    case 0:
      canvas.paint(
        .radial(
          center: Point(x: w * (0.5 - 0.25 * condition.lightX), y: h * 0.35), radiusX: w * 0.9,
          radiusY: h * 0.9, stops: [.init(0, base), .init(1, dark)]))
    case 1:
      canvas.paint(
        .linear(
          start: Point(x: 0, y: 0), end: Point(x: w * condition.lightX * 0.5, y: h),
          stops: [.init(0, base), .init(1, dark)]))
    default:
      canvas.paint(.color(base))
      var random = SeededGenerator(purpose: 0xB0CE, seed: condition.texture)
      for _ in 0..<7 {
        let spot = tinted(
          hue + random.draw(-0.15...0.15), lightness + random.draw(-0.2...0.12), 0.05)
        let radius = w * random.draw(0.18...0.5)
        canvas.paint(
          .spot(
            center: Point(x: w * random.draw(0...1), y: h * random.draw(0...1)), radiusX: radius,
            radiusY: radius * random.draw(0.8...1.6), spot.with(opacity: 0.6)))
      }
    }
  }

  func drawNeck(_ canvas: Canvas) {
    let half = 0.6 * (0.5 + 0.5 * identity.jawWidth) + 0.03 * (identity.headWidth - 1)
    let (chin, back) = (shape.chin, -0.15)
    func side(_ sign: Double) -> [Point] {
      [(0.95, 1.06), (chin, 0.98), (chin + 0.35, 1.02), (chin + 0.62, 1.3), (chin + 1.2, 2.2)].map {
        view(SIMD3(sign * half * $0.1, $0.0, back))
      }
    }
    let path = Path(through: side(-1) + side(1).reversed(), isClosed: true)
    let (left, right) = (view(SIMD3(-half, chin, back)), view(SIMD3(half, chin, back)))
    let tilt = 0.16 * condition.lightX
    canvas.fill(
      path,
      .linear(
        start: left, end: right,
        stops: [
          .init(0, skinColor(0.62 - tilt)), .init(0.4, skinColor(0.84 - tilt / 2)),
          .init(0.6, skinColor(0.84 + tilt / 2)), .init(1, skinColor(0.62 + tilt)),
        ]))
    canvas.saved {
      canvas.clip(to: path)
      // This is the shadow of the chin.
      let middle = view(SIMD3(-0.15 * condition.lightX, chin + 0.02, 0.25))
      canvas.paint(
        .spot(
          center: middle, radiusX: unit * 0.85, radiusY: unit * 0.55, skinColor(0.3, opacity: 0.75))
      )
      for sign in [-1.0, 1] {
        canvas.stroke(
          line([
            SIMD3(sign * half * 0.75, chin + 0.1, 0.1), SIMD3(sign * half * 0.4, chin + 0.5, 0.05),
            SIMD3(sign * 0.1, chin + 0.75, 0.05),
          ]), skinColor(0.5, opacity: 0.25), width: unit * 0.06)
      }
    }
  }

  func drawClothes(_ canvas: Canvas) {
    let chin = shape.chin
    let base = tinted(condition.clothesHue, 0.22 + 0.65 * condition.clothesLightness, 0.07)
    let dark = tinted(condition.clothesHue, 0.12 + 0.55 * condition.clothesLightness, 0.06)
    let deep = condition.clothesStyle == 0 ? 0.62 : condition.clothesStyle == 1 ? 0.95 : 0.5
    func at(_ x: Double, _ y: Double) -> Point { view(SIMD3(x, chin + y, -0.15)) }
    var path = Path()
    path.move(to: at(-4, 4))
    path.line(to: at(-2.6, 1.35))
    path.append(
      through: [at(-2.6, 1.35), at(-1.7, 0.82), at(-0.85, 0.55), at(-0.55, 0.34)])
    path.append(through: [
      at(-0.55, 0.34), at(-0.36, deep * 0.8), at(0, deep), at(0.36, deep * 0.8), at(0.55, 0.34),
    ])
    path.append(through: [at(0.55, 0.34), at(0.85, 0.55), at(1.7, 0.82), at(2.6, 1.35)])
    path.line(to: at(4, 4))
    path.close()
    canvas.fill(
      path, .linear(start: at(0, 0.3), end: at(0, 2.2), stops: [.init(0, base), .init(1, dark)]))
    if condition.clothesStyle == 2 {
      // This is a collar.
      for sign in [-1.0, 1] {
        let collar = Path(polygon: [
          at(sign * 0.56, 0.26), at(sign * 0.9, 0.52), at(sign * 0.42, 0.98), at(0, 0.52),
        ])
        canvas.fill(collar, base)
        canvas.stroke(collar, dark.with(opacity: 0.7), width: unit * 0.02)
      }
    } else {
      canvas.stroke(
        Path(through: [
          at(-0.55, 0.34), at(-0.36, deep * 0.8), at(0, deep), at(0.36, deep * 0.8), at(0.55, 0.34),
        ]),
        dark, width: unit * 0.045)
    }
  }

  func drawEar(_ canvas: Canvas, side: Double) {
    let place = identity.earPlace
    let size = identity.earSize
    let out = 0.09 + identity.earProtrusion
    let row = shape.row(at: place)
    func at(_ along: Double, _ y: Double, _ back: Double = 0) -> Point {
      let half = row.halfWidth
      return view(
        SIMD3(
          side * (half - 0.07 + out * along * 1.15), place + size * y, -0.05 - 0.24 * along - back))
    }
    let path = Path(
      through: [
        at(0, -0.62), at(0.5, -1.0), at(1.02, -0.8), at(1.1, -0.25), at(0.85, 0.3),
        at(0.55 + 0.12 * identity.earLobe, 0.72), at(0.3, 0.75 + 0.25 * identity.earLobe),
        at(0, 0.7),
      ], isClosed: true)
    let lit = 0.86 + 0.16 * lightFrom(side)
    let red =
      tones.skin * SIMD3(1, 1 - 0.16 * identity.redness - 0.05, 1 - 0.16 * identity.redness - 0.05)
    canvas.fill(
      path,
      .linear(
        start: at(0, 0), end: at(1.1, 0),
        stops: [
          .init(0, color(red, lit * 0.72)), .init(0.6, color(red, lit)),
          .init(1, color(red, lit * 0.85)),
        ]))
    canvas.stroke(path, color(red, 0.55, opacity: 0.45), width: unit * 0.018)
    canvas.stroke(
      Path(through: [at(0.3, -0.55), at(0.6, -0.75), at(0.84, -0.5), at(0.82, -0.1), at(0.6, 0.3)]),
      color(red, 0.5, opacity: 0.5), width: unit * 0.03)
    canvas.fill(
      Path(
        ellipseAround: at(0.42, 0.02), radiusX: unit * out * 0.33 + 0.5, radiusY: unit * size * 0.3),
      color(red, 0.5, opacity: 0.4))
  }
}
