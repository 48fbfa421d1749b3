import Pictures
import Testing

@Suite struct PixelTests {
  @Test func grayAsPillowDoes() throws {
    let source = try #require(Fixtures.expected["resize_source.png"]).picture
    #expect(source.converted(to: .gray) == Fixtures.expected["grey"]?.picture)
  }

  @Test(
    arguments: [
      ([255, 255, 255], 255), ([255, 0, 0], 76), ([0, 255, 0], 150), ([0, 0, 255], 29),
      ([0, 0, 0], 0),
    ] as [([UInt8], UInt8)])
  func luma(color: [UInt8], gray: UInt8) {
    let picture = Picture(width: 1, height: 1, channels: .rgb, samples: color)
    #expect(picture.converted(to: .gray).samples == [gray])
  }

  @Test func grayThereAndBack() {
    let picture = Picture.noise(width: 5, height: 4, channels: .gray)
    let rgb = picture.converted(to: .rgb)
    #expect(rgb.samples[0..<3].allSatisfy { $0 == picture.samples[0] })
    // 19595 + 38470 + 7471 = 65536, so gray survives.
    #expect(rgb.converted(to: .gray) == picture)
    #expect(rgb.converted(to: .rgb) == rgb)
  }

  @Test func cropping() {
    let picture = Picture(
      width: 3, height: 2, channels: .rgb, samples: (0..<18).map { UInt8($0) })
    let cropped = picture.cropped(x: 1, y: 0, width: 2, height: 2)
    #expect(cropped.samples == [3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17])
    #expect(picture.cropped(x: 0, y: 0, width: 3, height: 2) == picture)
    #expect(picture.cropped(x: 2, y: 1, width: 1, height: 1).samples == [15, 16, 17])
  }
}
