import Basics
import Drawing
import Faces
import Pictures

/// A drawn portrait with the positions of its features, in pixels of the picture.
package struct Portrait: Sendable, Equatable {
  /// The picture in RGB.
  package let picture: Picture
  package let landmarks: Landmarks68
  /// The centers of the eyes, the tip of the nose, the corners of the mouth, each from the left.
  package let fivePoints: [Landmarks68.Point]

  /// Draws a person.
  ///
  /// The same arguments give the same picture. Any number of threads may draw at a time.
  ///
  /// - Throws: `failed` if memory is short.
  /// - Complexity: O(pixels); some milliseconds for an aligned face.
  package static func draw(
    _ identity: PortraitIdentity, _ condition: PortraitCondition, frame: PortraitFrame
  ) throws(DrawingError) -> Portrait {
    let curves = FaceCurves(identity, condition)
    var view = HeadView(yaw: condition.yaw, pitch: condition.pitch)
    view.similarity = frame.similarity(curves, condition, view: view)
    let outline = HeadOutline(curves.shape, view: view)
    let landmarks = curves.landmarks(view: view, outline: outline)
    let painter = PortraitPainter(
      curves: curves, view: view, outline: outline, width: frame.width, height: frame.height)
    let skin = try painter.skin()
    let drawn = try drawnPicture(
      widthPoints: Double(frame.width), heightPoints: Double(frame.height)
    ) { painter.draw(on: $0, skin: skin) }
    return Portrait(
      picture: finished(drawn, condition, unit: view.scale), landmarks: landmarks,
      fivePoints: landmarks.fivePoints.points)
  }
}

extension PortraitFrame {
  /// Returns the map from the turned head's units to pixels.
  fileprivate func similarity(
    _ curves: FaceCurves, _ condition: PortraitCondition, view: HeadView
  ) -> Similarity2D {
    guard let template else {
      // The head fills the center; the crown and some hair stay inside.
      let angle = condition.roll * .pi / 180
      let scale = 0.235 * min(Double(width), 1.1 * Double(height) * 4 / 5) * condition.closeness
      let (a, b) = (scale * cosineOf(angle), scale * sineOf(angle))
      return Similarity2D(
        a: a, b: b, translationX: (0.5 + 0.03 * condition.shiftX) * Double(width),
        translationY: (0.49 + 0.03 * condition.shiftY) * Double(height))
    }
    let outline = HeadOutline(curves.shape, view: view)
    let points = curves.landmarks(view: view, outline: outline).fivePoints.points
    var random = condition.alignmentGenerator
    let missed = points.map { point in
      let error = condition.alignmentError * 2 * curves.identity.eyeSpacing
      return Landmarks68.Point(
        x: point.x + error * random.drawNormal(), y: point.y + error * random.drawNormal())
    }
    // The points of a head do not coincide.
    return template.similarity(from: FivePoints(points: missed))!
  }
}

extension Portrait {
  /// Returns the portrait with a part of the face hidden or removed.
  ///
  /// - Throws: `OcclusionError` if the face is not visible; `DrawingError` if memory is short.
  package func occluded(_ kind: OccluderKind, seed: UInt64) throws -> Portrait {
    let occlusion = try Occlusion.of(picture, landmarks: landmarks, kind: kind, seed: seed)
    let moved = occlusion.moved(landmarks)
    return Portrait(
      picture: occlusion.picture, landmarks: moved, fivePoints: moved.fivePoints.points)
  }
}
