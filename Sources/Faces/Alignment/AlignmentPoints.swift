import Pictures

/// The points by which faces in photographs are aligned.
package enum AlignmentPoints: String, Sendable, Codable, CaseIterable {
  /// The detector's five points.
  case detector
  /// Five points of 68 landmarks, as DeepFace-EMD aligned by landmarks
  /// (https://github.com/anguyen8/deepface-emd).
  case landmarks = "68"
  /// Likewise, of the aligned picture only the middle 0.7 of width and height.
  case landmarks70 = "68-0.7"
  /// Likewise, the middle 0.6.
  case landmarks60 = "68-0.6"

  /// Whether it needs a predictor of landmarks.
  package var needsPredictor: Bool { self != .detector }

  /// The share of the aligned picture's width and height that the crop shows, about its middle.
  package var share: Double {
    switch self {
    case .detector, .landmarks: 1
    case .landmarks70: 0.7
    case .landmarks60: 0.6
    }
  }

  /// The points in words: "the detector's five points".
  package var words: String {
    switch self {
    case .detector: "the detector's five points"
    case .landmarks: "five points of its 68 landmarks"
    case .landmarks70, .landmarks60:
      "five points of its 68 landmarks (the crop shows the template's middle \(share))"
    }
  }
}

/// The points by which faces are aligned, with the predictor that finds them.
package struct PointAlignment: Sendable {
  package let points: AlignmentPoints
  private let predictor: LandmarkPredictor?

  /// - Precondition: There is a predictor if the points need one.
  package init(_ points: AlignmentPoints, predictor: LandmarkPredictor?) {
    precondition(predictor != nil || !points.needsPredictor)
    self.points = points
    self.predictor = points.needsPredictor ? predictor : nil
  }

  package static let detector = PointAlignment(.detector, predictor: nil)

  package var origin: AlignmentOrigin {
    AlignmentOrigin(points: points, predictor: predictor?.digest.hexadecimal)
  }

  /// Returns the five points of a face in its photograph.
  ///
  /// - Returns: `nil` if the detector's points coincide, so that no landmarks can be found.
  /// - Throws: `PictureError`.
  func fivePoints(
    of face: DetectedFace, in photograph: Photograph
  ) throws(PictureError) -> FivePoints? {
    guard let predictor else { return face.points }
    return try predictor.landmarks(of: face.points, in: photograph)?.alignmentPoints
  }
}

/// How the faces of a gallery were aligned, recorded in its file and compared.
package struct AlignmentOrigin: Sendable, Equatable {
  package let points: AlignmentPoints
  /// The digest of the predictor's file; `nil` if the points need none.
  package let predictor: String?

  package init(points: AlignmentPoints, predictor: String? = nil) {
    self.points = points
    self.predictor = predictor
  }

  package static let detector = AlignmentOrigin(points: .detector)
}

extension Landmarks68 {
  /// The points by which DeepFace-EMD aligned faces: the centers of the eyes' outlines, the tip of the
  /// nose and the inner corners of the mouth, each in whole pixels, rounded towards 0.
  package var alignmentPoints: FivePoints {
    let eyes = fivePoints.points[..<2]
    return FivePoints(
      points: (eyes + [points[30], points[60], points[64]]).map {
        Point(x: $0.x.rounded(.towardZero), y: $0.y.rounded(.towardZero))
      })
  }
}
