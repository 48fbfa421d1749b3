import Basics
import Drawing

/// Dark glasses over the eyes.
struct Sunglasses {
  enum Shape: Int, CaseIterable { case rectangular, aviator, round, wide, cat }

  private let shape: Shape
  private let frame: OccluderFrame
  private let rim: SIMD3<Double>
  private let lens: SIMD3<Double>
  private let opacity: Double
  private let size: Double

  init(frame: OccluderFrame, _ random: inout SeededGenerator) {
    self.frame = frame
    shape = Shape(rawValue: random.pick([2, 1.5, 1, 1, 1]))!
    let rims: [SIMD3<Double>] = [
      SIMD3(0.05, 0.05, 0.06), SIMD3(0.24, 0.14, 0.08), SIMD3(0.6, 0.52, 0.34),
      SIMD3(0.5, 0.5, 0.53),
    ]
    rim = rims[random.pick([4, 1.5, 1, 1])]
    lens = random.chance(0.7) ? SIMD3(0.045, 0.045, 0.055) : SIMD3(0.17, 0.1, 0.055)
    opacity = random.draw(0.93...1)
    size = random.draw(0.95...1.12)
  }

  var description: String {
    switch shape {
    case .rectangular: "rectangular sunglasses"
    case .aviator: "aviator sunglasses"
    case .round: "round sunglasses"
    case .wide: "wide sunglasses"
    case .cat: "cat-eye sunglasses"
    }
  }

  /// The outline of a lens around its center, in distances of the eyes, x outwards.
  private var corners: [(Double, Double)] {
    let base: [(Double, Double)] =
      switch shape {
      case .rectangular:
        [
          (-0.36, -0.2), (0, -0.24), (0.38, -0.22), (0.43, -0.12), (0.38, 0.16), (0.25, 0.22),
          (-0.2, 0.22), (-0.33, 0.13),
        ]
      case .aviator:
        [
          (-0.34, -0.19), (0, -0.23), (0.37, -0.19), (0.44, -0.04), (0.36, 0.24), (0.13, 0.36),
          (-0.15, 0.29), (-0.33, 0.05),
        ]
      case .round:
        evenSteps(9, from: 0, to: 2 * .pi).dropLast().map {
          (0.33 * cosineOf($0), 0.31 * sineOf($0))
        }
      case .wide:
        [
          (-0.43, -0.19), (0, -0.24), (0.45, -0.24), (0.55, -0.08), (0.48, 0.12), (0.2, 0.22),
          (-0.2, 0.19), (-0.4, 0.06),
        ]
      case .cat:
        [
          (-0.36, -0.14), (0, -0.2), (0.38, -0.31), (0.48, -0.27), (0.4, 0.08), (0.22, 0.22),
          (-0.15, 0.22), (-0.34, 0.08),
        ]
      }
    return base.map { ($0.0 * size, $0.1 * size) }
  }

  /// - Parameter side: -1 for the left lens, 1 for the right.
  private func outline(_ side: Double) -> Path {
    let eye = side < 0 ? frame.leftEye : frame.rightEye
    let other = side < 0 ? frame.rightEye : frame.leftEye
    // On a turned face the farther lens appears narrower: as wide as from the eye to the bridge of
    // the nose.
    let bridge = frame.between(27, 28, 0.5)
    func along(_ point: Point) -> Double {
      abs((point.x - bridge.x) * frame.across.x + (point.y - bridge.y) * frame.across.y)
    }
    let part = along(eye) / max(along(eye) + along(other), 1e-9)
    let narrow = min(max(0.5 + part, 0.72), 1.2)
    return Path(
      through: corners.map { frame.from(eye, side * ($0.0 * narrow + 0.015), $0.1 + 0.05) },
      isClosed: true)
  }

  func draw(on canvas: Canvas) {
    let unit = frame.unit
    let edge = PaperColor(rim)
    let thick = max(1, unit * (shape == .aviator ? 0.03 : 0.055))
    for side in [-1.0, 1] {
      let path = outline(side)
      let eye = side < 0 ? frame.leftEye : frame.rightEye
      let temple = frame[side < 0 ? 0 : 16]
      canvas.stroke(
        Path(
          polygon: [
            frame.from(eye, side * 0.4 * size, -0.06), frame.from(temple, side * 0.03, -0.05),
          ],
          isClosed: false), edge, width: thick * 1.1)
      canvas.stroke(path, PaperColor.black.with(opacity: 0.15), width: thick * 2.2)
      canvas.fill(
        path,
        .linear(
          start: frame.from(eye, 0, -0.25), end: frame.from(eye, 0, 0.35),
          stops: [
            .init(0, PaperColor(lens, opacity: opacity)),
            .init(1, PaperColor(lens + 0.05, opacity: opacity)),
          ]))
      canvas.saved {
        canvas.clip(to: path)
        let start = frame.from(eye, -0.35, -0.3)
        canvas.paint(
          .linear(
            start: start, end: frame.from(start, 0.5, 0.35),
            stops: [
              .init(0.3, PaperColor.white.with(opacity: 0)),
              .init(0.5, PaperColor.white.with(opacity: 0.16)),
              .init(0.62, PaperColor.white.with(opacity: 0)),
            ]))
      }
      canvas.stroke(path, edge, width: thick)
    }
    drawBridge(canvas, edge, thick)
  }

  private func drawBridge(_ canvas: Canvas, _ edge: PaperColor, _ thick: Double) {
    let inner = 0.3 * size
    let heights = shape == .aviator ? [-0.02, -0.12] : [-0.02]
    for height in heights {
      let left = frame.from(frame.leftEye, inner, height)
      let right = frame.from(frame.rightEye, -inner, height)
      let middle = frame.from(OccluderFrame.mixed(left, right, 0.5), 0, -0.03)
      canvas.stroke(Path(through: [left, middle, right]), edge, width: thick * 1.1)
    }
  }
}
