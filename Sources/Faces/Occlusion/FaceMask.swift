import Basics
import Drawing

/// A mask over nose, mouth and chin.
struct FaceMask {
  enum Make: Int { case surgical, cloth, ffp2, patterned }

  let make: Make
  let frame: OccluderFrame
  private let color: SIMD3<Double>
  private let colorName: String
  /// The height on the nose, and the extent around the chin.
  private let nose: Double
  private let slack: Double

  init(kind: OccluderKind, frame: OccluderFrame, _ random: inout SeededGenerator) {
    self.frame = frame
    switch kind {
    case .surgical: make = .surgical
    case .cloth: make = .cloth
    case .ffp2: make = .ffp2
    case .patterned: make = .patterned
    default: make = Make(rawValue: random.pick([3, 2, 2, 2]))!
    }
    let colors = Self.colors(make)
    (colorName, color) = colors[random.pick(colors.map { _ in 1 })]
    nose = random.draw(0...1)
    slack = random.draw(0...1)
  }

  var description: String {
    switch make {
    case .surgical: "surgical mask, \(colorName)"
    case .cloth: "cloth mask, \(colorName)"
    case .ffp2: "FFP2 mask, \(colorName)"
    case .patterned: "patterned mask, \(colorName)"
    }
  }

  private static func colors(_ make: Make) -> [(String, SIMD3<Double>)] {
    switch make {
    case .surgical:
      [
        ("light blue", SIMD3(0.62, 0.79, 0.88)), ("white", SIMD3(0.93, 0.94, 0.95)),
        ("green", SIMD3(0.63, 0.82, 0.74)), ("black", SIMD3(0.15, 0.15, 0.17)),
        ("pink", SIMD3(0.92, 0.74, 0.78)),
      ]
    case .ffp2:
      [
        ("white", SIMD3(0.94, 0.94, 0.93)), ("gray", SIMD3(0.6, 0.62, 0.64)),
        ("black", SIMD3(0.16, 0.16, 0.17)),
      ]
    case .cloth, .patterned:
      [
        ("navy", SIMD3(0.16, 0.2, 0.36)), ("red", SIMD3(0.62, 0.17, 0.18)),
        ("gray", SIMD3(0.52, 0.53, 0.55)), ("black", SIMD3(0.13, 0.13, 0.14)),
        ("sand", SIMD3(0.82, 0.74, 0.6)), ("olive", SIMD3(0.38, 0.42, 0.26)),
        ("teal", SIMD3(0.2, 0.48, 0.5)),
      ]
    }
  }
}

// MARK: Shape

extension FaceMask {
  /// The points from the left upper corner over the nose to the right upper corner.
  private var upperEdge: [Point] {
    let peak = frame.between(27, 28, (make == .ffp2 ? 0.45 : 0.75) + 0.5 * nose)
    switch make {
    case .surgical:
      return [
        frame.between(1, 2, 0.5 + 0.4 * nose), frame.between(2, 31, 0.32),
        frame.from(frame.between(39, 31, 0.55), -0.06, 0), peak,
        frame.from(frame.between(42, 35, 0.55), 0.06, 0), frame.between(14, 35, 0.32),
        frame.between(15, 14, 0.5 + 0.4 * nose),
      ]
    case .ffp2:
      return [
        frame.between(2, 31, 0.06), frame.between(2, 31, 0.4),
        frame.from(frame.between(39, 31, 0.42), -0.05, 0), peak,
        frame.from(frame.between(42, 35, 0.42), 0.05, 0), frame.between(14, 35, 0.4),
        frame.between(14, 35, 0.06),
      ]
    case .cloth, .patterned:
      return [
        frame.between(2, 31, -0.02), frame.from(frame.between(2, 31, 0.42), 0, -0.05),
        frame.from(frame.between(39, 31, 0.45), -0.02, 0), peak,
        frame.from(frame.between(42, 35, 0.45), 0.02, 0),
        frame.from(frame.between(14, 35, 0.42), 0, -0.05), frame.between(14, 35, -0.02),
      ]
    }
  }

