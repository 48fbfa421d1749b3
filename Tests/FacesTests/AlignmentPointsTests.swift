import Basics
import Foundation
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Faces

@Suite struct AlignmentPointsTests {
  let folder = try! TemporaryFolder()

  /// Landmark n at (10 n + 0.75, 3 n - 100.75).
  let landmarks = Landmarks68(
    points: (0..<68).map { .init(x: 10 * Double($0) + 0.75, y: 3 * Double($0) - 100.75) })

  @Test func theFivePointsAreWholePixelsOfEyesNoseAndInnerCorners() {
    let points = landmarks.alignmentPoints.points
    // The eyes are 36...41 and 42...47, with means 38.5 and 44.5.
    #expect(points.map(\.x) == [385, 445, 300, 600, 640])
    #expect(points.map(\.y) == [14, 32, -10, 79, 91])
  }

  @Test func aShareEnlargesAboutTheMiddle() {
    let whole = AlignmentTemplate.upright
    let middle = whole.middle(0.5)
    #expect(middle.width == 96 && middle.height == 112 && whole.middle(1) == whole)
    for (one, other) in zip(whole.points.points, middle.points.points) {
      #expect(abs(other.x - (47.5 + 2 * (one.x - 47.5))) < 1e-12)
      #expect(abs(other.y - (55.5 + 2 * (one.y - 55.5))) < 1e-12)
    }
    #expect(AlignmentPoints.allCases.map(\.share) == [1, 1, 0.7, 0.6])
  }

  @Test(arguments: AlignmentPoints.allCases)
  func facesAreAlignedByTheChosenPoints(points: AlignmentPoints) throws {
    let path = folder.file("toy.safetensors")
    try ToyDetector.write(to: path)
    let predictorPath = folder.file("predictor.dat")
    try AtomicFile.write(DlibWriter.predictor(), to: predictorPath)
    let predictor = try LandmarkPredictor(path: predictorPath)
    let picture = Picture(
      width: 120, height: 110, channels: .rgb,
      samples: ToyDetector.photograph(width: 120, height: 110, squares: [(40, 36, 36)]))
    let finder = FaceFinder(
      detector: FaceDetector(
        search: try loadFaceSearch(path: path), minimumFace: 20, minimumScore: 0.5),
      template: .upright, alignment: PointAlignment(points, predictor: predictor))
    let found = try finder.faces(in: Photograph(picture), policy: .largest).taken[0].sighting
    #expect(found.alignment == points)
    let five =
      points == .detector
      ? found.face.points
      : try #require(try predictor.landmarks(of: found.face.points, in: Photograph(picture)))
        .alignmentPoints
    let expected = try #require(
      AlignmentTemplate.upright.middle(points.share).similarity(from: five))
    #expect(found.similarity == expected)
    // What a gallery keeps of it is read again.
    let data = try JSONEncoder().encode(found)
    #expect(try JSONDecoder().decode(FoundFace.self, from: data) == found)
    let origin = FaceExtraction.photographs(finder, .largest).origin
    #expect(FaceOrigin(metadata: origin.metadata) == origin)
    #expect(origin.description.contains("--alignment") == points.needsPredictor)
    if points.needsPredictor {
      var metadata = origin.metadata
      metadata["facet.alignment"] = "69"
      #expect(FaceOrigin(metadata: metadata) == nil)
    }
  }
}
