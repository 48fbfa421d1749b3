import Faces
import Pictures
import Testing

@testable import Evidence

@Suite struct CutOutTests {
  private func picture(_ width: Int, _ height: Int) -> Picture {
    Picture(
      width: width, height: height, channels: .gray,
      samples: (0..<width * height).map { UInt8(($0 % width + $0 / width) % 256) })
  }

  private func sighting(_ box: FaceBox) -> FoundFace {
    FoundFace(
      number: 1, count: 1,
      face: DetectedFace(box: box, score: 1, points: AlignmentTemplate.upright.points),
      similarity: .identity, cropWidth: 96, cropHeight: 112)
  }

  @Test func aFaceIsCutOutThreeTimesAsWideInTheOriginalsPixels() throws {
    let original = picture(1000, 800)
    let cut = try CutOut(
      Photograph(original), sighting(FaceBox(left: 450, top: 350, right: 550, bottom: 450)))
    #expect(cut.picture == original.cropped(x: 350, y: 250, width: 300, height: 300))
    #expect(cut.left == 350 && cut.top == 250 && cut.reduction == 1 && !cut.isCrop)
    #expect(cut.originalWidth == 1000 && cut.originalHeight == 800)
  }

  @Test func aFaceAtTheEdgeIsCutAtTheEdge() throws {
    let original = picture(400, 300)
    let cut = try CutOut(
      Photograph(original), sighting(FaceBox(left: -20, top: 250, right: 80, bottom: 350)))
    #expect(cut.left == 0 && cut.top == 150)
    #expect(cut.picture.width == 180 && cut.picture.height == 150)
  }

  @Test func aCropIsShownWholeAndALargeFaceReduced() throws {
    let crop = CutOut(crop: picture(96, 112))
    #expect(crop.isCrop && crop.picture.width == 96 && crop.picture.height == 112)
    let large = try CutOut(Photograph(picture(3000, 2000)), nil)
    #expect(large.picture.width == 2000 && large.reduction == 1.5)
  }
}