  /// The points from the right lower corner around the chin to the left one.
  private var lowerEdge: [Point] {
    let out = (make == .ffp2 ? 1.06 : 1.02) + 0.05 * slack
    let right = [12, 11, 10, 9].map { frame.outward($0, out) }
    let left = [7, 6, 5, 4].map { frame.outward($0, out) }
    let chin = frame.outward(8, out + (make == .ffp2 ? 0.03 : 0.02))
    return right + [chin] + left
  }

  private var outline: Path {
    var path = Path(through: upperEdge)
    path.line(to: lowerEdge[0])
    path.append(through: lowerEdge)
    path.close()
    return path
  }
}

// MARK: Drawing

extension FaceMask {
  func draw(on canvas: Canvas, _ random: inout SeededGenerator) {
    let unit = frame.unit
    drawBands(canvas)
    // This is its shadow on the skin.
    canvas.stroke(outline, PaperColor.black.with(opacity: 0.16), width: unit * 0.07)
    canvas.fill(outline, frame.cloth(color))
    canvas.saved {
      canvas.clip(to: outline)
      shadeForm(canvas)
      switch make {
      case .surgical: drawPleats(canvas)
      case .cloth: drawSeam(canvas)
      case .ffp2: drawWelds(canvas)
      case .patterned:
        drawPattern(canvas, &random)
        drawSeam(canvas)
      }
    }
    canvas.stroke(outline, PaperColor.black.with(opacity: 0.22), width: max(0.6, unit * 0.018))
  }

  /// Draws the loops around the ears.
  private func drawBands(_ canvas: Canvas) {
    let unit = frame.unit
    let band = PaperColor(color * 0.9 + 0.06)
    for (corner, low, ear, side) in [
      (upperEdge[0], lowerEdge[8], frame[0], -1.0), (upperEdge[6], lowerEdge[0], frame[16], 1),
    ] {
      let back = frame.from(ear, side * 0.1, 0.06)
      let below = frame.from(ear, side * 0.12, 0.42)
      for (start, end) in [(corner, back), (low, below)] {
        let middle = OccluderFrame.mixed(start, end, 0.5)
        let path = Path(through: [start, frame.from(middle, 0, 0.02), end])
        canvas.stroke(path, PaperColor.black.with(opacity: 0.18), width: unit * 0.05)
        canvas.stroke(path, band, width: max(0.8, unit * 0.032))
      }
    }
  }

  /// Shades the form, which bulges over nose and chin and is darker below and at the sides.
  private func shadeForm(_ canvas: Canvas) {
    let unit = frame.unit
    let side = min(max(frame.rightLight - frame.leftLight, -0.4), 0.4)
    let bright = frame.from(frame.between(30, 51, 0.4), 0.4 * side, 0)
    canvas.paint(
      .spot(
        center: bright, radiusX: unit * 0.75, radiusY: unit * 0.6,
        PaperColor.white.with(opacity: 0.2)))
    let chin = frame[8]
    canvas.paint(
      .linear(
        start: frame.between(57, 8, 0.2), end: frame.from(chin, 0, 0.1),
        stops: [
          .init(0, PaperColor.black.with(opacity: 0)),
          .init(1, PaperColor.black.with(opacity: 0.3)),
        ]))
    for (index, sign) in [(31, -1.0), (35, 1)] {
      canvas.paint(
        .spot(
          center: frame.from(frame[index], sign * 0.18, -0.05), radiusX: unit * 0.22,
          radiusY: unit * 0.3, PaperColor.black.with(opacity: 0.13)))
    }
  }

  private func drawPleats(_ canvas: Canvas) {
    let unit = frame.unit
    let (top, bottom) = (frame.between(30, 33, 0.6), frame.between(57, 8, 0.35))
    for part in evenSteps(4, from: 0, to: 1) {
      let middle = OccluderFrame.mixed(top, bottom, part)
      let left = OccluderFrame.mixed(upperEdge[0], lowerEdge[8], 0.25 + 0.55 * part)
      let right = OccluderFrame.mixed(upperEdge[6], lowerEdge[0], 0.25 + 0.55 * part)
      let sag = frame.from(middle, 0, 0.06)
      let path = Path(through: [
        left, OccluderFrame.mixed(left, sag, 0.55), sag,
        OccluderFrame.mixed(right, sag, 0.55), right,
      ])
      canvas.stroke(path, PaperColor.black.with(opacity: 0.17), width: unit * 0.03)
      canvas.saved {
        canvas.translate(x: 0, y: -unit * 0.03)
        canvas.stroke(path, PaperColor.white.with(opacity: 0.22), width: unit * 0.025)
      }
    }
    drawNoseWire(canvas)
  }

