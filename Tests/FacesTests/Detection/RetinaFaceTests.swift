import Foundation
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Faces

/// A small RetinaFace in ONNX; Scripts/golden/retinaface.py makes the file and its values.
@Suite struct RetinaFaceTests {
  struct Golden: Decodable {
    let count: Int
    let step: Int
    /// Rows of score, left, top, right, bottom and five points.
    let faces: [[Float]]
  }

  let folder: TemporaryFolder
  let model: String
  let picture: Picture

  init() throws {
    folder = try TemporaryFolder()
    model = folder.file("retinaface.safetensors")
    try importCheckpoints(paths: [GoldenFile.packaged("retinaface.onnx")], output: model)
    let (width, height) = (160, 128)
    picture = Picture(
      width: width, height: height, channels: .rgb,
      samples: HashedValues.unit("input.retinaface", count: 3 * width * height).map {
        UInt8((($0 + 1) * 128).rounded(.down))
      })
  }

  @Test func boxesAndPointsAreThoseOfTheGoldenValues() throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: GoldenFile.packaged("retinaface.json")))
    let golden = try JSONDecoder().decode(Golden.self, from: data)
    let graph = try DetectorGraph(ModelFile(path: model))
    #expect(graph.kind == .retinaFace)
    var found: [[Float]] = []
    for level in try graph.levels(in: picture) {
      for (place, score) in level.scores.enumerated() {
        let (box, points) = level.face(place, graph.kind)
        found.append(
          [score, box.left, box.top, box.right, box.bottom] + points.flatMap { [$0.x, $0.y] })
      }
    }
    #expect(found.count == golden.count && golden.faces.count == 120)
    for (number, face) in golden.faces.enumerated() {
      let own = found[number * golden.step]
      #expect(abs(own[0] - face[0]) < 1e-5)
      #expect(zip(own.dropFirst(), face.dropFirst()).allSatisfy { abs($0 - $1) < 2e-3 })
    }
  }

  @Test func itIsADetectorLikeTheOthers() throws {
    let search = try loadFaceSearch(path: model)
    #expect(search.kind == .retinaface)
    #expect(FaceSearchKind(ofModelAt: model).defaultMinimumScore == 0.6)
    #expect(search.kind.thresholdText == "0.3; overlap 0.4; first 640 pixels")
    let result = try search.faces(in: picture, minimumFace: 20)
    #expect(!result.faces.isEmpty)
    #expect(result.faces.allSatisfy { (0.3...1).contains($0.score) })
    let scores = result.faces.map(\.score)
    #expect(scores == scores.sorted(by: >))
  }
}
