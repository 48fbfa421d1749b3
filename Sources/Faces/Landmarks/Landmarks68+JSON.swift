#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Landmarks68 {
  /// The parts in the standard order with their number of points; the lips come after them.
  private static let parts = [
    ("chin", 17), ("left_eyebrow", 5), ("right_eyebrow", 5), ("nose_bridge", 4), ("nose_tip", 5),
    ("left_eye", 6), ("right_eye", 6),
  ]

  /// Reads the JSON form of the output of the Python package face_recognition: a dictionary from
  /// the part's name to its points, each `[x, y]` counted from 0, or a list with one such
  /// dictionary.
  ///
  /// Each lip has 12 points, of which the four corners of the mouth belong to both: 72 points of
  /// which 68 differ. The inner points may run with the outer ones or against them.
  ///
  /// - Parameter path: The file's name in errors.
  package init(json bytes: [UInt8], path: String) throws(LandmarkError) {
    let face = try Self.oneFace(bytes, path: path)
    var points: [Point] = []
    for (part, count) in Self.parts {
      points += try Self.points(of: part, count: count, in: face, path: path)
    }
    let top = try Self.points(of: "top_lip", count: 12, in: face, path: path)
    let bottom = try Self.points(of: "bottom_lip", count: 12, in: face, path: path)
    let inner = (top: Array(top[7...]), bottom: Array(bottom[7...]))
    guard top[0] == bottom[6], top[6] == bottom[0], inner.top[0] == inner.bottom[4],
      inner.top[4] == inner.bottom[0]
    else {
      throw .malformed(path: path, reason: "its lips do not meet in the corners of the mouth")
    }
    // In the standard order the inner points begin at the corner where the outer ones begin.
    func squaredDistance(_ a: Point, _ b: Point) -> Double {
      (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
    }
    let along = squaredDistance(top[0], inner.top[0]) + squaredDistance(top[6], inner.top[4])
    let against = squaredDistance(top[0], inner.top[4]) + squaredDistance(top[6], inner.top[0])
    let (innerTop, innerBottom) =
      along <= against
      ? (inner.top, inner.bottom) : (inner.top.reversed(), inner.bottom.reversed())
    points += top[0...6] + bottom[1...5] + innerTop + innerBottom[1...3]
    self.init(points: points)
  }

  private static func oneFace(
    _ bytes: [UInt8], path: String
  ) throws(LandmarkError) -> [String: [[Double]]] {
    let decoder = JSONDecoder()
    let data = Data(bytes)
    if let face = try? decoder.decode([String: [[Double]]].self, from: data) { return face }
    guard let faces = try? decoder.decode([[String: [[Double]]]].self, from: data) else {
      throw .malformed(
        path: path, reason: "it is not a dictionary from a part of the face to a list of [x, y]")
    }
    guard faces.count == 1 else {
      throw .wrongCount(path: path, of: "faces", expected: 1, found: faces.count)
    }
    return faces[0]
  }

  private static func points(
    of part: String, count: Int, in face: [String: [[Double]]], path: String
  ) throws(LandmarkError) -> [Point] {
    guard let pairs = face[part] else {
      throw .malformed(path: path, reason: "the part '\(part)' is missing")
    }
    guard pairs.count == count else {
      throw .wrongCount(
        path: path, of: "points of '\(part)'", expected: count, found: pairs.count)
    }
    guard pairs.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) }) else {
      throw .malformed(path: path, reason: "a point of '\(part)' is not [x, y]")
    }
    if let far = pairs.joined().first(where: { !isPossible($0) }) {
      throw .malformed(
        path: path, reason: "the coordinate \(far) of '\(part)' lies outside any picture")
    }
    return pairs.map { Point(x: $0[0], y: $0[1]) }
  }
}
