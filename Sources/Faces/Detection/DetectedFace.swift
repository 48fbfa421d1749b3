/// A face that a detector found, in pixels of the picture.
public struct DetectedFace: Sendable, Equatable {
  public let box: FaceBox
  /// The detector's last stage: how sure it is, 0...1.
  public let score: Float
  public let points: FivePoints

  public init(box: FaceBox, score: Float, points: FivePoints) {
    self.box = box
    self.score = score
    self.points = points
  }
}

/// Left eye, right eye, tip of the nose, left and right corner of the mouth: left as seen in the
/// picture.
public struct FivePoints: Sendable, Equatable {
  public static let count = 5

  public let points: [Landmarks68.Point]

  /// - Precondition: Five points with finite coordinates.
  public init(points: [Landmarks68.Point]) {
    precondition(points.count == Self.count)
    precondition(points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    self.points = points
  }
}
