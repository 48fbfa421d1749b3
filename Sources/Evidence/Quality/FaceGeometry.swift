import Faces
import Pictures

#if canImport(Glibc)
  import Glibc
#endif

/// The points of a face from which quality is measured, in pixels of its picture.
struct FaceGeometry: Sendable {
  typealias Point = Landmarks68.Point

  let points: PictureQuality.Points
  let landmarks: Landmarks68
  let five: FivePoints

  /// - Parameters:
  ///   - landmarks: Those of a file or of a predictor, in the picture's pixels; `nil` without them. A
  ///     mean shape has no more in it than `found`.
  ///   - source: Where `landmarks` come from.
  ///   - found: The detector's points; `nil` for an aligned picture.
  ///   - template: The points to which pictures of this size are aligned.
  init(
    landmarks: Landmarks68?, from source: LandmarkSource, found: FivePoints?, template: FivePoints
  ) {
    if let landmarks, source != .meanShape {
      points = source == .file ? .landmarkFile : .predictor
      self.landmarks = landmarks
      five = FivePoints(landmarks)
    } else {
      points = found == nil ? .template : .detector
      five = found ?? template
      self.landmarks = Landmarks68(meanShapeFittedTo: five)
    }
  }

  var leftEye: Point { five.points[0] }
  var rightEye: Point { five.points[1] }
  var eyeMiddle: Point { middle(leftEye, rightEye) }
  var mouthMiddle: Point { middle(five.points[3], five.points[4]) }

  /// The distance between the eyes; `nil` if both are at one place.
  var eyeDistance: Double? {
    let length = distance(leftEye, rightEye)
    return length > 0 ? length : nil
  }

  /// The standard's T: from the middle between the eyes to the chin.
  var height: Double? {
    let length = distance(eyeMiddle, landmarks.points[8])
    return length > 0 ? length : nil
  }

  /// Degrees; positive with the face turned to the right of the picture.
  var yaw: Double? { FacePose(five)?.yaw }
  /// Degrees; positive clockwise.
  var roll: Double? { FacePose(five)?.roll }

  /// Degrees; positive with the chin down.
  ///
  /// The tip of the nose stands before the plane of eyes and mouth, so nodding moves it along the line
  /// from the eyes to the mouth: from 0.507 of that line in an average upright face, by 0.387 of it
  /// times the tangent of the angle.
  var pitch: Double? {
    let (eyes, mouth, nose) = (eyeMiddle, mouthMiddle, five.points[2])
    let (dx, dy) = (mouth.x - eyes.x, mouth.y - eyes.y)
    let square = dx * dx + dy * dy
    guard square > 0 else { return nil }
    let along = ((nose.x - eyes.x) * dx + (nose.y - eyes.y) * dy) / square
    return atan((along - 0.507) / 0.387) * 180 / .pi
  }

  /// The gap between the lids of the narrower eye.
  var lidGap: Double {
    let points = landmarks.points
    let left = (distance(points[37], points[41]) + distance(points[38], points[40])) / 2
    let right = (distance(points[43], points[47]) + distance(points[44], points[46])) / 2
    return min(left, right)
  }

  /// The gap between the lips in the middle of the mouth.
  var lipGap: Double { distance(landmarks.points[62], landmarks.points[66]) }

  /// The corners of the two squares on the cheeks, each with a side of 0.3 eye distances, halfway
  /// between eyes and mouth below each eye.
  var cheeks: (left: Square, right: Square)? {
    guard let length = eyeDistance else { return nil }
    let (eyes, mouth) = (eyeMiddle, mouthMiddle)
    let (downX, downY) = ((mouth.x - eyes.x) / 2, (mouth.y - eyes.y) / 2)
    func square(_ eye: Point) -> Square {
      Square(middleX: eye.x + downX, middleY: eye.y + downY, side: 0.3 * length)
    }
    return (square(leftEye), square(rightEye))
  }

  struct Square {
    let middleX: Double
    let middleY: Double
    let side: Double
  }

  /// Returns the pixels of a picture that are measured: those of the hull and of the cheeks.
  func area(inWidth width: Int, height: Int) -> PictureArea {
    func area(_ xs: [Double], _ ys: [Double]) -> PictureArea {
      PictureArea(
        left: xs.min()!, top: ys.min()!, right: xs.max()!, bottom: ys.max()!, inWidth: width,
        height: height)
    }
    let hull = area(landmarks.points.map(\.x), landmarks.points.map(\.y))
    guard let cheeks else { return hull }
    return [cheeks.left, cheeks.right].reduce(hull) { whole, square in
      whole.union(
        area(
          [square.middleX - square.side / 2, square.middleX + square.side / 2],
          [square.middleY - square.side / 2, square.middleY + square.side / 2]))
    }
  }

  /// The convex hull of the landmarks, in order around it.
  var hull: [Point] {
    let sorted = landmarks.points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    func half(_ points: [Point]) -> [Point] {
      var chain: [Point] = []
      for point in points {
        while chain.count > 1, cross(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
          chain.removeLast()
        }
        chain.append(point)
      }
      return Array(chain.dropLast())
    }
    return half(sorted) + half(sorted.reversed())
  }

  private func middle(_ a: Point, _ b: Point) -> Point {
    Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2)
  }

  private func distance(_ a: Point, _ b: Point) -> Double {
    ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
  }

  private func cross(_ a: Point, _ b: Point, _ c: Point) -> Double {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
  }
}

extension AlignmentTemplate {
  /// Returns the points to which faces are aligned in an aligned picture of any size, for a network
  /// with this input.
  static func points(inWidth width: Int, height: Int, inputWidth: Int, inputHeight: Int)
    -> FivePoints
  {
    let template = inputWidth < inputHeight ? AlignmentTemplate.upright : .square
    return FivePoints(
      points: template.points.points.map {
        Landmarks68.Point(
          x: $0.x * Double(width) / Double(template.width),
          y: $0.y * Double(height) / Double(template.height))
      })
  }
}
