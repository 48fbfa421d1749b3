import Basics
import Faces
import Pictures
import Testing
import _TestSupport

@testable import Training

@Suite struct TrainingFacesTests {
  private func portrait() throws -> FaceSource.Face {
    let source = FaceSource.portraits(
      people: 1, each: 1, seed: 3, frame: try #require(.aligned(width: 128, height: 128)))
    return try source.face(0)
  }

  @Test func occludedCopiesDependOnTheirNumberAndSeedAlone() throws {
    let face = try portrait()
    let copies = try face.occludedCopies(8, number: 5, seed: 2)
    #expect(Set(copies.map { SHA256.digest(of: $0.samples) }).count == 8)
    #expect(copies.allSatisfy { $0.width == 128 && $0.height == 128 && $0 != face.picture })
    #expect(try face.occludedCopies(8, number: 5, seed: 2) == copies)
    #expect(try face.occludedCopies(8, number: 6, seed: 2) != copies)
    #expect(try face.occludedCopies(8, number: 5, seed: 3) != copies)
    #expect(try face.occludedCopies(0, number: 5, seed: 2).isEmpty)
  }

  /// Only masks change the lower half of a face alone.
  @Test func copiesAreCoveredByTheKindsGiven() throws {
    let face = try portrait()
    for copy in try face.occludedCopies(6, [.surgical], number: 1, seed: 2) {
      let rows = (0..<20).map { $0 * 128 * copy.channels.rawValue }
      #expect(
        rows.allSatisfy { row in
          copy.samples[row..<row + 128] == face.picture.samples[row..<row + 128]
        })
      #expect(copy != face.picture)
    }
    let crops = try face.occludedCopies(6, [.crop], number: 1, seed: 2)
    #expect(
      crops.allSatisfy { $0.samples[..<(20 * 128)] != face.picture.samples[..<(20 * 128)] })
  }

  /// A face without landmarks is treated as aligned to the template of its size.
  @Test func facesWithoutLandmarksAreOccludedToo() throws {
    let face = FaceSource.Face(
      picture: Picture(
        width: 96, height: 112, channels: .rgb,
        samples: [UInt8](repeating: 128, count: 96 * 112 * 3)), landmarks: nil)
    let copies = try face.occludedCopies(12, number: 0, seed: 1)
    // A crop of a plain picture is plain; masks and glasses are not.
    let changed = copies.filter { $0 != face.picture }
    #expect(changed.count >= 6 && changed.count < 12)
    let odd = FaceSource.Face(
      picture: Picture(
        width: 50, height: 60, channels: .gray, samples: [UInt8](repeating: 128, count: 3000)),
      landmarks: nil)
    #expect(throws: OcclusionError.landmarksMissing) {
      _ = try odd.occludedCopies(12, number: 0, seed: 1)
    }
  }

  /// Gray levels that rise evenly to the right show the displacement and enlargement of a face.
  @Test(arguments: [1, 1.5] as [Float])
  func halfOfTheFacesAreEnlarged(_ zoom: Float) {
    let side = 64
    let row = (0..<side).map { UInt8(2 * $0 + 60) }
    let faces = GrayFaces(
      side: side, samples: (0..<side).flatMap { _ in row }, labels: [0], zoom: zoom)
    var steps: [Float] = []
    for number in 0..<200 {
      var target = [Float](repeating: 0, count: side * side)
      faces.write(0, to: &target, generator: SeededGenerator(seed: UInt64(number)))
      // Brightness is a factor, which follows from the ratio of the two differences to the whole.
      let (left, right) = (target[32 * side + 16], target[32 * side + 48])
      steps.append((right - left) / 32 * 127.5 / 2)
    }
    let enlarged = steps.filter { $0 < 0.89 }.count
    #expect(steps.allSatisfy { $0 > 0.9 / zoom - 0.01 && $0 < 1.11 })
    #expect(zoom == 1 ? enlarged == 0 : (60...120).contains(enlarged))
  }
}
