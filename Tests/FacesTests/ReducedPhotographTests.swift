import Basics
import Pictures
import Testing
import _TestSupport

@testable import Faces

/// Faces of photographs that are searched at a reduced scale.
@Suite struct ReducedPhotographTests {
  private let folder = try! TemporaryFolder()

  /// Writes a photograph of three squares, the largest with its middle at (128, 108).
  private func photograph() throws -> String {
    let (width, height) = (361, 243)
    let picture = Picture(
      width: width, height: height, channels: .rgb,
      samples: ToyDetector.photograph(
        width: width, height: height, squares: [(92, 72, 72), (220, 20, 51), (280, 150, 51)]))
    let path = folder.file("photograph.jpg")
    try AtomicFile.write(picture.encodedJPEG(quality: 95), to: path)
    return path
  }

  private func finder(_ points: AlignmentPoints = .detector) throws -> FaceFinder {
    let path = folder.file("toy.safetensors")
    try ToyDetector.write(to: path)
    return FaceFinder(
      detector: FaceDetector(
        search: try loadFaceSearch(path: path), minimumFace: 24, minimumScore: 0.5),
      template: .upright,
      alignment: PointAlignment(
        points, predictor: points == .detector ? nil : try predictor()))
  }

  private func predictor() throws -> LandmarkPredictor {
    let path = folder.file("predictor.dat")
    try AtomicFile.write(DlibWriter.predictor(), to: path)
    return try LandmarkPredictor(path: path)
  }

  @Test func facesAreThoseOfTheWholePhotographInItsOwnPixels() throws {
    let path = try photograph()
    let whole = try PictureFile(path: path)
    let reduced = try PictureFile(photographAt: path, reducedTo: 20_000)
    #expect(reduced.photograph.reduction == 2)
    let detector = try finder().detector
    let expected = try detector.detection(in: whole.photograph)
    let found = try detector.detection(in: reduced.photograph)
    #expect(expected.reduction == 1 && found.reduction == 2)
    #expect((found.width, found.height) == (361, 243))
    #expect(found.minimumFace == 24 && expected.minimumFace == 24)
    #expect(found.faces.count == 3 && expected.faces.count == 3)
    // The toy detector's boxes are coarse.
    for (x, y) in [(128, 108), (245.5, 45.5), (305.5, 175.5)] {
      for detection in [expected, found] {
        let near = detection.faces.map(\.box).filter {
          abs(Double($0.left + $0.right) / 2 - x) < 13
            && abs(Double($0.top + $0.bottom) / 2 - y) < 13
        }
        #expect(near.count == 1, "\(x), \(y): \(detection.faces.map(\.box))")
      }
    }
  }

  @Test(arguments: [AlignmentPoints.detector, .landmarks])
  func cropsAndLandmarksAreThoseOfTheWholePixels(points: AlignmentPoints) throws {
    let path = try photograph()
    let whole = try PictureFile(path: path).photograph
    let predictor = try predictor()
    let finder = try finder(points)
    let opened = try PictureFile(photographAt: path, reducedTo: 20_000).photograph
    let found = try finder.faces(in: opened, policy: .all)
    #expect(found.taken.count == 3)
    for (sighting, crop) in found.taken {
      #expect(try crop == sighting.crop(of: whole))
      let pixels = try #require(whole.whole)
      #expect(
        crop == pixels.warped(by: sighting.similarity, width: crop.width, height: crop.height))
      let five = sighting.face.points
      let expected = try #require(try predictor.landmarks(of: five, in: whole))
      #expect(try predictor.landmarks(of: five, in: opened) == expected)
      #expect(try predictor.landmarks(of: five, in: Photograph(pixels)) == expected)
      let other = try PictureFile(photographAt: path, reducedTo: 20_000).photograph
      #expect(
        try sighting.landmarks(besidePhotograph: path, of: other, predictor: predictor).landmarks
          == expected.transformed(by: sighting.similarity))
    }
  }

  /// A face that lies partly or wholly outside the photograph.
  @Test(arguments: [(-30.0, -20.0), (340, 230), (-900, 100), (150, 5000)])
  func facesAtAndBeyondTheEdge(x: Double, y: Double) throws {
    let path = try photograph()
    let whole = try PictureFile(path: path).photograph
    let reduced = try PictureFile(photographAt: path, reducedTo: 20_000).photograph
    let five = FivePoints(
      points: AlignmentTemplate.upright.points.points.map { .init(x: x + $0.x, y: y + $0.y) })
    let sighting = FoundFace(
      number: 1, count: 1,
      face: DetectedFace(
        box: FaceBox(left: 0, top: 0, right: 9, bottom: 9), score: 1, points: five),
      similarity: try #require(AlignmentTemplate.upright.similarity(from: five)), cropWidth: 96,
      cropHeight: 112)
    #expect(try sighting.crop(of: reduced) == sighting.crop(of: whole))
    let predictor = try predictor()
    #expect(
      try predictor.landmarks(of: five, in: reduced) == predictor.landmarks(of: five, in: whole))
  }

  /// From this size on, the reduced picture has as many pixels as the detector's first level.
  @Test func reducingLosesNoSmallFaces() {
    #expect(ScalePyramid.maximumPixelCount == Photograph.leastReducedPixelCount)
    let (width, height) = (8000, 8000)
    let whole = ScalePyramid(width: width, height: height, minimumFace: 20)
    let reduced = ScalePyramid(width: width / 2, height: height / 2, minimumFace: 12)
    #expect(whole.minimumFace == 2 * reduced.minimumFace)
    #expect(whole.levels.map(\.width) == reduced.levels.map(\.width))
    #expect(whole.levels.map(\.height) == reduced.levels.map(\.height))
    // The largest picture is not reduced further.
    let most = Double(Picture.maximumPixelCount)
    #expect(most < 16 * Double(Photograph.leastReducedPixelCount))
  }
}
