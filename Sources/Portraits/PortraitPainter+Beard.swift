import Basics
import Drawing

extension PortraitPainter {
  /// Draws the beard on the cheeks and chin, inside the head's outline.
  func drawBeard(_ canvas: Canvas) {
    guard identity.beard == .goatee || identity.beard == .full else { return }
    let isFull = identity.beard == .full
    let mouth = identity.mouthPlace
    let chin = shape.chin
    // The area's upper edge runs from left to right, then below the chin.
    let edge: [(Double, Double)] =
      isFull
      ? [(1.0, 0.2), (0.9, 0.62), (0.7, 0.92), (0.5, mouth - 0.1), (0.36, mouth - 0.16)]
      : [(0.4, chin + 0.1), (0.42, mouth + 0.3), (0.43, mouth + 0.05), (0.38, mouth - 0.13)]
    let lip = mouth + identity.lowerLip + 0.07
    let left = edge.map { view(shape.point(-$0.0, $0.1, lift: 0.01)) }
    let right = edge.reversed().map { view(shape.point($0.0, $0.1, lift: 0.01)) }
    let middle = [(-0.22, mouth - 0.12), (0, mouth - 0.09), (0.22, mouth - 0.12)].map {
      view(shape.point($0.0, $0.1, lift: 0.01))
    }
    var area = Path(through: left + middle + right)
    let bottom = view(SIMD3(0, chin + 0.4, 0.4))
    let wide = unit * 1.6
    if isFull {
      area.line(to: Point(x: bottom.x + wide, y: bottom.y))
      area.line(to: Point(x: bottom.x - wide, y: bottom.y))
    }
    area.close()
    _ = lip
    let base = tones.hair * 0.85
    let strength = 0.35 + 0.5 * identity.beardDensity
    for (grow, part) in [(0.16, 0.14), (0.08, 0.2)] {
      canvas.stroke(area, color(base, opacity: strength * part), width: unit * grow)
    }
    canvas.fill(area, color(base, opacity: strength))
    var random = generator(0xBEA2)
    canvas.saved {
      canvas.clip(to: area)
      for _ in 0..<(isFull ? 110 : 45) {
        let x = random.draw(-1...1) * (isFull ? 0.95 : 0.42)
        let y = random.draw((isFull ? 0.35 : mouth)...chin)
        let start = view(shape.point(x, y, lift: 0.01))
        let end = view(
          shape.point(x * 0.97 + random.draw(-0.03...0.03), y + 0.12, lift: 0.01))
        canvas.stroke(
          Path(polygon: [start, end], isClosed: false),
          color(tones.hair, random.draw(0.55...1.4), opacity: 0.4), width: unit * 0.016)
      }
    }
  }

  func drawMoustache(_ canvas: Canvas) {
    guard identity.beard == .moustache || identity.beard == .goatee || identity.beard == .full
    else { return }
    let base = shape.relief.noseBase
    let strength = 0.5 + 0.42 * identity.beardDensity
    for side in [-1.0, 1] {
      let top = [
        (0.0, base + 0.03), (0.14, base + 0.015), (0.3, base + 0.1),
        (0.44, identity.mouthPlace + 0.02),
      ]
      let lower = [0.98, 0.6, 0.25, 0].map { part in
        curves.lip(.outerUpper, side * part) + SIMD3(0, 0.012, 0.02)
      }
      var area = line(top.map { shape.point(side * $0.0, $0.1, lift: 0.015) })
      area.line(to: view(lower[0]))
      area.append(through: lower.map { view($0) })
      area.close()
      canvas.fill(area, color(tones.hair, 0.85, opacity: strength))
      var random = generator(0x3057 + (side > 0 ? 1 : 0))
      for _ in 0..<16 {
        let part = random.draw(0...1)
        let start = shape.point(side * 0.3 * part, base + 0.03 + 0.05 * part, lift: 0.02)
        let end = curves.lip(.outerUpper, side * min(1, part + 0.2)) + SIMD3(side * 0.02, 0, 0.02)
        canvas.stroke(
          Path(polygon: [view(start), view(end)], isClosed: false),
          color(tones.hair, random.draw(0.55...1.35), opacity: 0.5), width: unit * 0.014)
      }
    }
  }

  func drawGlasses(_ canvas: Canvas) {
    guard let glasses = condition.glasses else { return }
    let frame = PaperColor(
      SIMD3(0.08, 0.07, 0.08) + SIMD3(0.75, 0.6, 0.4) * glasses.lightness)
    let eyes = identity.eyeSpacing
    func at(_ x: Double, _ y: Double) -> Point { view(SIMD3(x, y, 0.98 - 0.12 * x * x)) }
    for side in [-1.0, 1] {
      let (w, h) =
        glasses.shape == 0 ? (0.3, 0.27) : glasses.shape == 1 ? (0.35, 0.22) : (0.34, 0.28)
      let corners = evenSteps(17, from: 0, to: 2 * .pi).dropLast().map { angle -> Point in
        let (c, s) = (cosineOf(angle), sineOf(angle))
        let power = glasses.shape == 0 ? 1.0 : glasses.shape == 1 ? 0.5 : 0.75
        func rounded(_ value: Double) -> Double {
          value == 0 ? 0 : (value > 0 ? 1 : -1) * powerOf(abs(value), power)
        }
        let narrow = glasses.shape >= 2 && s > 0 ? 1 - 0.2 * s : 1
        return at(side * (eyes + 0.02) + w * rounded(c) * narrow, 0.06 + h * rounded(s))
      }
      let rim = Path(through: corners, isClosed: true)
      canvas.saved {
        canvas.clip(to: rim)
        canvas.paint(.color(PaperColor.white.with(opacity: 0.05)))
        let start = at(side * eyes - 0.2, -0.3)
        canvas.paint(
          .linear(
            start: start, end: Point(x: start.x + unit * 0.4, y: start.y + unit * 0.5),
            stops: [
              .init(0.2, PaperColor.white.with(opacity: 0)),
              .init(0.4, PaperColor.white.with(opacity: 0.2)),
              .init(0.55, PaperColor.white.with(opacity: 0)),
            ]))
      }
      canvas.stroke(rim, frame, width: unit * glasses.thickness * 1.5)
      if glasses.shape == 3 {
        canvas.stroke(Path(through: Array(corners[8...15])), frame, width: unit * 0.07)
      }
      // This is the arm to the ear.
      let row = shape.row(at: 0)
      canvas.stroke(
        Path(
          polygon: [
            at(side * (eyes + w), -0.02), view(SIMD3(side * row.halfWidth * 0.99, 0, 0.1)),
          ], isClosed: false), frame, width: unit * glasses.thickness * 1.3)
    }
    let (bridge, half) = (-0.02, eyes - 0.31)
    canvas.stroke(
      Path(through: [at(-half, bridge + 0.04), at(0, bridge - 0.02), at(half, bridge + 0.04)]),
      frame,
      width: unit * glasses.thickness * 1.5)
  }
}
