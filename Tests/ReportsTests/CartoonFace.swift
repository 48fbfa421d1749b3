import Drawing
import Pictures
import _TestSupport

/// Synthetic faces, drawn from a name.
enum CartoonFace {
  /// - Parameters:
  ///   - identity: Decides skin, hair, shape.
  ///   - picture: Decides smile and gaze.
  static func make(
    identity: String, picture: Int, width: Int = 96, height: Int = 112
  ) throws -> Picture {
    let u = HashedValues.unit(identity, count: 8).map(Double.init)
    let v = HashedValues.unit("\(identity)/\(picture)", count: 4).map(Double.init)
    let sx = Double(width) / 96
    let sy = Double(height) / 112
    func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Rectangle {
      Rectangle(x: x * sx, y: y * sy, width: width * sx, height: height * sy)
    }
    func centered(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Rectangle {
      box(x - width / 2, y - height / 2, width, height)
    }
    let skin = OKLab(lightness: 0.68 + 0.17 * u[0], a: 0.035, b: 0.05 + 0.015 * u[1]).color
    let hair = OKLab(lightness: 0.38 + 0.2 * u[2], a: 0.03 * u[3], b: 0.04).color
    let ground = OKLab(lightness: 0.6 + 0.15 * u[4], a: 0.03 * u[5], b: -0.04).color
    let iris = OKLab(lightness: 0.35, a: -0.03, b: 0.08 * u[6]).color
    let gaze = 1.5 * v[0]
    return try drawnPicture(widthPoints: Double(width), heightPoints: Double(height)) { canvas in
      canvas.fill(box(0, 0, 96, 112), ground)
      canvas.fillEllipse(in: box(8, -6, 80, 96), hair)
      canvas.fillEllipse(in: box(14 - 3 * u[7], 10, 68 + 6 * u[7], 104), skin)
      canvas.fillEllipse(in: box(16, -14, 64, 36 + 5 * u[3]), hair)
      for x in [30.3, 65.5] {
        canvas.fillEllipse(in: centered(x, 51.5, 17, 9), .white)
        canvas.fillEllipse(in: centered(x + gaze, 51.5, 7.5, 7.5), iris)
        canvas.fill(box(x - 9, 39 - 2 * v[1], 18, 3), hair)
      }
      canvas.fillEllipse(
        in: centered(48, 71.7, 9 + 2 * u[5], 12), skin.darker(by: 0.88))
      canvas.fillEllipse(
        in: centered(48, 92.3, 29 + 3 * v[2], 9 + 4 * v[3]),
        OKLab(lightness: 0.5, a: 0.13, b: 0.05).color)
    }
  }
}

extension PaperColor {
  fileprivate func darker(by factor: Double) -> PaperColor {
    PaperColor(red: red * factor, green: green * factor, blue: blue * factor)
  }
}
