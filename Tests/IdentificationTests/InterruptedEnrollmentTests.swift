import Basics
import Datasets
import Foundation
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Identification

/// What an interrupted enrollment computed is not computed again, and the gallery has the same bytes.
@Suite struct InterruptedEnrollmentTests {
  let tests: GalleryTests
  private var folder: TemporaryFolder { tests.folder }

  init() throws {
    tests = try GalleryTests()
    // With the four others and a broken one six batches.
    for number in 1...86 {
      try tests.write(
        tests.picture(seed: UInt64(100 + number)), "pictures/s3/\(100 + number).png")
    }
    try AtomicFile.write([1, 2, 3], to: folder.file("pictures/s3/130.png"))
  }

  /// In parts of 20, so that most parts end within a batch.
  private func enroll(
    _ place: String, version: String = "1", stopsAfter limit: Int = .max
  ) throws -> GalleryBuilder.Summary {
    let pictures = try PictureList.pictures(at: folder.file("pictures"))
    let counting = CountingBackbone(tests.backbone, limit: limit)
    var builder = GalleryBuilder(backbone: counting)
    builder.picturesPerPart = 20
    return try builder.enroll(
      pictures, source: folder.file("pictures"), folder: folder.file(place), model: tests.model,
      programVersion: version, earlier: nil, progress: { _ in })
  }

  private func contents(_ place: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file(place))
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try readFile(folder.file("\(place)/\($0)"))) })
  }

  @Test func itGoesOn() throws {
    let whole = try enroll("whole")
    #expect(whole.computed == 89 && whole.failures.count == 1)
    // Two parts are written: 40 faces, of which the last batch is not whole.
    #expect(throws: Stopped.self) { try enroll("gallery", stopsAfter: 3) }
    #expect(try contents("gallery").keys.allSatisfy { $0.hasPrefix(".features-") })
    let rest = try enroll("gallery")
    #expect(rest.resumed == 32 && rest.computed == 57 && rest.reused == 0)
    #expect(rest.failures == whole.failures)
    #expect(try contents("gallery") == contents("whole"))
  }

  @Test func itGoesOnAfterSeveralInterruptions() throws {
    _ = try enroll("whole")
    for limit in [2, 1, 2, 0, 1] {
      #expect(throws: Stopped.self) { try enroll("gallery", stopsAfter: limit) }
    }
    #expect(try enroll("gallery").resumed == 32)
    #expect(try contents("gallery") == contents("whole"))
  }

  @Test func whatIsDamagedOrOfAnotherVersionIsComputedAgain() throws {
    _ = try enroll("whole")
    #expect(throws: Stopped.self) { try enroll("gallery", stopsAfter: 4) }
    let first = try #require(
      try contents("gallery").keys.first { $0.hasSuffix("-1.safetensors") })
    var bytes = try readFile(folder.file("gallery/\(first)"))
    bytes[bytes.count - 5] ^= 1
    try AtomicFile.write(bytes, to: folder.file("gallery/\(first)"))
    #expect(try enroll("gallery").resumed == 0)
    #expect(try contents("gallery") == contents("whole"))
    #expect(throws: Stopped.self) { try enroll("other", version: "0", stopsAfter: 4) }
    #expect(try enroll("other").resumed == 0)
    #expect(try contents("other") == contents("whole"))
  }

  private struct Stopped: Error {}

  /// Stops after some batches, as a killed program does.
  private final class CountingBackbone: Backbone, @unchecked Sendable {
    private let backbone: ToyBackbone
    private let limit: Int
    private var count = 0
    var shape: BackboneShape { backbone.shape }

    init(_ backbone: ToyBackbone, limit: Int) {
      self.backbone = backbone
      self.limit = limit
    }

    func features(of faces: [Picture]) throws -> [FaceFeatures] {
      guard count < limit else { throw Stopped() }
      count += 1
      return try backbone.features(of: faces)
    }

    func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float]) {
      backbone.embeddingMap()
    }
  }
}
