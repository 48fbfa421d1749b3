import Basics
import Drawing
import Pictures
import Reports

/// The faces of a study in the sizes in which they are printed and shown, drawn again from decoded
/// pixels: no original bytes, no notes of cameras.
package struct TilePictures: Sendable {
  /// A face with its JPEG, and its edges.
  package struct Face: Sendable {
    package let picture: Picture
    package let jpeg: [UInt8]
    package let lines: LineDrawing

    /// - Parameter picture: The face as the network saw it.
    package init(_ picture: Picture) {
      let color = picture.converted(to: .rgb)
      lines = LineDrawing(
        color.width > 112
          ? color.resized(width: 112, height: max(1, color.height * 112 / color.width)) : color)
      // Enlarged once, so that no viewer shows blocks.
      self.picture =
        color.width < 200
        ? color.resized(width: 2 * color.width, height: 2 * color.height) : color
      jpeg = self.picture.encodedJPEG(quality: 90)
    }

    /// Returns pictures for drawing, on this thread.
    package func tile() throws(DrawingError) -> TileFace {
      TileFace(face: try PaperPicture(picture, jpeg: jpeg), lines: lines)
    }
  }

  /// A pair with its faces and explanations.
  package struct Pair: Sendable {
    package let first: Face
    package let second: Face
    package let explanations: [StudyMethod: PairExplanation]

    package init(first: Face, second: Face, explanations: [StudyMethod: PairExplanation]) {
      self.first = first
      self.second = second
      self.explanations = explanations
    }
  }

  /// By the pairs' names.
  package let pairs: [String: Pair]
  /// The height of a face divided by its width.
  package let aspect: Double

  package init(pairs: [String: Pair], aspect: Double) {
    self.pairs = pairs
    self.aspect = aspect
  }

  /// The four places of a row.
  package enum Place: Int, CaseIterable, Sendable {
    case left
    case leftMap
    case rightMap
    case right
  }

  /// Returns a tile as a picture, such as for a form.
  package func picture(
    of id: String, method: StudyMethod, first isFirst: Bool, isMap: Bool, width: Int
  ) throws -> Picture {
    let pair = pairs[id]!
    let (own, other) = isFirst ? (pair.first, pair.second) : (pair.second, pair.first)
    let height = Int((Double(width) * aspect).rounded())
    let place = Rectangle(x: 0, y: 0, width: Double(width), height: Double(height))
    let (ownTile, otherTile) = (try own.tile(), try other.tile())
    return try drawnPicture(widthPoints: place.width, heightPoints: place.height) { canvas in
      if isMap {
        ExplanationTile(pair.explanations[method]!, isFirst: isFirst)
          .draw(on: canvas, in: place, own: ownTile, other: otherTile)
      } else {
        canvas.draw(ownTile.face, in: place)
      }
    }
  }

  /// Whether a place of an item belongs to the pair's first face.
  package static func isFirst(_ place: Place, swapped: Bool) -> Bool {
    (place == .left || place == .leftMap) != swapped
  }
}
