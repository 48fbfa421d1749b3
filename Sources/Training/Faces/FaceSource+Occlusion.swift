import Basics
import Faces
import Pictures

extension FaceSource.Face {
  /// Half of the copies get a mask of any kind, a quarter sunglasses, and a quarter is a random 70% of
  /// each side.
  package static let standardOccluders: [OccluderKind] = [.mask, .mask, .sunglasses, .crop]

  /// Returns copies with a part of the face hidden as by `facet occlude`. Masks and glasses are randomly
  /// displaced, so that the model learns to work without the covered part, not to find the edge of
  /// a well-placed mask.
  ///
  /// If the landmarks are unknown, a mean face at the points of the alignment for pictures of that
  /// size is used.
  ///
  /// - Parameters:
  ///   - kinds: What covers a copy, one of them by chance; not empty.
  ///   - number: The number of the face; each number is occluded differently.
  ///   - seed: The seed of the training.
  /// - Throws: `OcclusionError` if the face is not visible.
  func occludedCopies(
    _ count: Int, _ kinds: [OccluderKind] = standardOccluders, number: Int, seed: UInt64
  ) throws -> [Picture] {
    let points =
      landmarks
      ?? AlignmentTemplate(width: picture.width, height: picture.height).map {
        Landmarks68(meanShapeFittedTo: $0.points)
      }
    return try (0..<count).map { copy in
      var random = SeededGenerator(
        seed: seed, purpose: .occlusion, number: number * count + copy)
      let kind = kinds[min(Int(random.share() * Float(kinds.count)), kinds.count - 1)]
      return try Occlusion.of(
        picture, landmarks: points?.askew(&random), kind: kind, seed: random.next()
      ).picture
    }
  }
}

extension Landmarks68 {
  /// Returns landmarks rotated by up to 6 degrees, scaled by up to a tenth, and moved by up to a
  /// fifth of the distance between the eyes, about the center of all points.
  fileprivate func askew(_ random: inout SeededGenerator) -> Landmarks68 {
    let count = Double(points.count)
    let (x, y) = (
      points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count
    )
    // The outer corners of the eyes are one and a half times as far apart as their centers.
    let (left, right) = (points[36], points[45])
    let unit =
      ((right.x - left.x) * (right.x - left.x)
      + (right.y - left.y) * (right.y - left.y)).squareRoot() / 1.5
    let scale = 1 + 0.1 * Double(random.unit())
    let angle = 6 * .pi / 180 * Double(random.unit())
    // For such small angles, the error is below 0.0002.
    let (a, b) = (scale * (1 - angle * angle / 2), scale * angle)
    let (across, down) = (0.2 * unit * Double(random.unit()), 0.2 * unit * Double(random.unit()))
    return transformed(
      by: Similarity2D(
        a: a, b: b, translationX: x + across - a * x + b * y,
        translationY: y + down - b * x - a * y))
  }
}
