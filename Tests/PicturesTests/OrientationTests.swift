import Testing

@testable import Pictures

@Suite struct OrientationTests {
  /// A TIFF block with one entry.
  private func exif(
    tag: Int = 0x0112, type: Int = 3, count: Int = 1, value: Int, isLittleEndian: Bool
  ) -> [UInt8] {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      let bytes = Array(bigEndian(value).suffix(size))
      return isLittleEndian ? bytes.reversed() : bytes
    }
    return Array((isLittleEndian ? "II" : "MM").utf8) + number(42, 2) + number(8, 4) + number(1, 2)
      + number(tag, 2) + number(type, 2) + number(count, 4) + number(value, 2) + [0, 0]
      + number(0, 4)
  }

  private func insert(_ exif: [UInt8], into jpeg: [UInt8]) -> [UInt8] {
    let data = Array("Exif\0\0".utf8) + exif
    let length = data.count + 2
    return jpeg[..<2] + [0xff, 0xe1, UInt8(length >> 8), UInt8(length & 255)] + data + jpeg[2...]
  }

  /// The stored position of the upright picture's pixel (x, y), by the standard's words: row 0 and
  /// column 0 of the stored picture are the visual top, bottom, left or right.
  private func stored(_ orientation: Int, _ x: Int, _ y: Int, _ width: Int, _ height: Int) -> (
    Int, Int
  ) {
    switch orientation {
    case 1: (x, y)
    case 2: (width - 1 - x, y)
    case 3: (width - 1 - x, height - 1 - y)
    case 4: (x, height - 1 - y)
    case 5: (y, x)
    case 6: (y, height - 1 - x)
    case 7: (width - 1 - y, height - 1 - x)
    default: (width - 1 - y, x)
    }
  }

  @Test(arguments: Orientation.allCases, [true, false])
  func jpegStandsUpright(orientation: Orientation, isLittleEndian: Bool) throws {
    // Blocks of 8 x 8 in one color, so that JPEG keeps each pixel nearly as it is.
    let (width, height) = (5, 3)
    let colors = Picture.noise(width: width, height: height, channels: .rgb)
    var samples: [UInt8] = []
    for y in 0..<height * 8 {
      for x in 0..<width * 8 {
        let pixel = y / 8 * width + x / 8
        samples += colors.samples[3 * pixel..<3 * pixel + 3]
      }
    }
    let picture = Picture(width: width * 8, height: height * 8, channels: .rgb, samples: samples)
    let block = exif(value: orientation.rawValue, isLittleEndian: isLittleEndian)
    let jpeg = insert(block, into: picture.encodedJPEG(quality: 100))
    let upright = try Picture.decode(jpeg, name: "a")
    let isTurned = orientation.rawValue >= 5
    try #require(upright.width == (isTurned ? height : width) * 8)
    try #require(upright.height == (isTurned ? width : height) * 8)
    var worst = 0
    for y in 0..<upright.height {
      for x in 0..<upright.width {
        let (fromX, fromY) = stored(orientation.rawValue, x, y, picture.width, picture.height)
        for channel in 0..<3 {
          let found = Int(upright.samples[(y * upright.width + x) * 3 + channel])
          let wanted = Int(samples[(fromY * picture.width + fromX) * 3 + channel])
          worst = max(worst, abs(found - wanted))
        }
      }
    }
    #expect(worst <= 3)
  }

  @Test(arguments: Orientation.allCases, [true, false])
  func pngStandsUpright(orientation: Orientation, isLittleEndian: Bool) throws {
    var png = RawPNG(
      width: 5, height: 3, depth: 8, colorType: 2, samples: (0..<45).map { $0 * 5 })
    let stored = try Picture.decode(png.encoded(), name: "a")
    png.chunks = [("eXIf", exif(value: orientation.rawValue, isLittleEndian: isLittleEndian))]
    let decoded = try Picture.decoded(png.encoded(), name: "a")
    #expect(decoded.orientation == orientation)
    #expect(decoded.photograph.whole == stored.uprighted(from: orientation))
    // The block may also come after the samples.
    png.chunks = []
    let plain = png.encoded()
    let chunk = RawPNG.chunk("eXIf", exif(value: orientation.rawValue, isLittleEndian: true))
    let behind = plain[..<(plain.count - 12)] + chunk + plain[(plain.count - 12)...]
    #expect(try Picture.decode(Array(behind), name: "a") == decoded.photograph.whole)
  }

  @Test func grayPicturesTurnToo() {
    let picture = Picture(width: 3, height: 2, channels: .gray, samples: [1, 2, 3, 4, 5, 6])
    #expect(picture.uprighted(from: .turnsRight).samples == [4, 1, 5, 2, 6, 3])
    #expect(picture.uprighted(from: .turnsLeft).samples == [3, 6, 2, 5, 1, 4])
    #expect(picture.uprighted(from: .transposed).samples == [1, 4, 2, 5, 3, 6])
    #expect(picture.uprighted(from: .transversed).samples == [6, 3, 5, 2, 4, 1])
  }

  @Test func blocksThatSayNothing() {
    for value in [0, 9, 65535] {
      #expect(Orientation(exif: exif(value: value, isLittleEndian: true)) == nil)
    }
    #expect(Orientation(exif: exif(tag: 0x0110, value: 6, isLittleEndian: true)) == nil)
    #expect(Orientation(exif: exif(type: 4, value: 6, isLittleEndian: true)) == nil)
    #expect(Orientation(exif: exif(count: 2, value: 6, isLittleEndian: true)) == nil)
    #expect(Orientation(exif: Array("XX".utf8) + [42, 0, 8, 0, 0, 0, 0, 0]) == nil)
    let sound = exif(value: 6, isLittleEndian: false)
    #expect(Orientation(exif: sound) == .turnsRight)
    for length in 0..<20 { #expect(Orientation(exif: Array(sound.prefix(length))) == nil) }
    var lost = sound
    lost.replaceSubrange(4..<8, with: [0xff, 0xff, 0xff, 0xf0])
    #expect(Orientation(exif: lost) == nil)
  }

  @Test func otherApplicationBlocksComeFirst() throws {
    let picture = Picture.smooth(width: 16, height: 8, channels: .gray)
    let block = exif(value: 6, isLittleEndian: true)
    var jpeg = insert(block, into: picture.encodedJPEG(quality: 90))
    let note = Array("http://ns.adobe.com/xap/1.0/\0<x/>".utf8)
    jpeg = jpeg[..<2] + [0xff, 0xe1, 0, UInt8(note.count + 2)] + note + jpeg[2...]
    let upright = try Picture.decode(jpeg, name: "a")
    #expect(upright.width == 8 && upright.height == 16)
  }
}
