import Pictures

/// A face that a detector found, in pixels of the picture.
package struct DetectedFace: Sendable, Equatable {
  package let box: FaceBox
  /// The confidence of the detector's last stage, 0...1.
  package let score: Float
  package let points: FivePoints

  package init(box: FaceBox, score: Float, points: FivePoints) {
    self.box = box
    self.score = score
    self.points = points
  }
}

/// The left eye, right eye, tip of the nose, left and right corner of the mouth, with left as seen
/// in the picture.
package struct FivePoints: Sendable, Equatable {
  package static let count = 5

  package let points: [Landmarks68.Point]

  /// - Precondition: There are five points with finite coordinates.
  package init(points: [Landmarks68.Point]) {
    precondition(points.count == Self.count)
    precondition(points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    self.points = points
  }
}

extension FivePoints {
  /// Returns the area around a face in which landmarks are looked for: on each side of the points as
  /// much again as they span.
  func surroundings(in photograph: Photograph) -> PictureArea {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let (left, right) = (xs.min()!, xs.max()!)
    let (top, bottom) = (ys.min()!, ys.max()!)
    let span = max(right - left, bottom - top)
    return PictureArea(
      left: left - span, top: top - span, right: right + span, bottom: bottom + span,
      inWidth: photograph.width, height: photograph.height)
  }
}
