import Basics
import Drawing

/// A painter of one portrait, from the back to the front.
struct PortraitPainter {
  let curves: FaceCurves
  let view: HeadView
  let outline: HeadOutline
  let width: Int
  let height: Int
  let tones: SkinTones

  var identity: PortraitIdentity { curves.identity }
  var condition: PortraitCondition { curves.condition }
  var shape: HeadShape { curves.shape }
  /// The number of pixels per unit of length of the head.
  var unit: Double { view.scale }

  init(curves: FaceCurves, view: HeadView, outline: HeadOutline, width: Int, height: Int) {
    self.curves = curves
    self.view = view
    self.outline = outline
    self.width = width
    self.height = height
    tones = SkinTones(curves.identity)
  }

  /// Returns the shaded skin, over the whole picture.
  func skin() throws(DrawingError) -> PaperPicture {
    let mesh = SkinMesh(shape, identity, condition, tones: tones, view: view)
    let raster = SkinRaster(
      mesh, width: width, height: height, isTurnedRight: condition.yaw > 0)
    return try PaperPicture(width: width, height: height, pixels: raster.pixels)
  }

  func draw(on canvas: Canvas, skin: PaperPicture) {
    drawBackground(canvas)
    drawBackHair(canvas)
    drawNeck(canvas)
    drawClothes(canvas)
    for side in [-1.0, 1] where !isNear(side) { drawEar(canvas, side: side) }
    canvas.saved {
      canvas.clip(to: outline.path)
      canvas.draw(
        skin, in: Rectangle(x: 0, y: 0, width: Double(width), height: Double(height)))
      drawMarks(canvas)
      drawBeard(canvas)
    }
    drawNostrils(canvas)
    drawMouth(canvas)
    drawMoustache(canvas)
    for side in [-1.0, 1] {
      drawEye(canvas, side: side)
      drawBrow(canvas, side: side)
    }
    for side in [-1.0, 1] where isNear(side) { drawEar(canvas, side: side) }
    drawHair(canvas)
    drawGlasses(canvas)
  }

  /// Returns whether the ear on this side is turned to the viewer.
  private func isNear(_ side: Double) -> Bool { condition.yaw * side < -7 }

  /// Returns the light from this side, from -1 (away) to 1 (toward).
  func lightFrom(_ side: Double) -> Double { condition.lightX * side }

  /// Returns the color of skin in even light: 1 is lit, less is darker and warmer.
  func skinColor(_ shade: Double, opacity: Double = 1) -> PaperColor {
    let warm = SIMD3(1, 1 - 0.12 * (1 - shade), 1 - 0.2 * (1 - shade))
    return PaperColor(tones.skin * shade * warm, opacity: opacity)
  }

  func color(_ color: SIMD3<Double>, _ shade: Double = 1, opacity: Double = 1) -> PaperColor {
    PaperColor(color * shade, opacity: opacity)
  }

  /// Returns a smooth line through points of the head.
  func line(_ points: [SIMD3<Double>]) -> Path { Path(through: points.map { view($0) }) }

  func generator(_ purpose: UInt64) -> SeededGenerator {
    SeededGenerator(purpose: purpose, seed: identity.texture)
  }
}
