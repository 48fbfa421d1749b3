import Basics
import Drawing

extension PortraitPainter {
  /// Draws the hair behind the neck.
  func drawBackHair(_ canvas: Canvas) {
    guard let cut = HairCut(curves, view: view, outline: outline) else { return }
    guard cut.isHanging || identity.hairStyle == .curly else { return }
    let path = Path(through: cut.outer, isClosed: true)
    canvas.fill(path, color(tones.hair, 0.5))
    canvas.stroke(path, color(tones.hair, 0.5), width: unit * 0.03)
  }

  func drawHair(_ canvas: Canvas) {
    guard let cut = HairCut(curves, view: view, outline: outline) else {
      drawFringeOfBaldHead(canvas)
      return
    }
    // This is its shadow on the skin.
    canvas.saved {
      canvas.clip(to: outline.path)
      let inner = Path(through: cut.inner)
      for (width, strength) in [(0.26, 0.1), (0.15, 0.14), (0.07, 0.2)] {
        canvas.stroke(inner, skinColor(0.3, opacity: strength), width: unit * width)
      }
    }
    var area = Path(through: cut.outer)
    let last = HairCut.count - 1
    if cut.isHanging {
      area.append(through: cut.tips(from: cut.outer[last], to: cut.inner[last], unit: unit))
    } else {
      area.line(to: cut.inner[last])
    }
    area.append(through: cut.inner.reversed())
    if cut.isHanging {
      area.append(through: cut.tips(from: cut.inner[0], to: cut.outer[0], unit: unit))
    }
    area.close()
    let sparse = identity.hairStyle == .cropped ? 0.86 : 1
    let top = cut.outer[HairCut.count / 2]
    let bottom = view(SIMD3(0, 0.6, 0))
    canvas.fill(
      area,
      .linear(
        start: top, end: bottom,
        stops: [
          .init(0, color(tones.hair, 1.12, opacity: sparse)),
          .init(0.45, color(tones.hair, 0.92, opacity: sparse)),
          .init(1, color(tones.hair, 0.72, opacity: sparse)),
        ]))
    canvas.saved {
      if identity.hairStyle != .curly { canvas.clip(to: area) }
      switch identity.hairStyle {
      case .curly: drawCurls(canvas, cut)
      case .cropped: drawStubble(canvas, cut)
      default: cut.isHanging ? drawHanging(canvas, cut) : drawCombed(canvas, cut)
      }
      if identity.hairStyle != .curly && identity.hairStyle != .cropped {
        drawShine(canvas, cut)
      }
    }
    if identity.hairStyle == .fringe { drawFringe(canvas, cut) }
  }

  private func mixed(_ a: Point, _ b: Point, _ part: Double) -> Point {
    Point(x: a.x + part * (b.x - a.x), y: a.y + part * (b.y - a.y))
  }

  /// Returns a lighter or darker color; black hair shows strands by light alone.
  private func strandColor(_ random: inout SeededGenerator) -> PaperColor {
    let shade = random.draw(0.55...1.45)
    let light = max(0, shade - 0.9) * 0.13
    return PaperColor(tones.hair * shade + light, opacity: random.draw(0.25...0.6))
  }

  /// Draws a band of light over the strands, on the part of the head that faces it.
  private func drawShine(_ canvas: Canvas, _ cut: HairCut) {
    var random = generator(0x5414)
    let bright = tones.hair * 1.25 + SIMD3(0.16, 0.15, 0.14)
    let middle = Double(HairCut.count - 1) / 2 * (1 + 0.55 * condition.lightX)
    for _ in 0..<22 {
      let place = middle + random.draw(-6.5...6.5)
      guard place >= 1, place < Double(HairCut.count - 2) else { continue }
      let low = Int(place)
      let across = place - Double(low)
      let strength = 0.4 * max(0, 1 - abs(place - middle) / 6.5)
      let start = random.draw(0.3...0.45)
      let points = [start, start + 0.15, start + random.draw(0.2...0.36)].map { part in
        mixed(
          mixed(cut.inner[low], cut.outer[low], part),
          mixed(cut.inner[low + 1], cut.outer[low + 1], part), across)
      }
      let (from, to) = (points[0], points[2])
      let clear = PaperColor(bright, opacity: 0)
      canvas.stroke(
        Path(through: points),
        .linear(
          start: from, end: to,
          stops: [
            .init(0, clear), .init(0.5, PaperColor(bright, opacity: strength)), .init(1, clear),
          ]), width: unit * random.draw(0.025...0.06))
    }
  }

  /// Draws strands from the parting down both sides.
  private func drawHanging(_ canvas: Canvas, _ cut: HairCut) {
    var random = generator(0x4A12)
    let wave = identity.hairStyle == .wavy ? 0.05 + 0.04 * identity.curl : 0.012
    for index in 0..<44 {
      let isRight = index % 2 == 0
      let part = random.draw(0.03...0.97)
      let phase = random.draw(0...1)
      let indices =
        isRight
        ? Array(stride(from: cut.partingIndex, through: HairCut.count - 1, by: 2))
        : Array(stride(from: cut.partingIndex, through: 0, by: -2))
      let points = indices.enumerated().map { step, place in
        let point = mixed(cut.inner[place], cut.outer[place], part)
        let sway =
          wave * unit * sineOf(1.25 * Double(step) + 1.2 * phase) * min(1, Double(step) / 3)
        return Point(x: point.x + sway, y: point.y)
      }
      canvas.stroke(
        Path(through: points), strandColor(&random), width: unit * random.draw(0.015...0.05))
    }
    let edge = color(tones.hair, 0.5, opacity: 0.55)
    canvas.stroke(Path(through: cut.inner), edge, width: unit * 0.03)
    let place = cut.partingIndex
    canvas.stroke(
      Path(
        polygon: [cut.inner[place], mixed(cut.inner[place], cut.outer[place], 0.6)], isClosed: false
      ),
      skinColor(0.7, opacity: 0.4), width: unit * 0.025)
  }

