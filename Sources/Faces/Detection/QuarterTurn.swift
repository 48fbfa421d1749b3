import Pictures

/// A turn of a picture by quarters, and the way back for what is found in it.
struct QuarterTurn {
  /// The number of quarter turns clockwise, 0 to 3.
  let count: Int
  /// The width of the picture as it is.
  private let width: Float
  private let height: Float

  init(_ count: Int, width: Int, height: Int) {
    self.count = count
    self.width = Float(width)
    self.height = Float(height)
  }

  func turned(_ picture: Picture) -> Picture {
    let orientations: [Orientation] = [.upright, .turnsRight, .upsideDown, .turnsLeft]
    return picture.uprighted(from: orientations[count])
  }

  /// Returns a face of the turned picture in the picture as it is.
  func original(_ face: DetectedFace) -> DetectedFace {
    guard count > 0 else { return face }
    let first = original(Double(face.box.left), Double(face.box.top))
    let last = original(Double(face.box.right), Double(face.box.bottom))
    return DetectedFace(
      box: FaceBox(
        left: Float(min(first.x, last.x)), top: Float(min(first.y, last.y)),
        right: Float(max(first.x, last.x)), bottom: Float(max(first.y, last.y))),
      score: face.score,
      points: FivePoints(points: face.points.points.map { original($0.x, $0.y) }))
  }

  private func original(_ x: Double, _ y: Double) -> Landmarks68.Point {
    let (width, height) = (Double(width) - 1, Double(height) - 1)
    return switch count {
    // A quarter turn clockwise puts the left column on top, read from below.
    case 1: Landmarks68.Point(x: y, y: height - x)
    case 2: Landmarks68.Point(x: width - x, y: height - y)
    default: Landmarks68.Point(x: width - y, y: x)
    }
  }
}
