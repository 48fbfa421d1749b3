import Faces
import Networks
import Pictures
import Testing
import _TestSupport

/// Photographs with the published weights, compared with the results of the published code.
///
/// The limits are a hundredth of a pixel and of a gray level: sums in another order move a box by
/// about 0.0001 pixels, whereas one wrong rounding rule moves it by a pixel.
@Suite(.enabled(if: SharedData.isPresent, "the shared data folder is absent"))
struct PublishedPhotographTests {
  static let names = ["multiface", "portrait_a", "portrait_b"]

  @Test(arguments: names)
  func theSameFacesAreFound(name: String) throws {
    let golden = try PublishedDetector.golden()
    let boxes = golden.doubles("\(name).boxes_xyxy")
    let points = golden.doubles("\(name).landmarks")
    let scores = golden.doubles("\(name).scores")
    // The published code accepts boxes of any score and size.
    let found = try FaceDetector(networks: PublishedDetector.networks, minimumScore: 0)
      .detection(in: PublishedDetector.photograph(name))
    #expect(found.faces.count + found.doubtful.count == scores.count)
    for (box, score) in found.doubtful.map({ ($0.box, $0.score) }) {
      // One of them is 19 pixels wide; it is the last, being the smallest.
      let sides = [box.left, box.top, box.right, box.bottom].map(Double.init)
      #expect(zip(sides, boxes.suffix(4)).allSatisfy { abs($0 - $1) < 0.01 })
      #expect(abs(Double(score) - scores.last!) < 1e-5)
    }
    #expect(found.minimumFace == 20)
    for (index, face) in found.faces.enumerated().prefix(scores.count) {
      let sides = [face.box.left, face.box.top, face.box.right, face.box.bottom].map(Double.init)
      let furthest = zip(sides, boxes[4 * index..<4 * index + 4]).map { abs($0 - $1) }.max()!
      #expect(furthest < 0.01, "box \(index)")
      #expect(abs(Double(face.score) - scores[index]) < 1e-5, "score \(index)")
      let places = face.points.points.flatMap { [$0.x, $0.y] }
      let off = zip(places, points[10 * index..<10 * index + 10]).map { abs($0 - $1) }.max()!
      #expect(off < 0.01, "points \(index)")
    }
  }

  @Test func laceIsDoubtful() throws {
    let photograph = try PublishedDetector.photograph("portrait_a")
    let found = try FaceDetector(networks: PublishedDetector.networks).detection(in: photograph)
    #expect(found.faces.count == 1)
    #expect(found.doubtful.map(\.number) == [2, 3])
    #expect(found.doubtful.allSatisfy { $0.score < FaceDetector.defaultMinimumScore })
    // True faces all pass, also in a group.
    let group = try PublishedDetector.photograph("multiface")
    let all = try FaceDetector(networks: PublishedDetector.networks).detection(in: group)
    #expect(all.faces.count == 6 && all.doubtful.isEmpty)
  }

  @Test(arguments: names)
  func theLargestFaceIsAligned(name: String) throws {
    let golden = try PublishedDetector.golden()
    let picture = try PublishedDetector.photograph(name)
    let face = try FaceDetector(networks: PublishedDetector.networks).detection(in: picture).faces[
      0]
    let template = AlignmentTemplate(width: 96, height: 112)!
    let similarity = template.similarity(from: face.points)!
    let expected = golden.doubles("\(name).similarity_2x3")
    #expect(abs(similarity.a - expected[0]) < 1e-5 * abs(expected[0]))
    #expect(abs(similarity.b - expected[3]) < 1e-5 * abs(expected[0]))
    let crop = picture.warped(by: similarity, width: 96, height: 112)
    let wanted = golden.doubles("\(name).aligned_rgb_112x96")
    let difference = zip(crop.samples, wanted).reduce(0) { $0 + abs(Double($1.0) - $1.1) }
    #expect(difference / Double(wanted.count) < 0.01)
  }
}