  /// Draws strands from the face backwards, leaning away from the parting.
  private func drawCombed(_ canvas: Canvas, _ cut: HairCut) {
    var random = generator(0x4A13)
    let count = HairCut.count
    for index in 0..<52 {
      let place = Double(index) / 51 * Double(count - 1)
      let low = min(Int(place), count - 2)
      let start = mixed(cut.inner[low], cut.inner[low + 1], place - Double(low))
      let lean =
        identity.hairStyle == .side || identity.hairStyle == .short
        ? (identity.parting < 0 ? -1.0 : 1) * 2.5 : 0
      let target = min(max(place + lean + random.draw(-1...1), 0), Double(count) - 1.001)
      let high = Int(target)
      let end = mixed(cut.outer[high], cut.outer[high + 1], target - Double(high))
      let middle = mixed(start, end, 0.5)
      let bulge = unit * 0.07 * (identity.hairStyle == .tied ? 0.4 : 1)
      canvas.stroke(
        Path(through: [
          mixed(start, end, random.draw(0...0.25)),
          Point(x: middle.x + random.draw(-0.5...0.5) * bulge, y: middle.y - bulge * 0.5),
          mixed(start, end, random.draw(0.7...1)),
        ]), strandColor(&random), width: unit * random.draw(0.015...0.045))
    }
  }

  private func drawStubble(_ canvas: Canvas, _ cut: HairCut) {
    var random = generator(0x4A14)
    for _ in 0..<110 {
      let place = random.draw(0...Double(HairCut.count) - 1.01)
      let low = Int(place)
      let part = random.draw(0...1)
      let start = mixed(
        mixed(cut.inner[low], cut.outer[low], part),
        mixed(cut.inner[low + 1], cut.outer[low + 1], part), place - Double(low))
      canvas.stroke(
        Path(
          polygon: [start, Point(x: start.x, y: start.y - unit * 0.035)], isClosed: false),
        strandColor(&random), width: unit * 0.016)
    }
  }

  private func drawCurls(_ canvas: Canvas, _ cut: HairCut) {
    var random = generator(0x4A15)
    for index in 0..<95 {
      let place = Double(index % (HairCut.count - 1)) + random.draw(0...1)
      let low = min(Int(place), HairCut.count - 2)
      let part = index < 40 ? random.draw(0.85...1.06) : random.draw(0.02...0.9)
      let center = mixed(
        mixed(cut.inner[low], cut.outer[low], part),
        mixed(cut.inner[low + 1], cut.outer[low + 1], part), place - Double(low))
      let radius = unit * random.draw(0.05...0.085) * (0.7 + 0.6 * identity.curl)
      canvas.fill(
        Path(ellipseAround: center, radiusX: radius, radiusY: radius),
        color(tones.hair, random.draw(0.7...1.05), opacity: 0.8))
      let start = random.draw(0...6)
      canvas.stroke(
        Path(
          through: evenSteps(5, from: start, to: start + 3.6).map {
            Point(
              x: center.x + 0.7 * radius * cosineOf($0), y: center.y + 0.7 * radius * sineOf($0))
          }), strandColor(&random), width: unit * 0.022)
    }
  }

  private func drawFringe(_ canvas: Canvas, _ cut: HairCut) {
    var random = generator(0x4A16)
    for place in 5..<HairCut.count - 5 {
      for _ in 0..<2 {
        let tip = mixed(cut.inner[place], cut.inner[place + 1], random.draw(0...1))
        let top = mixed(tip, cut.outer[place], random.draw(0.4...0.8))
        let end = Point(
          x: tip.x + unit * 0.03 * condition.hairFall, y: tip.y + unit * random.draw(-0.02...0.05))
        canvas.stroke(
          Path(through: [top, mixed(top, end, 0.5), end]),
          color(tones.hair, random.draw(0.7...1.3), opacity: 0.7), width: unit * 0.035)
      }
    }
  }

  /// Draws the hair that remains above the ears.
  private func drawFringeOfBaldHead(_ canvas: Canvas) {
    let grow = 0.05
    for side in [-1.0, 1] {
      let heights = evenSteps(6, from: -0.62, to: 0.2)
      let outer = heights.map { y -> Point in
        let point = outline.point(at: y, isRight: side > 0)
        return Point(x: point.x + side * unit * grow * min(1, (y + 0.62) / 0.3), y: point.y)
      }
      let inner = heights.map { y -> Point in
        let row = shape.row(at: y)
        // The hair becomes thinner upwards.
        let reach = 0.99 - 0.1 * min(1, (y + 0.62) / 0.35)
        return view(shape.point(side * row.halfWidth * reach, y))
      }
      var area = Path(through: outer)
      area.append(through: [outer[5]] + inner.reversed())
      area.close()
      canvas.fill(area, color(tones.hair, 0.85, opacity: 0.65))
    }
    let shine = view(SIMD3(0.45 * condition.lightX, -1.15, 0.6))
    canvas.fill(
      Path(ellipseAround: shine, radiusX: unit * 0.4, radiusY: unit * 0.22),
      .spot(
        center: shine, radiusX: unit * 0.4, radiusY: unit * 0.22,
        PaperColor.white.with(opacity: 0.22)))
  }
}
