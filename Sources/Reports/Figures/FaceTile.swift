import Drawing

/// A face in a thin frame.
struct FaceTile: Figure {
  let face: Face
  let widthPoints: Double
  let heightPoints: Double
  let alternativeText: String

  private static let frame = 0.5

  /// - Parameter aspect: The height of the face divided by its width.
  init(_ face: Face, aspect: Double, widthPoints: Double, alternativeText: String) {
    self.face = face
    self.widthPoints = widthPoints
    heightPoints = (widthPoints - 2 * Self.frame) * aspect + 2 * Self.frame
    self.alternativeText = alternativeText
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let whole = Rectangle(x: 0, y: 0, width: widthPoints, height: heightPoints)
    canvas.draw(faces.picture(face), in: whole.inset(by: Self.frame))
    canvas.stroke(whole.inset(by: Self.frame / 2), Palette.rule, width: Self.frame)
  }
}
