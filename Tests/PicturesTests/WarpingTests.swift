import Basics
import Pictures
import Testing
import _TestSupport

@Suite struct WarpingTests {
  private let picture = Picture.noise(width: 9, height: 7, channels: .rgb)

  @Test func identity() {
    #expect(picture.warped(by: .identity, width: 9, height: 7) == picture)
  }

  @Test func wholeShiftsCropAndFill() {
    let shift = Similarity2D(a: 1, b: 0, translationX: -2, translationY: -1)
    let warped = picture.warped(by: shift, width: 7, height: 6)
    #expect(warped == picture.cropped(x: 2, y: 1, width: 7, height: 6))
    let back = Similarity2D(a: 1, b: 0, translationX: 1, translationY: 0)
    let filled = picture.warped(by: back, width: 9, height: 7, border: 77)
    #expect(filled.samples[..<3] == [77, 77, 77])
    #expect(filled.samples[3..<27] == picture.samples[..<24])
  }

  @Test func halfPixelsAreMeans() {
    let line = Picture(width: 3, height: 1, channels: .gray, samples: [10, 20, 40])
    let shift = Similarity2D(a: 1, b: 0, translationX: 0.5, translationY: 0)
    #expect(line.warped(by: shift, width: 4, height: 1, border: 100).samples == [55, 15, 30, 70])
  }

  // x' = -y + 6, y' = x: a quarter turn clockwise on the screen.
  @Test func aQuarterTurn() {
    let turn = Similarity2D(a: 0, b: 1, translationX: 6, translationY: 0)
    #expect(
      picture.warped(by: turn, width: 7, height: 9) == picture.uprighted(from: .turnsRight))
  }

  @Test func farOutsideIsBorder() {
    for translation in [1e3, 1e18, -1e300] {
      let away = Similarity2D(a: 1, b: 0.5, translationX: translation, translationY: 0)
      let warped = picture.warped(by: away, width: 2, height: 2, border: 9)
      #expect(warped.samples.allSatisfy { $0 == 9 })
    }
  }

  @Test func theInverseComesBack() throws {
    let similarity = Similarity2D(a: 0.3, b: -1.2, translationX: 17, translationY: -4)
    let inverse = try #require(similarity.inverse)
    for (x, y) in [(0.0, 0.0), (3, -8), (100, 55.5)] {
      let there = similarity(x: x, y: y)
      let back = inverse(x: there.x, y: there.y)
      #expect(abs(back.x - x) < 1e-12 * 200 && abs(back.y - y) < 1e-12 * 200)
    }
    #expect(Similarity2D(a: 0, b: 0, translationX: 1, translationY: 1).inverse == nil)
    #expect(Similarity2D(a: .nan, b: 0, translationX: 1, translationY: 1).inverse == nil)
  }

  @Test(
    .enabled(if: SharedData.isPresent, "the shared data folder is absent"),
    arguments: ["portrait_a", "portrait_b", "multiface"])
  func publishedAlignedFaces(name: String) throws {
    let golden = try GoldenFile(path: SharedData.path("golden/real_photos.safetensors"))
    let matrix = golden.doubles("\(name).similarity_2x3")
    let similarity = Similarity2D(
      a: matrix[0], b: matrix[3], translationX: matrix[2], translationY: matrix[5])
    let photo = try Picture.decode(
      withoutColorProfile(try readFile(SharedData.path("data/photos/\(name).jpg"))), name: name)
    let face = photo.warped(by: similarity, width: 96, height: 112)
    let expected = golden.doubles("\(name).aligned_rgb_112x96")
    let differences = zip(face.samples, expected).map { abs(Double($0) - $1) }
    // A sum that lies between two samples may round either way.
    #expect(try #require(differences.max()) <= 1)
  }
}
