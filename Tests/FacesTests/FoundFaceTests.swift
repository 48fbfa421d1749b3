import Faces
import Foundation
import Pictures
import Testing
import _TestSupport

@Suite struct FoundFaceTests {
  static let sighting = FoundFace(
    number: 2, count: 3,
    face: DetectedFace(
      box: FaceBox(left: 1.5, top: -2, right: 30.25, bottom: 44), score: 0.987,
      points: FivePoints(points: (0..<5).map { .init(x: Double($0) * 1.1, y: 7 - Double($0)) })),
    similarity: Similarity2D(a: 0.7, b: -0.1, translationX: 3.25, translationY: -4),
    cropWidth: 96, cropHeight: 112)

  @Test func whatIsWrittenIsReadAgain() throws {
    let data = try JSONEncoder().encode(Self.sighting)
    #expect(try JSONDecoder().decode(FoundFace.self, from: data) == Self.sighting)
  }

  /// Each case has one change of the written form.
  @Test(arguments: [
    ("\"number\":2", "\"number\":4"), ("\"number\":2", "\"number\":0"),
    ("[96,112]", "[96,0]"), ("[96,112]", "[96]"), ("[96,112]", "[96,100000]"),
    ("[0.7,0.1,3.25]", "[0.6,0.1,3.25]"), ("[0.7,0.1,3.25]", "[0.7,0.1]"),
    ("\"box\":[1.5,", "\"box\":["), ("[0,7]", "[0,7,1]"),
  ])
  func nonsenseIsRefused(written: String, changed: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(Self.sighting), as: UTF8.self)
    #expect(text.contains(written), "\(text)")
    let wrong = text.replacingOccurrences(of: written, with: changed)
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(FoundFace.self, from: Data(wrong.utf8))
    }
  }

  @Test func anOriginIsReadFromItsMetadata() {
    for origin in [
      FaceOrigin.aligned, .detected(detector: "abc", policy: .center, minimumFace: 33),
      .detected(detector: "abc", policy: .all, minimumFace: 33, minimumScore: 0.95),
    ] { #expect(FaceOrigin(metadata: origin.metadata) == origin) }
    // A gallery with another threshold differs; an old one without a threshold had none.
    let origin = FaceOrigin.detected(detector: "abc", policy: .all, minimumFace: 33)
    var metadata = origin.metadata
    metadata["facet.minimum-score"] = nil
    #expect(
      FaceOrigin(metadata: metadata)
        == .detected(detector: "abc", policy: .all, minimumFace: 33, minimumScore: 0))
    for wrong in ["x", "nan", "2", "-1"] {
      metadata["facet.minimum-score"] = wrong
      #expect(FaceOrigin(metadata: metadata) == nil)
    }
    #expect(origin.description.contains("--min-score 0.9"))
    #expect(FaceOrigin(metadata: ["facet.detector": "abc"]) == nil)
    #expect(FaceOrigin(metadata: [:]) == .aligned)
  }

  @Test func doubtfulFacesAreWrittenAndListedOncePerPhotograph() throws {
    let doubtful = DoubtfulFace(
      number: 4, box: FaceBox(left: -8, top: 1870, right: 11, bottom: 1893), score: 0.8023)
    let sighting = FoundFace(
      number: 1, count: 3, face: Self.sighting.face, similarity: Self.sighting.similarity,
      cropWidth: 96, cropHeight: 112, doubtful: [doubtful])
    let data = try JSONEncoder().encode(sighting)
    #expect(try JSONDecoder().decode(FoundFace.self, from: data) == sighting)
    #expect("\(doubtful)" == "face 4, 19 x 23 pixels at (-8, 1870), score 0.8023")
    let listed = DoubtfulSighting.all(of: [
      ("a", sighting), ("a", sighting), ("b", nil), ("c", sighting),
    ])
    #expect(listed.map(\.path) == ["a", "c"])
    let huge = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "1870", with: "1e300")
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(FoundFace.self, from: Data(huge.utf8))
    }
  }

  @Test func policiesChoose() throws {
    func face(_ x: Float, _ side: Float) -> DetectedFace {
      DetectedFace(
        box: FaceBox(left: x, top: 40, right: x + side, bottom: 40 + side), score: 1,
        points: FivePoints(points: (0..<5).map { _ in .init(x: 0, y: 0) }))
    }
    func detection(_ faces: [DetectedFace]) -> FaceDetector.Detection {
      .init(faces: faces, width: 100, height: 100, minimumFace: 20, skippedProposals: 0)
    }
    let three = detection([face(0, 30), face(40, 20), face(80, 10)])
    #expect(try FacePolicy.largest.choice(from: three) == [0])
    #expect(try FacePolicy.center.choice(from: three) == [1])
    #expect(try FacePolicy.all.choice(from: three) == [0, 1, 2])
    #expect(throws: FaceFindingError.several(count: 3)) { try FacePolicy.only.choice(from: three) }
    #expect(try FacePolicy.only.choice(from: detection([face(0, 30)])) == [0])
    for policy in FacePolicy.allCases {
      #expect(throws: FaceFindingError.none(smallest: 20)) {
        try policy.choice(from: detection([]))
      }
    }
  }
}
