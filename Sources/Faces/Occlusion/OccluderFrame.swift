import Drawing
import Pictures

/// A face's landmarks as positions for an occluder, and the light on the face.
struct OccluderFrame {
  private let points: [Point]
  /// The distance of the eyes, in pixels.
  let unit: Double
  let leftEye: Point
  let rightEye: Point
  /// The brightness of the face's left half, 0...1; likewise for the right.
  let leftLight: Double
  let rightLight: Double

  /// - Throws: `OcclusionError` if there are no landmarks, the eyes coincide, or the face is far
  ///   larger than the picture or outside of it.
  init(_ landmarks: Landmarks68?, in picture: Picture) throws(OcclusionError) {
    guard let landmarks else { throw .landmarksMissing }
    let reach = 4 * Double(max(picture.width, picture.height))
    guard landmarks.points.allSatisfy({ abs($0.x) < reach && abs($0.y) < reach }) else {
      throw .noFace(reason: "a point lies far outside the picture")
    }
    // Cairo counts from the corner of the first pixel.
    let points = landmarks.points.map { Point(x: $0.x + 0.5, y: $0.y + 0.5) }
    self.points = points
    leftEye = Self.middle(points[36..<42])
    rightEye = Self.middle(points[42..<48])
    let unit = Self.distance(leftEye, rightEye)
    self.unit = unit
    guard unit >= 4 else {
      throw .noFace(
        reason: "the eyes are less than 4 pixels apart; a larger picture of the face is needed")
    }
    let nose = points[30]
    guard nose.x > 0, nose.y > 0, nose.x < Double(picture.width), nose.y < Double(picture.height)
    else { throw .noFace(reason: "the nose lies outside the picture") }
    func light(_ indices: [Int]) -> Double {
      let place = Self.middle(indices.map { points[$0] }[...])
      return picture.meanLight(around: place, radius: unit * 0.22)
    }
    leftLight = light([2, 31, 40])
    rightLight = light([14, 35, 47])
  }

  subscript(_ index: Int) -> Point { points[index] }

  /// Returns a point between landmarks.
  func between(_ first: Int, _ second: Int, _ part: Double) -> Point {
    Self.mixed(points[first], points[second], part)
  }

  /// Returns a landmark moved away from the nose's base by a factor.
  func outward(_ index: Int, _ factor: Double) -> Point {
    Self.mixed(points[33], points[index], factor)
  }

  /// The direction across the face to the right, one unit long.
  var across: Point {
    Point(x: (rightEye.x - leftEye.x) / unit, y: (rightEye.y - leftEye.y) / unit)
  }

  /// The direction down the face, one unit long.
  var down: Point { Point(x: -across.y, y: across.x) }

  /// Returns a position relative to another, in distances of the eyes.
  func from(_ point: Point, _ right: Double, _ below: Double) -> Point {
    Point(
      x: point.x + unit * (right * across.x + below * down.x),
      y: point.y + unit * (right * across.y + below * down.y))
  }

  static func mixed(_ a: Point, _ b: Point, _ part: Double) -> Point {
    Point(x: a.x + part * (b.x - a.x), y: a.y + part * (b.y - a.y))
  }

  private static func middle(_ points: ArraySlice<Point>) -> Point {
    Point(
      x: points.map(\.x).reduce(0, +) / Double(points.count),
      y: points.map(\.y).reduce(0, +) / Double(points.count))
  }

  private static func distance(_ a: Point, _ b: Point) -> Double {
    ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
  }

  /// Returns cloth of this color in the face's light, from its left side to its right.
  func cloth(_ color: SIMD3<Double>) -> Paint {
    func shade(_ light: Double) -> Double { min(max(0.35 + 0.95 * light, 0.4), 1.06) }
    let (left, right) = (shade(leftLight), shade(rightLight))
    return .linear(
      start: points[2], end: points[14],
      stops: [
        .init(0, PaperColor(color * left * 0.82)), .init(0.22, PaperColor(color * left)),
        .init(0.5, PaperColor(color * max(left, right) * 1.03)),
        .init(0.78, PaperColor(color * right)), .init(1, PaperColor(color * right * 0.82)),
      ])
  }
}

extension Picture {
  /// Returns the mean brightness of the square around a position, 0...1; 0.6 outside the picture.
  fileprivate func meanLight(around place: Point, radius: Double) -> Double {
    let step = channels.rawValue
    var (sum, count) = (0, 0)
    let top = max(0, Int(place.y - radius))
    let left = max(0, Int(place.x - radius))
    for y in top..<max(top, min(height, Int(place.y + radius) + 1)) {
      for x in left..<max(left, min(width, Int(place.x + radius) + 1)) {
        let start = (y * width + x) * step
        sum += samples[start..<start + step].reduce(0) { $0 + Int($1) }
        count += step
      }
    }
    return count == 0 ? 0.6 : Double(sum) / Double(count) / 255
  }
}
