import Basics

/// A frontal face of average proportions as 68 landmarks, in millimeters: x to the right of the
/// picture, y downwards, the middle between the pupils at (0, 0).
///
/// It was constructed from mean measures of adult faces, between those of women and men in Farkas
/// 1994, Anthropometry of the Head and Face (2nd ed.): pupils 61 apart, eye corners 32 and 90
/// apart, fissures 10 high, brows about 22 above the pupils, nose 49 long and with nostrils 28 wide
/// at its base, mouth 52 wide at 71 below the pupils with lips of 8 and 10, face 134 wide and the
/// chin 116 below the pupils. The outline from ear to ear is half an ellipse, which passes within 3
/// mm of jaw angles 98 apart. No data set of annotated faces was used.
///
/// It serves LMK, which counts landmarks in cells of a coarse grid, for pictures without annotated
/// landmarks.
enum MeanShape68 {
  static let points: [Landmarks68.Point] = {
    var places: [(x: Double, y: Double)] = []
    places += (0..<17).map { step in
      let angle = (Double(step) - 8) / 16 * Double.pi
      return (67 * sineOf(angle), 116 * cosineOf(angle))
    }
    let brow: [(x: Double, y: Double)] = [(51, -14), (43, -22), (33, -24), (22, -22), (12, -18)]
    places += mirrored(brow) + brow.reversed()
    places += [(0, 0), (0, 12), (0, 24), (0, 36)]
    places += [(-14, 45), (-7, 47.5), (0, 49), (7, 47.5), (14, 45)]
    // The points run from the outer corner over the lid to the inner one, and back below.
    let eye: [(x: Double, y: Double)] = [
      (45, 0), (35.5, -5.5), (25.5, -5.5), (16, 1), (25.5, 4.5), (35.5, 4.5),
    ]
    places += mirrored(eye) + [3, 2, 1, 0, 5, 4].map { eye[$0] }
    places += [(-26, 71), (-17, 65.5), (-7, 62), (0, 63.5), (7, 62), (17, 65.5), (26, 71)]
    places += [(17, 78), (8, 80.5), (0, 81), (-8, 80.5), (-17, 78)]
    places += [(-22, 71), (-8, 70), (0, 70.5), (8, 70), (22, 71), (8, 72), (0, 72.5), (-8, 72)]
    return places.map { Landmarks68.Point(x: $0.x, y: $0.y) }
  }()

  /// The five points that a detector finds: centers of the eyes, tip of the nose, corners of the
  /// mouth.
  static let fivePoints: [Landmarks68.Point] = {
    func middle(_ range: Range<Int>) -> Landmarks68.Point {
      let count = Double(range.count)
      return Landmarks68.Point(
        x: points[range].reduce(0) { $0 + $1.x } / count,
        y: points[range].reduce(0) { $0 + $1.y } / count)
    }
    return [middle(36..<42), middle(42..<48), points[30], points[48], points[54]]
  }()

  private static func mirrored(_ places: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    places.map { (-$0.x, $0.y) }
  }
}
