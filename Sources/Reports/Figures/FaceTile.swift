import Drawing

/// A face in a frame whose color and sign show whether it has the query's label.
struct FaceTile: Figure {
  let face: Face
  let identity: Identity
  /// The height of the face divided by its width.
  let aspect: Double
  let widthPoints: Double
  let heightPoints: Double
  let alternativeText: String

  private static let frame = 2.2

  init(
    _ face: Face, identity: Identity, aspect: Double, widthPoints: Double, alternativeText: String
  ) {
    self.face = face
    self.identity = identity
    self.aspect = aspect
    self.widthPoints = widthPoints
    let inner = widthPoints - 2 * Self.frame
    heightPoints = inner * aspect + 2 * Self.frame
    self.alternativeText = alternativeText
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let whole = Rectangle(x: 0, y: 0, width: widthPoints, height: heightPoints)
    let color = FigureStyle.frame(identity)
    canvas.draw(faces.picture(face), in: whole.inset(by: Self.frame))
    canvas.stroke(whole.inset(by: Self.frame / 2), color, width: Self.frame)
    guard identity != .unknown else { return }
    let size = min(max(widthPoints * 0.24, 10), 18)
    let badge = Rectangle(x: whole.maxX - size, y: 0, width: size, height: size)
    canvas.fill(badge, color)
    drawSign(on: canvas, in: badge.inset(by: size * 0.24))
  }

  /// Draws a check mark or a cross, so that fonts do not need one.
  private func drawSign(on canvas: Canvas, in box: Rectangle) {
    let width = box.width * 0.24
    if identity == .same {
      canvas.strokeLine(
        [
          Point(x: box.x, y: box.midY), Point(x: box.x + box.width * 0.36, y: box.maxY),
          Point(x: box.maxX, y: box.y),
        ], .white, width: width)
    } else {
      canvas.strokeLine(
        [Point(x: box.x, y: box.y), Point(x: box.maxX, y: box.maxY)], .white, width: width)
      canvas.strokeLine(
        [Point(x: box.maxX, y: box.y), Point(x: box.x, y: box.maxY)], .white, width: width)
    }
  }
}
