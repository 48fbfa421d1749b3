import Pictures
import Testing

@Suite struct ResizingTests {
  private static let sizes = [
    (23, 17), (1, 1), (7, 5), (11, 40), (46, 34), (24, 17), (23, 3), (60, 8), (22, 16),
  ]

  @Test(arguments: sizes)
  func asPillowDoes(width: Int, height: Int) throws {
    let source = try #require(Fixtures.expected["resize_source.png"]).picture
    let resized = source.resized(width: width, height: height)
    #expect(resized == Fixtures.expected["resize_\(width)x\(height)"]?.picture)
    let gray = source.converted(to: .gray).resized(width: width, height: height)
    #expect(gray == Fixtures.expected["resize_grey_\(width)x\(height)"]?.picture)
  }

  @Test func oneColorStaysOneColor() {
    for sample in [0, 1, 127, 254, 255] as [UInt8] {
      let picture = Picture(
        width: 7, height: 5, channels: .gray, samples: [UInt8](repeating: sample, count: 35))
      for (width, height) in Self.sizes {
        let resized = picture.resized(width: width, height: height)
        #expect(resized.samples.allSatisfy { $0 == sample })
      }
    }
  }

  // Half-pixel centers: doubling puts new pixels a quarter to either side of the old ones.
  @Test func growing() {
    let picture = Picture(width: 2, height: 1, channels: .gray, samples: [0, 200])
    #expect(picture.resized(width: 4, height: 1).samples == [0, 50, 150, 200])
  }

  // Halving a line weighs 1/8, 3/8, 3/8, 1/8; missing samples at the ends are left out.
  @Test func shrinking() {
    let picture = Picture(
      width: 6, height: 1, channels: .gray, samples: [80, 0, 0, 160, 0, 240])
    let expected = [3 * 80.0 / 7, 3 * 160.0 / 8, (160 + 3 * 240.0) / 7]
    #expect(
      picture.resized(width: 3, height: 1).samples == expected.map { UInt8($0.rounded()) })
  }

  // A ramp stays a ramp away from the ends.
  @Test func rampsStayRamps() {
    let picture = Picture(
      width: 60, height: 1, channels: .gray, samples: (0..<60).map { UInt8($0 * 4) })
    let resized = picture.resized(width: 20, height: 1)
    for x in 1..<19 { #expect(resized.samples[x] == UInt8(12 * x + 4)) }
  }
}
