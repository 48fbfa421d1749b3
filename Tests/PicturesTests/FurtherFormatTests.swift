import Foundation
import Testing
import _TestSupport

@testable import Pictures

/// Formats that libraries decode; what this build lacks is skipped.
@Suite struct FurtherFormatTests {
  /// Red grows to the right, green downwards, blue is 80.
  private static func ramp(_ x: Int, _ y: Int) -> [Int] { [10 * x, 15 * y, 80] }

  /// Returns the largest difference of a picture of 24 x 16 from the ramp.
  private static func difference(
    _ picture: Picture, _ expected: (Int, Int) -> [Int] = ramp
  ) -> Int {
    guard picture.width == 24, picture.height == 16, picture.channels == .rgb else { return 999 }
    var worst = 0
    for y in 0..<16 {
      for x in 0..<24 {
        for (channel, value) in expected(x, y).enumerated() {
          worst = max(worst, abs(value - Int(picture.samples[3 * (24 * y + x) + channel])))
        }
      }
    }
    return worst
  }

  private static func open(_ name: String) throws -> PictureFile {
    try PictureFile(path: Fixtures.path(name))
  }

  static let files: [(name: String, format: PictureFormat)] = [
    ("24_bits.bmp", .bmp), ("palette.bmp", .bmp), ("lossless.webp", .webp), ("pages.tiff", .tiff),
    ("turned.tiff", .tiff), ("inks.tiff", .tiff), ("gray_16_bits.tiff", .tiff),
    ("frames.gif", .gif), ("lossless.jp2", .jpeg2000), ("phone.heic", .heic),
    ("picture.avif", .avif),
  ].filter { $0.1.isBuiltIn }

  @Test(arguments: files) func eachFormatIsRecognizedAndDecoded(
    file: (name: String, format: PictureFormat)
  ) throws {
    let opened = try Self.open(file.name)
    #expect(opened.format == file.format)
    #expect(PictureFormat.isRecognized(Array(opened.bytes.prefix(64)), name: file.name))
    #expect(unreadKind(beginning: Array(opened.bytes.prefix(192)), name: file.name) == nil)
    if file.format.decoder != nil {
      #expect(opened.notes.contains { $0.hasPrefix("It was decoded by ") })
    }
  }

  @Test func samplesAreThoseOfTheFile() throws {
    #expect(try Self.difference(Self.open("24_bits.bmp").picture) == 0)
    // The palettes have fewer colors than the picture.
    #expect(try Self.difference(Self.open("palette.bmp").picture) < 20)
    if PictureFormat.tiff.isBuiltIn {
      let pages = try Self.open("pages.tiff")
      #expect(Self.difference(pages.picture) == 0)
      #expect(pages.notes.contains("The file contains 3 pages; the first was read."))
    }
    if PictureFormat.gif.isBuiltIn {
      let frames = try Self.open("frames.gif")
      #expect(Self.difference(frames.picture) < 20)
      #expect(frames.notes.contains("The file contains 2 frames; the first was read."))
    }
    if PictureFormat.jpeg2000.isBuiltIn {
      #expect(try Self.difference(Self.open("lossless.jp2").picture) == 0)
    }
  }

  @Test(.enabled(if: PictureFormat.tiff.isBuiltIn && PictureFormat.webp.isBuiltIn))
  func theOrientationOfEachFormatCounts() throws {
    // A quarter turn clockwise: the left column becomes the top row, read from below.
    let webp = try Self.open("lossless.webp")
    #expect(webp.orientation == .turnsRight)
    #expect(webp.picture.width == 16 && webp.picture.height == 24)
    #expect(Array(webp.picture.samples[..<3]) == [0, 225, 80])
    let tiff = try Self.open("turned.tiff")
    #expect(tiff.orientation == .turnsLeft)
    #expect(tiff.picture.width == 16 && Array(tiff.picture.samples[..<3]) == [230, 0, 80])
  }

  @Test(.enabled(if: PictureFormat.tiff.isBuiltIn)) func inksAndSixteenBitsAreNoted() throws {
    let inks = try Self.open("inks.tiff")
    #expect(Self.difference(inks.picture) <= 2)
    #expect(inks.notes.contains("Its inks (CMYK) were converted without a profile."))
    let gray = try Self.open("gray_16_bits.tiff")
    #expect(gray.picture.channels == .gray)
    #expect(gray.notes.contains("Its samples of 16 bits were rounded to 8."))
    #expect(abs(Int(gray.picture.samples[20]) - 50_000 / 257) <= 1)
  }

