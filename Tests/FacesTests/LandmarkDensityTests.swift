import Faces
import Pictures
import Testing

@Suite struct LandmarkDensityTests {
  /// Returns landmarks that all lie at one position, except the given ones.
  private func landmarks(_ points: [(Double, Double)], rest: (Double, Double)) -> Landmarks68 {
    let all = points + Array(repeating: rest, count: 68 - points.count)
    return Landmarks68(points: all.map { .init(x: $0.0, y: $0.1) })
  }

  @Test func cellsBeginAtWholeFractions() {
    // 8 x 6 pixels in 3 rows of 2 and 4 columns of 2.
    let density = landmarks(
      [(0, 0), (1.99, 0), (2, 0), (7, 5), (6, 3.99), (6, 4)], rest: (4, 2)
    ).density(rows: 3, columns: 4, pictureWidth: 8, pictureHeight: 6)
    #expect(density == [2, 1, 0, 0, 0, 0, 62, 1, 0, 0, 0, 2])
  }

  @Test func pointsOutsideFallToTheNearestCell() {
    let density = landmarks(
      [(-5, -1), (-0.5, 3), (99, -2), (8, 6), (1e300, 1e300), (-1e300, 5)], rest: (3, 3)
    ).density(rows: 2, columns: 2, pictureWidth: 8, pictureHeight: 6)
    #expect(density == [1, 1, 64, 2] as [Double])
  }

  @Test(arguments: [(1, 1), (4, 4), (7, 6), (8, 8), (3, 3)])
  func noLandmarkIsLost(rows: Int, columns: Int) {
    let density = Landmarks68(points: LandmarkSamples.points).density(
      rows: rows, columns: columns, pictureWidth: 96, pictureHeight: 112)
    #expect(density.count == rows * columns)
    #expect(density.reduce(0, +) == 68)
  }

  @Test func landmarksFollowTheirPicture() {
    let turn = Similarity2D(a: 0, b: 2, translationX: 10, translationY: -3)
    let moved = Landmarks68(points: LandmarkSamples.points).transformed(by: turn)
    for (point, original) in zip(moved.points, LandmarkSamples.points) {
      #expect(point == .init(x: 10 - 2 * original.y, y: 2 * original.x - 3))
    }
  }
}
