import Basics
import Faces

#if canImport(Glibc)
  import Glibc
#endif

/// The pose of a head from five points.
struct FacePose: Sendable, Equatable {
  /// The distance between the eyes in pixels.
  let eyeDistance: Double
  /// Degrees to the right of the picture; from the tip of the nose, which stands before the middle
  /// between the eyes by 0.45 of their distance in an average adult face: good to about 10 degrees.
  let yaw: Double
  /// Degrees clockwise.
  let roll: Double

  private static let noseDepth = 0.45

  /// - Returns: `nil` if both eyes are at the same place.
  init?(_ five: FivePoints) {
    let (left, right, nose) = (five.points[0], five.points[1], five.points[2])
    let (dx, dy) = (right.x - left.x, right.y - left.y)
    let distance = (dx * dx + dy * dy).squareRoot()
    guard distance > 0 else { return nil }
    eyeDistance = distance
    roll = atan2(dy, dx) * 180 / .pi
    // Along the line of the eyes, in eye distances, because turning moves this.
    let besideX = nose.x - (left.x + right.x) / 2
    let besideY = nose.y - (left.y + right.y) / 2
    let along = (besideX * dx + besideY * dy) / (distance * distance)
    // Eyes come closer by the cosine, the nose moves by the sine of the angle.
    yaw = atan(along / Self.noseDepth) * 180 / .pi
  }
}

extension FivePoints {
  /// Of 68 landmarks: the middles of the eyes, the tip of the nose, the corners of the mouth.
  init(_ landmarks: Landmarks68) {
    func middle(_ range: ClosedRange<Int>) -> Landmarks68.Point {
      let points = landmarks.points[range]
      return Landmarks68.Point(
        x: points.reduce(0) { $0 + $1.x } / Double(points.count),
        y: points.reduce(0) { $0 + $1.y } / Double(points.count))
    }
    self.init(points: [
      middle(36...41), middle(42...47), landmarks.points[30], landmarks.points[48],
      landmarks.points[54],
    ])
  }
}
