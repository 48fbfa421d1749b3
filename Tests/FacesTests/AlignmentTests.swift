import Faces
import Pictures
import Testing
import _TestSupport

@Suite struct AlignmentTests {
  func points(_ pairs: [(Double, Double)]) -> [Landmarks68.Point] {
    pairs.map { Landmarks68.Point(x: $0.0, y: $0.1) }
  }

  @Test func aSimilarityIsFoundAgain() throws {
    let source = points([(1, 2), (30, 4), (17, 22), (3, 40), (28, 44)])
    let known = Similarity2D(a: 0.3, b: -1.7, translationX: 12, translationY: -400)
    let target = source.map { point in
      let (x, y) = known(x: point.x, y: point.y)
      return Landmarks68.Point(x: x, y: y)
    }
    let found = try #require(Similarity2D(leastSquaresFrom: source, to: target))
    #expect(abs(found.a - known.a) < 1e-12 && abs(found.b - known.b) < 1e-12)
    #expect(abs(found.translationX - 12) < 1e-9 && abs(found.translationY + 400) < 1e-9)
  }

  /// No small change of the four numbers brings the points nearer.
  @Test func nothingNearbyFitsBetter() throws {
    let numbers = HashedValues.unit("points", count: 20).map { 50 * Double($0) }
    let source = points((0..<5).map { (numbers[$0], numbers[5 + $0]) })
    let target = points((0..<5).map { (numbers[10 + $0], numbers[15 + $0]) })
    let best = try #require(Similarity2D(leastSquaresFrom: source, to: target))
    func miss(_ s: Similarity2D) -> Double {
      zip(source, target).reduce(0) {
        let (x, y) = s(x: $1.0.x, y: $1.0.y)
        return $0 + (x - $1.1.x) * (x - $1.1.x) + (y - $1.1.y) * (y - $1.1.y)
      }
    }
    for step in [-1e-3, 1e-3] {
      for other in [
        Similarity2D(
          a: best.a + step, b: best.b, translationX: best.translationX,
          translationY: best.translationY),
        Similarity2D(
          a: best.a, b: best.b + step, translationX: best.translationX,
          translationY: best.translationY),
        Similarity2D(
          a: best.a, b: best.b, translationX: best.translationX + step,
          translationY: best.translationY),
        Similarity2D(
          a: best.a, b: best.b, translationX: best.translationX,
          translationY: best.translationY + step),
      ] { #expect(miss(other) > miss(best)) }
    }
  }

  @Test func pointsThatAreOneHaveNoSimilarity() {
    let one = points([(5, 5), (5, 5), (5, 5), (5, 5), (5, 5)])
    let other = points([(0, 0), (1, 0), (0, 1), (1, 1), (2, 2)])
    #expect(Similarity2D(leastSquaresFrom: one, to: other) == nil)
    #expect(Similarity2D(leastSquaresFrom: other, to: one) == nil)
    #expect(
      AlignmentTemplate(width: 96, height: 112)!.similarity(from: FivePoints(points: one)) == nil)
  }

  @Test func eachBackboneHasATemplate() throws {
    #expect(AlignmentTemplate(width: 112, height: 96) == nil)
    #expect(AlignmentTemplate(width: 160, height: 160)!.points.points[2].x == 93.5252)
    let arcFace = try #require(AlignmentTemplate(width: 128, height: 128))
    #expect(abs(arcFace.points.points[0].x - 61.4356 * 0.8) < 1e-12)
    // InsightFace's networks have points of their own; the scaled square would move the eyes up.
    let insight = try #require(AlignmentTemplate(width: 112, height: 112))
    let upright = AlignmentTemplate(width: 96, height: 112)!
    for (point, narrow) in zip(insight.points.points, upright.points.points) {
      #expect(abs(point.x - narrow.x - 8) < 1e-9 && point.y == narrow.y)
    }
    let scaled = try #require(AlignmentTemplate(width: 112, height: 112, alignment: .square))
    #expect(abs(scaled.points.points[0].y - 54.6963 * 0.7) < 1e-9)
    for template in [upright, insight, scaled, arcFace] {
      for point in template.points.points {
        #expect((0..<Double(template.width)).contains(point.x))
        #expect((0..<Double(template.height)).contains(point.y))
      }
      let own = try #require(template.similarity(from: template.points))
      #expect(abs(own.a - 1) < 1e-12 && abs(own.b) < 1e-12)
    }
  }
}