  /// The picture was enlarged without smoothing before it was encoded.
  @Test(
    .enabled(if: PictureFormat.heic.isBuiltIn), arguments: ["phone.heic", "picture.avif"])
  func aPhonesPictureHasItsColors(name: String) throws {
    let picture = try Self.open(name).picture
    #expect(picture.width == 64 && picture.height == 48)
    for (x, y) in [(1, 1), (40, 10), (10, 40), (62, 46)] {
      let expected = Self.ramp(x * 24 / 64, y * 16 / 48)
      for channel in 0..<3 {
        #expect(abs(expected[channel] - Int(picture.samples[3 * (64 * y + x) + channel])) < 12)
      }
    }
  }

  // Numbers of LittleCMS by another program, relative colorimetric with black point compensation.
  @Test(
    .enabled(if: PictureDecoder.libraries.contains { $0.contains("color profiles") }),
    arguments: ["wide.png", "wide.jpg", "wide.tiff", "wide.webp"])
  func colorsOfAnotherProfileBecomeSRGB(name: String) throws {
    let file = try Self.open(name)
    for ((x, y), expected) in [
      ((0, 0), [0, 0, 81]), ((12, 8), [121, 121, 77]), ((23, 0), [255, 0, 81]),
      ((5, 12), [0, 181, 70]), ((23, 15), [233, 226, 63]),
    ] as [((Int, Int), [Int])] {
      for channel in 0..<3 {
        let found = Int(file.picture.samples[3 * (24 * y + x) + channel])
        #expect(abs(found - expected[channel]) <= (name == "wide.jpg" ? 6 : 1), "(\(x), \(y))")
      }
    }
    #expect(file.convertsColors && file.paperJPEG(limit: 1 << 20) == nil)
    #expect(
      file.notes.contains {
        $0.hasPrefix("Its colors were converted from the profile 'Facet wide' to sRGB by lcms2 ")
      })
  }

  /// A profile of which a part is missing is not used.
  @Test func aJPEGsProfileIsJoinedFromItsParts() throws {
    func segment(_ number: UInt8, _ count: UInt8, _ content: [UInt8]) -> [UInt8] {
      let body = Array("ICC_PROFILE\0".utf8) + [number, count] + content
      return [0xFF, 0xE2, 0, UInt8(body.count + 2)] + body
    }
    let start: [UInt8] = [0xFF, 0xD8]
    let end: [UInt8] = [0xFF, 0xD9, 0, 0]
    let whole = start + segment(2, 2, [3, 4]) + segment(1, 2, [1, 2]) + end
    #expect(Picture.jpegProfile(whole) == [1, 2, 3, 4])
    #expect(Picture.jpegProfile(start + segment(1, 2, [1, 2]) + end) == nil)
    #expect(Picture.jpegProfile(start + end) == nil)
    #expect(Picture.jpegProfile(Array(whole.prefix(20))) == nil)
  }

  @Test(arguments: files) func brokenFilesAreRefusedInASentence(
    file: (name: String, format: PictureFormat)
  ) throws {
    let whole = try Fixtures.bytes(file.name)
    for kept in [16, whole.count / 3, whole.count / 2] {
      do {
        _ = try Picture.decode(Array(whole.prefix(kept)), name: "a")
      } catch {
        #expect(error.description.hasPrefix("'a' ") && error.description.hasSuffix("."))
        #expect(error.description.utf8.count < 500)
      }
    }
    // Each half of the pixels missing is an error in formats that know their length.
    if [.bmp, .webp, .heic, .avif].contains(file.format) {
      #expect(throws: PictureError.self) {
        try Picture.decode(Array(whole.prefix(whole.count / 2)), name: "a")
      }
    }
  }

  @Test func aBMPThatIsNotSupportedSaysWhy() throws {
    var bytes = try Fixtures.bytes("24_bits.bmp")
    bytes[30] = 1
    #expect(throws: PictureError.unsupported(name: "a", reason: "run-length coded BMP")) {
      try Picture.decode(bytes, name: "a")
    }
    bytes[30] = 0
    bytes[18...21] = [255, 255, 255, 127]
    #expect(throws: PictureError.self) { try Picture.decode(bytes, name: "a") }
    // Width -1.
    bytes[18...21] = [255, 255, 255, 255]
    #expect(throws: PictureError.self) { try Picture.decode(bytes, name: "a") }
  }

  /// Many pictures at once, each in a process of its own.
  @Test(.enabled(if: PictureFormat.webp.isBuiltIn)) func picturesAreDecodedSideBySide() async throws
  {
    let bytes = try Fixtures.bytes("lossless.webp")
    let expected = try Picture.decode(bytes, name: "a")
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask { (try? Picture.decode(bytes, name: "a")) == expected }
      }
      for await same in group { #expect(same) }
    }
  }
}
