import Pictures
import Testing

@testable import Faces

@Suite struct MeanShapeTests {
  @Test func theShapeIsSymmetricAndOrdered() {
    let points = MeanShape68.points
    #expect(points.count == 68)
    let pairs =
      (0..<8).map { ($0, 16 - $0) } + (17..<22).map { ($0, 43 - $0) } + [(31, 35), (32, 34)]
      + [(36, 45), (37, 44), (38, 43), (39, 42), (40, 47), (41, 46)]
      + [(48, 54), (49, 53), (50, 52), (59, 55), (58, 56), (60, 64), (61, 63), (67, 65)]
    for (left, right) in pairs {
      #expect(abs(points[left].x + points[right].x) < 1e-9, "\(left)")
      #expect(abs(points[left].y - points[right].y) < 1e-9, "\(left)")
      #expect(points[left].x < points[right].x, "\(left)")
    }
    // From the brows down: brows, eyes, nose, mouth, chin.
    #expect(points[19].y < points[37].y && points[37].y < points[41].y)
    #expect(points[30].y < points[33].y && points[33].y < points[51].y)
    #expect(points[51].y < points[62].y && points[62].y < points[66].y)
    #expect(points[66].y < points[57].y && points[57].y < points[8].y)
    // The outline from ear to ear passes near jaw angles 98 mm apart.
    #expect(abs(points[3].x) > 49 && abs(points[5].x) < 49)
  }

  /// If a face has exactly the proportions of the shape, rotated, stretched and moved, the
  /// landmarks are the shape's.
  @Test func anAffineImageIsFoundAgain() {
    func image(_ point: Landmarks68.Point) -> Landmarks68.Point {
      .init(x: 0.8 * point.x - 0.3 * point.y + 200, y: 0.25 * point.x + 1.1 * point.y + 90)
    }
    let found = FivePoints(points: MeanShape68.fivePoints.map(image))
    let landmarks = Landmarks68(meanShapeFittedTo: found)
    for (point, expected) in zip(landmarks.points, MeanShape68.points.map(image)) {
      #expect(abs(point.x - expected.x) < 1e-9 && abs(point.y - expected.y) < 1e-9)
    }
  }

  /// The published template's five points, drawn from many aligned faces, fit the shape to within a
  /// few pixels: its proportions are those of faces.
  @Test func theTemplateHasTheShapesProportions() {
    let template = AlignmentTemplate(width: 96, height: 112)!.points
    let similarity = Similarity2D(
      leastSquaresFrom: MeanShape68.fivePoints, to: template.points)!
    for (point, expected) in zip(MeanShape68.fivePoints, template.points) {
      let (x, y) = similarity(x: point.x, y: point.y)
      #expect(abs(x - expected.x) < 2 && abs(y - expected.y) < 2)
    }
  }

  @Test func pointsThatAreOneGiveOnePoint() {
    let one = FivePoints(points: (0..<5).map { _ in .init(x: 3, y: 4) })
    let landmarks = Landmarks68(meanShapeFittedTo: one)
    #expect(landmarks.points.allSatisfy { abs($0.x - 3) < 1e-9 && abs($0.y - 4) < 1e-9 })
  }
}