  private func drawNoseWire(_ canvas: Canvas) {
    let edge = upperEdge
    let path = Path(
      through: [edge[2], edge[3], edge[4]].map { frame.from($0, 0, 0.07) })
    canvas.stroke(path, PaperColor.black.with(opacity: 0.14), width: frame.unit * 0.05)
    canvas.stroke(path, PaperColor.white.with(opacity: 0.16), width: frame.unit * 0.02)
  }

  /// Draws the seam down the middle, with creases to the sides.
  private func drawSeam(_ canvas: Canvas) {
    let unit = frame.unit
    canvas.stroke(
      Path(through: [
        upperEdge[3], frame.from(frame[30], 0, 0.05), frame[51], frame[57], lowerEdge[4],
      ]),
      PaperColor.black.with(opacity: 0.25), width: max(0.6, unit * 0.018))
    for (corner, low) in [(upperEdge[0], lowerEdge[8]), (upperEdge[6], lowerEdge[0])] {
      for part in [0.25, 0.6] {
        let start = OccluderFrame.mixed(corner, low, part)
        canvas.stroke(
          Path(through: [
            start, OccluderFrame.mixed(start, frame[33], 0.3),
            OccluderFrame.mixed(start, frame[57], 0.5),
          ]),
          PaperColor.black.with(opacity: 0.1), width: unit * 0.04)
      }
    }
  }

  private func drawWelds(_ canvas: Canvas) {
    let unit = frame.unit
    let line = PaperColor.black.with(opacity: 0.16)
    let left = OccluderFrame.mixed(upperEdge[0], lowerEdge[8], 0.5)
    let right = OccluderFrame.mixed(upperEdge[6], lowerEdge[0], 0.5)
    for shift in [-0.05, 0.05] {
      canvas.stroke(
        Path(through: [left, frame.from(frame[51], 0, shift - 0.06), right].map { $0 }), line,
        width: max(0.6, unit * 0.016))
    }
    // A ridge runs from the nose down, lit from one side.
    let ridge = Path(through: [upperEdge[3], frame[30], frame[51], frame[57], lowerEdge[4]])
    canvas.stroke(ridge, PaperColor.white.with(opacity: 0.25), width: unit * 0.07)
    canvas.stroke(ridge, line, width: max(0.6, unit * 0.014))
    drawNoseWire(canvas)
  }

  private func drawPattern(_ canvas: Canvas, _ random: inout SeededGenerator) {
    let unit = frame.unit
    let light = PaperColor(color * 0.25 + 0.72, opacity: 0.85)
    let kind = random.pick([1, 1, 1])
    let step = random.draw(0.13...0.22)
    let center = frame[33]
    let half = Int((1.6 / step).rounded(.up))
    for row in -half...half {
      let y = Double(row) * step
      switch kind {
      case 0:
        for column in -half...half {
          let x = (Double(column) + (row % 2 == 0 ? 0 : 0.5)) * step
          canvas.fill(
            Path(
              ellipseAround: frame.from(center, x, y), radiusX: unit * step * 0.24,
              radiusY: unit * step * 0.24), light)
        }
      case 1:
        canvas.stroke(
          Path(through: [
            frame.from(center, -1.6, y - 0.1), frame.from(center, 0, y),
            frame.from(center, 1.6, y - 0.1),
          ]),
          light, width: unit * step * 0.4)
      default:
        for (dx, dy) in [(1.0, 0.0), (0.0, 1.0)] {
          canvas.stroke(
            Path(
              polygon: [
                frame.from(center, -1.6 * dx + y * dy, -1.6 * dy + y * dx),
                frame.from(center, 1.6 * dx + y * dy, 1.6 * dy + y * dx),
              ], isClosed: false), light.with(opacity: 0.5), width: unit * step * 0.35)
        }
      }
    }
  }
}
