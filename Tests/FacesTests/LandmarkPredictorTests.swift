import Basics
import Foundation
import Pictures
import Testing
import _TestSupport

@testable import Faces

@Suite struct LandmarkPredictorTests {
  /// The file of Debian's package libdlib-data.
  static let installed = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat"
  static let isPresent =
    SharedData.isPresent && FileManager.default.fileExists(atPath: installed)

  let folder = try! TemporaryFolder()

  @Test(.enabled(if: isPresent, "libdlib-data or the shared data folder is absent"))
  func agreesWithDlibWithinOnePixel() throws {
    let predictor = try LandmarkPredictor(path: Self.installed)
    let golden = try GoldenFile(path: SharedData.path("golden/family.safetensors"))
    for name in ["multiface", "portrait_a", "portrait_b"] {
      let picture = try Picture.decode(
        withoutColorProfile(try readFile(SharedData.path("data/photos/\(name).jpg"))), name: name)
      let boxes = golden.floats("dlib.\(name).boxes_ltrb")
      let points = golden.doubles("dlib.\(name).landmarks68")
      for face in 0..<boxes.count / 4 {
        let box = FaceBox(
          left: boxes[4 * face], top: boxes[4 * face + 1], right: boxes[4 * face + 2],
          bottom: boxes[4 * face + 3])
        let found = predictor.landmarks(in: box, of: picture)
        for (index, point) in found.points.enumerated() {
          let place = 136 * face + 2 * index
          #expect(abs(point.x - points[place]) <= 1 && abs(point.y - points[place + 1]) <= 1)
        }
        // From five points of the face the landmarks are nearly the same.
        let again = try #require(
          try predictor.landmarks(of: found.fivePoints, in: Photograph(picture)))
        let size = Double(box.width)
        for (one, other) in zip(found.points, again.points) {
          #expect(hypot(one.x - other.x, one.y - other.y) < 0.1 * size)
        }
      }
    }
  }

  private func predictor(_ bytes: [UInt8]) throws -> LandmarkPredictor {
    let path = folder.file("small.dat")
    try AtomicFile.write(bytes, to: path)
    return try LandmarkPredictor(path: path)
  }

  @Test func aTreeComparesTwoPixelsAndMovesTheShape() throws {
    let predictor = try predictor(DlibWriter.predictor())
    let box = FaceBox(left: 0, top: 0, right: 16, bottom: 16)
    // Point 0 lies at (0, 0), point 67 at (8, 14) of the box.
    func picture(_ first: UInt8, _ second: UInt8) -> Picture {
      var samples = [UInt8](repeating: 0, count: 20 * 20)
      samples[0] = first
      samples[14 * 20 + 8] = second
      return Picture(width: 20, height: 20, channels: .gray, samples: samples)
    }
    let right = predictor.landmarks(in: box, of: picture(200, 100))
    #expect(right.points[0] == Landmarks68.Point(x: 4, y: 0))
    #expect(right.points[67] == Landmarks68.Point(x: 12, y: 14))
    let down = predictor.landmarks(in: box, of: picture(104, 100))
    #expect(down.points[0] == Landmarks68.Point(x: 0, y: 8))
  }

  @Test func whatIsNotAPredictorIsRefused() throws {
    let whole = DlibWriter.predictor()
    for count in [0, 1, 2, 50, whole.count - 1] {
      #expect(throws: LandmarkError.self) { try predictor(Array(whole.prefix(count))) }
    }
    #expect(throws: LandmarkError.self) { try predictor(DlibWriter.predictor(version: 2)) }
    #expect(throws: LandmarkError.self) { try predictor(DlibWriter.predictor(pixel: 2)) }
    #expect(throws: LandmarkError.self) { try predictor(DlibWriter.predictor(anchor: 68)) }
    #expect(throws: LandmarkError.self) { try predictor(DlibWriter.predictor(limit: (1, 2000))) }
    #expect(throws: LandmarkError.self) { try predictor(Array("no predictor".utf8)) }
    for place in stride(from: 0, to: whole.count, by: 7) {
      var changed = whole
      changed[place] ^= 0xff
      _ = try? predictor(changed)
    }
  }
}
