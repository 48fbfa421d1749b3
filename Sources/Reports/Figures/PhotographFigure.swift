import Basics
import Drawing
import Evidence
import Faces
import Pictures

/// A whole photograph with a numbered box around each face that the detector found. The query's box
/// is emphasized.
struct PhotographFigure: Figure {
  let sighting: QuerySighting
  let widthPoints: Double
  let heightPoints: Double
  private let place: Rectangle

  static let taken = PaperColor(hexadecimal: 0xf5b05a)
  private static let other = PaperColor.white
  private static let ink = Palette.ink
  /// Boxes that extend beyond the photograph are cut.
  private static let highest = 360.0

  /// - Parameter widthPoints: The width of the figure; a tall photograph is narrower.
  init(_ sighting: QuerySighting, widthPoints: Double) {
    self.sighting = sighting
    let aspect = Double(sighting.height) / Double(sighting.width)
    let width = min(widthPoints, Self.highest / aspect)
    place = Rectangle(x: 0, y: 0, width: max(width, 4), height: max(width * aspect, 4))
    self.widthPoints = place.width
    heightPoints = place.height
  }

  var alternativeText: String {
    let faces = sighting.faces.enumerated().map { index, face in
      "\(index + 1): \(SightingContent.words(face.box))"
    }
    return """
      The query's photograph, \(sighting.width) by \(sighting.height) pixels, with \
      \(SightingContent.faceCount(sighting.faces.count)). This report uses face \
      \(sighting.taken.number). Boxes: \(faces.joined(separator: "; ")).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    guard let picture = faces.photograph else { return }
    canvas.draw(picture, in: place)
    canvas.saved {
      canvas.clip(to: place)
      let scale = place.width / Double(sighting.width)
      // The query's face last, so that its box is on top.
      let order = sighting.faces.indices.sorted {
        ($0 == takenPlace ? 1 : 0, $0) < ($1 == takenPlace ? 1 : 0, $1)
      }
      for face in sighting.taken.doubtful {
        draw(
          face.box, number: face.number, FigureStyle.rule, widths: (1.4, 0.7), on: canvas,
          scale: scale)
      }
      for index in order {
        let isTaken = index == takenPlace
        draw(
          sighting.faces[index].box, number: index + 1, isTaken ? Self.taken : Self.other,
          widths: isTaken ? (3.4, 2) : (2.2, 1), on: canvas, scale: scale)
      }
      for point in sighting.taken.face.points.points {
        let dot = Rectangle(
          x: (point.x + 0.5) * scale - 1.4, y: (point.y + 0.5) * scale - 1.4, width: 2.8,
          height: 2.8)
        canvas.fillEllipse(in: dot, Self.ink)
        canvas.fillEllipse(in: dot.inset(by: 0.5), Self.taken)
      }
    }
    canvas.stroke(place.inset(by: 0.25), FigureStyle.rule, width: 0.5)
  }

  private var takenPlace: Int { sighting.taken.number - 1 }

  /// - Parameter widths: The widths of the dark line and of the colored line on it.
  private func draw(
    _ box: FaceBox, number: Int, _ color: PaperColor, widths: (Double, Double),
    on canvas: Canvas, scale: Double
  ) {
    let frame = Rectangle(
      x: Double(box.left) * scale, y: Double(box.top) * scale, width: Double(box.width) * scale,
      height: Double(box.height) * scale)
    canvas.stroke(frame, Self.ink, width: widths.0)
    canvas.stroke(frame, color, width: widths.1)
    let number = canvas.text(
      "\(number)",
      FigureStyle.small.with {
        $0.isBold = true
        $0.color = Self.ink
      })
    // Above the box if there is space, and never outside the photograph.
    let tag = Rectangle(
      x: min(max(frame.x - 1, 0), max(place.width - number.width - 6, 0)),
      y: frame.y >= number.height + 2
        ? frame.y - number.height - 2 : max(min(frame.y, place.height - number.height - 2), 0),
      width: number.width + 6, height: number.height + 2)
    canvas.fill(tag, color)
    canvas.stroke(tag, Self.ink, width: 0.5)
    canvas.draw(number, x: tag.x + 3, y: tag.y + 1)
  }
}
