import Basics
import Faces
import Pictures

extension FaceSource.Face {
  /// Copies with a part of the face hidden as `facet occlude` hides it: a mask of any kind (half of
  /// them), sunglasses (a quarter) or a random 70 % of each side.
  ///
  /// Where the landmarks are not known, a mean face on the points that pictures of its size are
  /// aligned to takes their place.
  ///
  /// - Parameters:
  ///   - number: Of the face; other numbers hide other things.
  ///   - seed: Of the training.
  /// - Throws: `OcclusionError` where no face can be seen.
  func occludedCopies(_ count: Int, number: Int, seed: UInt64) throws -> [Picture] {
    let points =
      landmarks
      ?? AlignmentTemplate(width: picture.width, height: picture.height).map {
        Landmarks68(meanShapeFittedTo: $0.points)
      }
    return try (0..<count).map { copy in
      var random = SeededGenerator(
        seed: seed, purpose: .occlusion, number: number * count + copy)
      let chance = random.share()
      let kind: OccluderKind = chance < 0.5 ? .mask : chance < 0.75 ? .sunglasses : .crop
      return try Occlusion.of(picture, landmarks: points, kind: kind, seed: random.next()).picture
    }
  }
}
