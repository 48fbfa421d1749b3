import Testing
import _TestSupport

@testable import Pictures

@Suite struct PNGTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let colorType: Int
    let depth: Int
    let isInterlaced: Bool

    var testDescription: String {
      "color type \(colorType), \(depth) bits\(isInterlaced ? ", interlaced" : "")"
    }
  }

  static let kinds: [Kind] = [
    0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
  ].sorted { $0.key < $1.key }.flatMap { colorType, depths in
    depths.flatMap { depth in
      [false, true].map { Kind(colorType: colorType, depth: depth, isInterlaced: $0) }
    }
  }

  private func anyPNG(_ kind: Kind, width: Int, height: Int) -> RawPNG {
    var png = RawPNG(
      width: width, height: height, depth: kind.depth, colorType: kind.colorType,
      isInterlaced: kind.isInterlaced, samples: [])
    let count = width * height * png.channelCount
    png.samples = HashedValues.unit("png \(kind)", count: count).map {
      Int(($0 + 1) / 2 * Float(1 << kind.depth))
    }
    return png
  }

  /// The standard's definition, one sample at a time: depth to 8 bits by rounding, then over white.
  private func expected(
    _ png: RawPNG, palette: [[Int]] = [], transparent: [Int]? = nil
  ) -> Picture {
    let most = Double(1 << png.depth - 1)
    let channels: Picture.Channels = png.colorType & 2 == 0 ? .gray : .rgb
    var samples: [UInt8] = []
    for pixel in 0..<png.width * png.height {
      let raw = Array(png.samples[pixel * png.channelCount..<(pixel + 1) * png.channelCount])
      var color = raw.map { Int((Double($0) / most * 255).rounded()) }
      var alpha = raw == transparent ? 0 : 255
      if png.colorType == 3 {
        color = Array(palette[raw[0]].prefix(3))
        alpha = palette[raw[0]][3]
      } else if png.colorType >= 4 {
        alpha = color.removeLast()
      }
      let share = Double(alpha) / 255
      samples += color.map { UInt8((Double($0) * share + 255 * (1 - share)).rounded()) }
    }
    return Picture(width: png.width, height: png.height, channels: channels, samples: samples)
  }

  @Test(arguments: kinds)
  func everyKind(kind: Kind) throws {
    // 11 x 9 fills no byte and reaches each of the seven passes.
    var png = anyPNG(kind, width: 11, height: 9)
    var palette: [[Int]] = []
    if kind.colorType == 3 {
      palette = (0..<1 << kind.depth).map { [($0 * 71) % 256, 255 - $0, ($0 * 13) % 256, 255] }
      for (index, alpha) in [0, 200, 77].enumerated() where index < palette.count {
        palette[index][3] = alpha
      }
      png.chunks = [
        ("PLTE", palette.flatMap { $0.prefix(3).map { UInt8($0) } }),
        ("tRNS", palette.prefix(3).map { UInt8($0[3]) }),
      ]
    }
    #expect(
      try Picture.decode(png.encoded(), name: "a") == expected(png, palette: palette))
  }

  @Test(arguments: kinds.filter { $0.colorType == 0 || $0.colorType == 2 })
  func oneTransparentColor(kind: Kind) throws {
    var png = anyPNG(kind, width: 11, height: 9)
    let transparent = Array(png.samples[0..<png.channelCount])
    png.chunks = [("tRNS", transparent.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })]
    let picture = try Picture.decode(png.encoded(), name: "a")
    #expect(picture == expected(png, transparent: transparent))
    #expect(picture.samples[0] == 255)
  }

  // Only the low byte differs, which rounding to 8 bits would lose.
  @Test func aTransparentColorOf16BitsIsComparedWhole() throws {
    let png = RawPNG(
      width: 2, height: 1, depth: 16, colorType: 0, samples: [0x1234, 0x1235],
      chunks: [("tRNS", [0x12, 0x34])])
    #expect(try Picture.decode(png.encoded(), name: "a").samples == [255, 18])
  }

  @Test func gammaAndTextsChangeNothing() throws {
    let plain = anyPNG(Kind(colorType: 2, depth: 8, isInterlaced: false), width: 5, height: 4)
    var decorated = plain
    decorated.chunks = [
      ("gAMA", bigEndian(200_000)), ("sBIT", [3, 3, 3]), ("iCCP", Array("x\0\0junk".utf8)),
      ("tEXt", Array("a\0b".utf8)), ("quUx", [1, 2, 3]),
    ]
    #expect(
      try Picture.decode(plain.encoded(), name: "a")
        == Picture.decode(decorated.encoded(), name: "a"))
  }

  @Test(arguments: kinds)
  func onePixel(kind: Kind) throws {
    var png = anyPNG(kind, width: 1, height: 1)
    if kind.colorType == 3 { png.chunks = [("PLTE", [1, 2, 3, 1, 2, 3])] }
    png.samples = png.samples.map { min($0, kind.colorType == 3 ? 1 : $0) }
    let palette = [[1, 2, 3, 255], [1, 2, 3, 255]]
    #expect(try Picture.decode(png.encoded(), name: "a") == expected(png, palette: palette))
  }

  @Test func damagedFiles() throws {
    let kind = Kind(colorType: 3, depth: 8, isInterlaced: false)
    var png = anyPNG(kind, width: 3, height: 3)
    png.samples = [0, 1, 2, 0, 1, 2, 0, 1, 2]
    func reason() -> String? {
      let error = #expect(throws: PictureError.self) {
        try Picture.decode(png.encoded(), name: "a.png")
      }
      if case .corrupt("a.png", let reason) = error { return reason } else { return nil }
    }
    #expect(reason()?.isEmpty == false, "no palette")
    png.chunks = [("PLTE", [0, 0, 0, 1, 1, 1])]
    #expect(reason() == "a pixel's color is not in the palette")
    png.chunks = [("PLTE", [0, 0, 0, 1, 1, 1, 2, 2, 2])]
    #expect(try Picture.decode(png.encoded(), name: "a").samples.count == 27)
    png.height = 4
    png.samples += [0, 0, 0]
    var bytes = png.encoded()
    bytes[bytes.count - 20] ^= 1
    #expect(throws: PictureError.self) { try Picture.decode(bytes, name: "a") }
  }

  @Test func headersOfHugePictures() {
    for (width, height) in [(15_001, 10_000), (1 << 31 - 1, 1), (1 << 31 - 1, 1 << 31 - 1)] {
      let png = RawPNG(width: width, height: height, depth: 8, colorType: 2, samples: [])
      let bytes = Array(png.encodedHeader)
      #expect(throws: PictureError.tooLarge(name: "a", width: width, height: height)) {
        try Picture.decode(bytes, name: "a")
      }
    }
    let empty = RawPNG(width: 0, height: 5, depth: 8, colorType: 2, samples: [])
    #expect(throws: PictureError.corrupt(name: "a", reason: "it claims 0 x 5 pixels")) {
      try Picture.decode(Array(empty.encodedHeader), name: "a")
    }
  }

  @Test(arguments: [Picture.Channels.gray, .rgb])
  func writtenAndReadBack(channels: Picture.Channels) throws {
    for (width, height) in [(1, 1), (13, 7), (300, 200)] {
      let picture = Picture.noise(width: width, height: height, channels: channels)
      let bytes = picture.encodedPNG()
      #expect(try Picture.decode(bytes, name: "a") == picture)
      #expect(picture.encodedPNG() == bytes)
    }
  }
}

extension RawPNG {
  /// The signature and IHDR alone, which are enough for a picture that is refused.
  fileprivate var encodedHeader: [UInt8] {
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
      + Self.chunk(
        "IHDR",
        bigEndian(width) + bigEndian(height) + [UInt8(depth), UInt8(colorType), 0, 0, 0])
  }
}
