import Testing
import _TestSupport

@testable import Pictures

@Suite struct JPEGTests {
  // Other versions of libjpeg may round differently in the inverse transform and the color
  // conversion; the inks multiply two such errors.
  @Test(arguments: [
    ("baseline.jpg", 2), ("progressive.jpg", 2), ("restarts.jpg", 2), ("subsampled.jpg", 2),
    ("grey.jpg", 2), ("cmyk_adobe.jpg", 3), ("cmyk_plain.jpg", 3), ("ycck_adobe.jpg", 3),
    ("palette_transparent.png", 1), ("grey_16_bits.png", 0), ("resize_source.png", 0),
  ])
  func asPillowReadsThem(name: String, tolerance: Int) throws {
    let picture = try Picture.load(path: Fixtures.path(name))
    let expected = try #require(Fixtures.expected[name]).picture
    let difference = try #require(picture.largestDifference(from: expected))
    #expect(difference <= tolerance)
  }

  @Test(arguments: [Picture.Channels.gray, .rgb])
  func roundTrips(channels: Picture.Channels) throws {
    for (width, height) in [(1, 1), (8, 8), (17, 9)] {
      let picture = Picture.smooth(width: width, height: height, channels: channels)
      let bytes = picture.encodedJPEG(quality: 95)
      let back = try Picture.decode(bytes, name: "a")
      #expect(try #require(back.largestDifference(from: picture)) <= 4)
      #expect(picture.encodedJPEG(quality: 95) == bytes)
    }
  }

  @Test func qualityCostsBytes() {
    let picture = Picture.noise(width: 64, height: 64, channels: .rgb)
    #expect(picture.encodedJPEG(quality: 30).count < picture.encodedJPEG(quality: 90).count)
  }

  // A file longer than the encoder's piece, so that pieces are joined.
  @Test func largeFiles() throws {
    let picture = Picture.noise(width: 200, height: 200, channels: .rgb)
    let bytes = picture.encodedJPEG(quality: 100)
    #expect(bytes.count > 70_000)
    #expect(try Picture.decode(bytes, name: "a").largestDifference(from: picture) ?? 255 <= 6)
  }

  // One red pixel in a blue picture keeps its color only if color is not subsampled.
  @Test func colorKeepsItsResolution() throws {
    var samples = [UInt8](repeating: 0, count: 16 * 16 * 3)
    for pixel in 0..<256 { samples[3 * pixel + (pixel == 119 ? 0 : 2)] = 255 }
    let picture = Picture(width: 16, height: 16, channels: .rgb, samples: samples)
    let back = try Picture.decode(picture.encodedJPEG(quality: 100), name: "a")
    #expect(try #require(back.largestDifference(from: picture)) <= 8)
  }

  @Test func headersOfHugePictures() throws {
    var bytes = Picture.smooth(width: 8, height: 8, channels: .rgb).encodedJPEG(quality: 90)
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xff, 0, 0xff, 0])
    #expect(throws: PictureError.tooLarge(name: "a", width: 65280, height: 65280)) {
      try Picture.decode(bytes, name: "a")
    }
  }

  @Test func arithmeticAnd12BitsAreNotOurs() throws {
    var bytes = Picture.smooth(width: 8, height: 8, channels: .gray).encodedJPEG(quality: 90)
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
    bytes[frame + 4] = 12
    let error = #expect(throws: PictureError.self) { try Picture.decode(bytes, name: "a") }
    guard case .unsupported("a", let reason, .convert) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(reason.contains("12"))
  }

  // A file that requests more and more passes over the same pixels would take hours.
  @Test func tooManyScans() throws {
    // One block of gray, made into three components that each have scans of their own.
    let gray = Picture.smooth(width: 8, height: 8, channels: .gray).encodedJPEG(quality: 90)
    let frame = try #require(gray.indices.first { gray[$0] == 0xff && gray[$0 + 1] == 0xc0 })
    let scan = try #require(gray.indices.first { gray[$0] == 0xff && gray[$0 + 1] == 0xda })
    let components = (1...3).flatMap { [$0, 0x11, 0] as [UInt8] }
    let start =
      gray[..<frame] + [0xff, 0xc0, 0, 17] + gray[frame + 4..<frame + 9] + [3] + components
      + gray[frame + 13..<scan]
    func file(scanCount: Int) -> [UInt8] {
      var bytes = start
      for index in 0..<scanCount {
        bytes += gray[scan..<scan + 5] + [UInt8(index % 3 + 1)] + gray[(scan + 6)...].dropLast(2)
      }
      return bytes + [0xff, 0xd9]
    }
    for scanCount in [3, 100] {
      #expect(try Picture.decode(file(scanCount: scanCount), name: "a").channels == .rgb)
    }
    let reason = "it has more than 100 scans, the limit for 8 x 8 pixels"
    #expect(throws: PictureError.unsupported(name: "a", reason: reason)) {
      try Picture.decode(file(scanCount: 101), name: "a")
    }
  }
}
