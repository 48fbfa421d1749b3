import Faces

/// A face of 68 different points, in the form of the files under test.
enum LandmarkSamples {
  /// Coordinates that are exact in half precision. The mouth has a corner on the left and on the
  /// right.
  static let points: [Landmarks68.Point] = (0..<68).map { index in
    switch index {
    case 48...54: .init(x: Double(40 + 8 * (index - 48)), y: 90.5)
    case 55...59: .init(x: Double(80 - 8 * (index - 55)), y: 100)
    case 60...64: .init(x: Double(44 + 10 * (index - 60)), y: 94)
    case 65...67: .init(x: Double(74 - 10 * (index - 65)), y: 96)
    default: .init(x: Double(index) + 0.5, y: Double(2 * index % 61))
    }
  }

  static var pts: String {
    "version: 1\nn_points:  68\n{\n"
      + points.map { "\($0.x + 1) \($0.y + 1)\n" }.joined() + "}\n"
  }

  /// - Parameter innerRunsAlong: Whether the inner points of a lip run in the direction of the
  ///   outer points of the *other* description; both orders occur.
  static func json(innerRunsAlong: Bool = false) -> String {
    let innerTop = innerRunsAlong ? [60, 61, 62, 63, 64] : [64, 63, 62, 61, 60]
    let innerBottom = innerRunsAlong ? [64, 65, 66, 67, 60] : [60, 67, 66, 65, 64]
    let parts: [(String, [Int])] = [
      ("top_lip", Array(48...54) + innerTop), ("bottom_lip", Array(54...59) + [48] + innerBottom),
      ("left_eye", Array(36...41)), ("right_eye", Array(42...47)), ("nose_tip", Array(31...35)),
      ("nose_bridge", Array(27...30)), ("chin", Array(0...16)), ("left_eyebrow", Array(17...21)),
      ("right_eyebrow", Array(22...26)),
    ]
    let texts = parts.map { name, indices in
      let pairs = indices.map { "[\(points[$0].x), \(points[$0].y)]" }
      return "\"\(name)\": [\(pairs.joined(separator: ", "))]"
    }
    return "{" + texts.joined(separator: ", ") + "}"
  }
}
