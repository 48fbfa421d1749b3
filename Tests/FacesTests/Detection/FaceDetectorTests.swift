import Networks
import Pictures
import Testing
import _TestSupport

@testable import Faces

@Suite struct FaceDetectorTests {
  let detector: FaceDetector

  init() throws {
    let folder = try TemporaryFolder()
    try ToyDetector.write(to: folder.file("toy.safetensors"))
    detector = FaceDetector(
      networks: try CascadeNetworks(ModelFile(path: folder.file("toy.safetensors"))))
  }

  func photograph(_ width: Int, _ height: Int, _ squares: [(x: Int, y: Int, side: Int)]) -> Picture
  {
    Picture(
      width: width, height: height, channels: .rgb,
      samples: ToyDetector.photograph(width: width, height: height, squares: squares))
  }

  @Test func facesAreFoundWhereTheyAre() throws {
    let squares = [(x: 200, y: 40, side: 51), (x: 40, y: 130, side: 26), (x: 60, y: 30, side: 36)]
    let found = try detector.detection(in: photograph(320, 200, squares))
    #expect(found.faces.count == 3)
    #expect(found.width == 320 && found.height == 200 && found.skippedProposals == 0)
    #expect(found.faces.map(\.box.area) == found.faces.map(\.box.area).sorted(by: >))
    for (face, square) in zip(found.faces, [squares[0], squares[2], squares[1]]) {
      let middle = (
        Double(square.x) + 0.5 * Double(square.side), Double(square.y) + 0.5 * Double(square.side)
      )
      #expect(
        abs(Double(face.box.left + face.box.right) / 2 - middle.0) < 0.3 * Double(square.side))
      #expect(
        abs(Double(face.box.top + face.box.bottom) / 2 - middle.1) < 0.3 * Double(square.side))
      let ratio = Double(face.box.width) / Double(square.side)
      #expect((1.7...2.3).contains(ratio), "\(ratio)")
      let nose = face.points.points[2]
      let expected = ToyDetector.points[2]
      #expect(abs(nose.x - Double(face.box.left + expected.x * face.box.width)) < 2)
      #expect(abs(nose.y - Double(face.box.top + expected.y * face.box.height)) < 2)
    }
  }

  @Test(arguments: [(1, 1), (19, 19), (2, 20_000), (20_000, 2), (12, 40)])
  func picturesWithoutRoomForAFaceHaveNone(width: Int, height: Int) throws {
    let picture = Picture(
      width: width, height: height, channels: .gray,
      samples: [UInt8](repeating: 9, count: width * height))
    #expect(try detector.detection(in: picture).faces.isEmpty)
  }

  @Test func aLongNarrowPictureIsSearched() throws {
    let found = try detector.detection(in: photograph(20_000, 60, [(x: 19_900, y: 18, side: 26)]))
    #expect(found.faces.count == 1)
    #expect(found.faces.allSatisfy { abs($0.box.left - 19_887) < 10 })
  }

  @Test func boxesBelowTheLeastScoreAreDoubtful() throws {
    let picture = photograph(320, 200, [(x: 200, y: 40, side: 51), (x: 40, y: 130, side: 26)])
    let found = try detector.detection(in: picture)
    #expect(found.faces.count == 2 && found.doubtful.isEmpty)
    // The hand-made network has a confidence of 0.982 for each.
    let strict = try FaceDetector(search: detector.search, minimumScore: 0.99)
      .detection(in: picture)
    #expect(strict.faces.isEmpty && strict.doubtful.map(\.number) == [1, 2])
    // The threshold does not move boxes.
    #expect(strict.doubtful.map(\.box) == found.faces.map(\.box))
    #expect(strict.doubtful.map(\.score) == found.faces.map(\.score))
    for policy in FacePolicy.allCases {
      let error = #expect(throws: FaceFindingError.self) { try policy.choice(from: strict) }
      #expect(error == .onlyDoubtful(strict.doubtful))
      #expect("\(error!)".contains("face 1, ") && "\(error!)".contains("--min-score"))
    }
  }

  @Test(arguments: Array(stride(from: 20, through: 110, by: 15)))
  func noFaceIsSmallerThanAskedFor(least: Int) throws {
    let squares = [
      (x: 20, y: 30, side: 13), (x: 70, y: 30, side: 18), (x: 130, y: 40, side: 26),
      (x: 220, y: 40, side: 36), (x: 330, y: 60, side: 51),
    ]
    let found = try FaceDetector(search: detector.search, minimumFace: least)
      .detection(in: photograph(460, 180, squares))
    for face in found.faces {
      #expect(min(face.box.width, face.box.height) >= Float(least))
    }
    for face in found.doubtful { #expect(min(face.box.width, face.box.height) < Float(least)) }
  }

  @Test func smallFacesAreLeftOutWhereAskedTo() throws {
    let picture = photograph(200, 100, [(x: 30, y: 40, side: 13), (x: 110, y: 30, side: 36)])
    #expect(try detector.detection(in: picture).faces.count == 2)
    let coarse = FaceDetector(search: detector.search, minimumFace: 56)
    let found = try coarse.detection(in: picture)
    #expect(found.faces.count == 1 && found.minimumFace == 56)
  }

  /// A hundred million pixels would make the first level 36 million.
  @Test func thePyramidOfHugePicturesIsLimited() {
    let ordinary = ScalePyramid(width: 6000, height: 4000, minimumFace: 20)
    #expect(ordinary.minimumFace == 20 && ordinary.levels[0].width == 3601)
    let huge = ScalePyramid(width: 20_000, height: 5000, minimumFace: 20)
    #expect(huge.minimumFace == 30)
    #expect(huge.levels[0].width * huge.levels[0].height <= 16_100_000)
    #expect(huge.levels.allSatisfy { min($0.width, $0.height) >= 12 })
    #expect(ScalePyramid(width: 1, height: 100_000_000, minimumFace: 20).levels.isEmpty)
  }

  @Test(arguments: [FaceBox.Overlap.union, .smaller], [Float(0.3), 0.5, 0.7])
  func suppressionKeepsWhatThePlainestLoopKeeps(overlap: FaceBox.Overlap, threshold: Float) {
    let numbers = HashedValues.unit("boxes", count: 400 * 4)
    let boxes = (0..<400).map { index in
      let part = numbers[4 * index..<4 * index + 4].map { ($0 + 1) / 2 }
      let (x, y) = (part[0] * 100 - 10, part[1] * 60 - 10)
      return FaceBox(left: x, top: y, right: x + 4 + 40 * part[2], bottom: y + 4 + 40 * part[3])
    }
    // Many equal scores.
    let scores = HashedValues.unit("scores", count: 400).map { ($0 * 20).rounded() }
    var kept: [Int] = []
    for index in boxes.indices.sorted(by: { (scores[$1], $0) < (scores[$0], $1) })
    where !kept.contains(where: { boxes[index].overlap(with: boxes[$0], overlap) > threshold }) {
      kept.append(index)
    }
    #expect(kept.count > 10 && kept.count < 390)
    #expect(
      keptBoxes(boxes, scores: scores, threshold: threshold, overlap: overlap) == kept)
  }

  @Test func boxesOutsideAnIntDoNotEndTheProgram() {
    let boxes = [
      FaceBox(left: 1e30, top: -1e30, right: 1.0001e30, bottom: 3),
      FaceBox(left: 0, top: 0, right: 1e-30, bottom: 1e-30),
    ]
    #expect(keptBoxes(boxes, scores: [1, 2], threshold: 0.5, overlap: .union) == [1, 0])
  }
}
