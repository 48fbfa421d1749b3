import Basics
import Foundation
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Faces

/// Finds a face under the brightest pixel if the pixel above it is gray: that is how it knows the
/// upright picture.
private struct MarkSearch: FaceSearch {
  var kind: FaceSearchKind { .scrfd }
  var digest: SHA256Digest { SHA256.digest(of: []) }
  var score: Float = 0.8

  func faces(in picture: Picture, minimumFace: Int) throws -> FaceSearchResult {
    func sample(_ x: Int, _ y: Int) -> UInt8 { picture.samples[3 * (y * picture.width + x)] }
    var faces: [DetectedFace] = []
    for y in 1..<picture.height {
      for x in 0..<picture.width where sample(x, y) == 255 && sample(x, y - 1) == 100 {
        let (left, top) = (Double(x), Double(y))
        let points = [(0.0, 0.0), (20, 0), (10, 10), (2, 20), (18, 20)].map {
          Landmarks68.Point(x: left + $0.0, y: top + $0.1)
        }
        faces.append(
          DetectedFace(
            box: FaceBox(
              left: Float(left), top: Float(top), right: Float(left) + 24,
              bottom: Float(top) + 30),
            score: score, points: FivePoints(points: points)))
      }
    }
    return FaceSearchResult(faces: faces, minimumFace: 20, skippedProposals: 0)
  }
}

@Suite struct FaceSearchTests {
  /// A picture with the mark at (12, 7).
  private let upright: Picture = {
    var samples = [UInt8](repeating: 0, count: 3 * 50 * 40)
    func set(_ x: Int, _ y: Int, _ value: UInt8) {
      for channel in 0..<3 { samples[3 * (y * 50 + x) + channel] = value }
    }
    set(12, 7, 255)
    set(12, 6, 100)
    return Picture(width: 50, height: 40, channels: .rgb, samples: samples)
  }()

  @Test(arguments: [
    (Orientation.upright, 0), (.turnsRight, 3), (.upsideDown, 2), (.turnsLeft, 1),
  ])
  func aPhotographOnItsSideIsFoundInQuarterTurns(stored: Orientation, turns: Int) throws {
    // Turned away from upright, the photograph needs the opposite turns.
    let photograph = upright.uprighted(from: stored)
    let found = try FaceDetector(search: MarkSearch()).detection(in: photograph)
    #expect(found.quarterTurns == turns)
    let face = try #require(found.faces.first)
    #expect(found.width == photograph.width && found.height == photograph.height)
    // The first point lies on the bright pixel of the photograph as it is.
    let point = face.points.points[0]
    let place = 3 * (Int(point.y) * photograph.width + Int(point.x))
    #expect(photograph.samples[place] == 255)
    #expect(face.box.left < face.box.right && face.box.top < face.box.bottom)
    // The crop is upright whatever the turn.
    let template = try #require(AlignmentTemplate(width: 112, height: 112))
    let similarity = try #require(template.similarity(from: face.points))
    let angle = atan2(similarity.b, similarity.a) * 180 / .pi
    let expected = [0: 0.0, 1: 90, 2: 180, 3: -90][turns]!
    #expect(abs(remainder(angle - expected, 360)) < 1)
  }

  @Test func aPhotographWithAFaceIsNotTurned() throws {
    let both = try FaceDetector(search: MarkSearch()).detection(in: upright)
    #expect(both.quarterTurns == 0 && both.faces.count == 1)
    // A doubtful face alone does not end the search, and a turn without a better one is not taken.
    let strict = FaceDetector(search: MarkSearch(score: 0.4))
    let found = try strict.detection(in: upright)
    #expect(found.faces.isEmpty && found.doubtful.count == 1 && found.quarterTurns == 0)
  }

  @Test func eachKindHasItsOwnLowestScore() {
    #expect(FaceDetector(search: MarkSearch()).minimumScore == 0.5)
    #expect(FaceDetector(search: MarkSearch(), minimumScore: 0.6).minimumScore == 0.6)
    #expect(FaceSearchKind.mtcnn.defaultMinimumScore == FaceDetector.defaultMinimumScore)
    #expect(FaceSearchKind(ofModelAt: "/nowhere") == .mtcnn)
  }

  @Test func smallFacesAreLookedForInLargerSizes() {
    #expect(PlaceSearch.scales(width: 250, height: 250, minimumFace: 20) == [2.56])
    #expect(PlaceSearch.scales(width: 1280, height: 960, minimumFace: 20) == [0.5, 1])
    #expect(PlaceSearch.scales(width: 1280, height: 960, minimumFace: 40) == [0.5])
    #expect(PlaceSearch.scales(width: 10, height: 10, minimumFace: 20) == [4])
    let large = PlaceSearch.scales(width: 8000, height: 6000, minimumFace: 20)
    #expect(large.allSatisfy { $0 * $0 * 48e6 <= 4_000_001 } && large.count == 3)
    // A strip: the first size is limited too.
    let strip = PlaceSearch.scales(width: 65_000, height: 1, minimumFace: 20)
    #expect(strip.first.map { $0 > 0 } == true && strip.count < 12)
  }

  @Test(
    .enabled(if: SharedData.isPresent, "the shared data folder is absent"),
    arguments: [("scrfd_500m_bnkps", "scrfd"), ("face_detection_yunet_2026may", "yunet")])
  func aRealDetectorFindsTheSameFacesAsMTCNN(file: String, kind: String) throws {
    let folder = try TemporaryFolder()
    let model = folder.file("detector.safetensors")
    try importCheckpoints(paths: [SharedData.path("data/onnx/\(file).onnx")], output: model)
    let search = try loadFaceSearch(path: model)
    #expect(search.kind.rawValue == kind)
    let golden = try GoldenFile(path: SharedData.path("golden/real_photos.safetensors"))
    let picture = try Picture.load(path: SharedData.path("data/photos/multiface.jpg"))
    let found = try FaceDetector(search: search).detection(in: picture)
    let boxes = golden.floats("multiface.boxes_xyxy")
    let points = golden.doubles("multiface.landmarks")
    for index in 0..<boxes.count / 4 {
      let box = FaceBox(
        left: boxes[4 * index], top: boxes[4 * index + 1], right: boxes[4 * index + 2],
        bottom: boxes[4 * index + 3])
      let face = try #require(
        found.faces.max { $0.box.overlap(with: box, .union) < $1.box.overlap(with: box, .union) })
      #expect(face.box.overlap(with: box, .union) > 0.5)
      // The eyes and the corners of the mouth, in the same order, within a tenth of the face.
      for point in [0, 1, 3, 4] {
        let x = points[10 * index + 2 * point] - face.points.points[point].x
        let y = points[10 * index + 2 * point + 1] - face.points.points[point].y
        #expect((x * x + y * y).squareRoot() < 0.12 * Double(box.height))
      }
    }
  }
}
