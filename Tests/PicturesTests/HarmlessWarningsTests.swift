import Basics
import Pictures
import Testing
import _TestSupport

/// Files that contain more than they should, although every pixel is correct.
@Suite struct HarmlessWarningsTests {
  private func file(_ bytes: [UInt8]) throws -> PictureFile {
    let folder = try TemporaryFolder()
    try AtomicFile.write(bytes, to: folder.file("a.jpg"))
    return try PictureFile(path: folder.file("a.jpg"))
  }

  private func place(of marker: UInt8, in bytes: [UInt8]) throws -> Int {
    try #require(bytes.indices.dropLast().first { bytes[$0] == 0xff && bytes[$0 + 1] == marker })
  }

  /// Stray bytes before a table, the samples and the end; bytes of every kind except a marker's.
  @Test(arguments: [0xdb, 0xc4, 0xda] as [UInt8], [1, 4, 60])
  func strayBytesBeforeAMarkerAreSkipped(marker: UInt8, count: Int) throws {
    let whole = try Fixtures.bytes("baseline.jpg")
    let place = try place(of: marker, in: whole)
    let stray = (0..<count).map { UInt8($0 * 37 % 255) }
    let read = try file(Array(whole[..<place]) + stray + whole[place...])
    #expect(try read.picture == Picture.decode(whole, name: "a"))
    let expected =
      count == 1
      ? "1 byte before a marker was skipped." : "\(count) bytes before a marker were skipped."
    #expect(read.notes == [expected])
  }

  /// The decoder takes a few bytes for the last bits of the samples, and reports the others.
  @Test(arguments: [1, 4, 60])
  func strayBytesBehindTheSamplesAreSkipped(count: Int) throws {
    let whole = try Fixtures.bytes("baseline.jpg")
    let stray = [UInt8](repeating: 0x37, count: count)
    let read = try file(Array(whole.dropLast(2)) + stray + whole.suffix(2))
    #expect(try read.picture == Picture.decode(whole, name: "a"))
    #expect(read.notes.count == (count > 8 ? 1 : 0))
    #expect(read.notes.allSatisfy { $0.hasSuffix(" or more bytes before a marker were skipped.") })
  }

  /// After samples have begun, many stray bytes come from damaged ones.
  @Test func whatIsLeftOfSamplesIsAnError() throws {
    let whole = try Fixtures.bytes("restarts.jpg")
    let stray = [UInt8](repeating: 0x55, count: 5000)
    #expect(throws: PictureError.self) {
      try Picture.decode(Array(whole.dropLast(2)) + stray + whole.suffix(2), name: "a")
    }
  }

  @Test func anotherVersionOfJFIFIsRead() throws {
    var bytes = try Fixtures.bytes("baseline.jpg")
    let start = try #require(
      bytes.indices.dropLast(5).first { bytes[$0..<$0 + 5].elementsEqual("JFIF\0".utf8) })
    let plain = try Picture.decode(bytes, name: "a")
    (bytes[start + 5], bytes[start + 6]) = (2, 1)
    let read = try file(bytes)
    #expect(read.picture == plain)
    #expect(read.notes == ["The file names JFIF version 2.01; it was read as version 1."])
  }

  @Test(arguments: ["baseline.jpg", "progressive.jpg", "grey_16_bits.png"])
  func bytesAfterTheEndAreNamed(name: String) throws {
    let whole = try Fixtures.bytes(name)
    #expect(try file(whole).notes.isEmpty)
    let read = try file(whole + [1, 2, 3])
    #expect(try read.picture == Picture.decode(whole, name: "a"))
    #expect(read.notes == ["3 bytes after the end of the picture were not read."])
  }

  /// A text does not affect the pixels; transparency does.
  @Test func aDamagedTextOfAPNGIsNoted() throws {
    var png = RawPNG(width: 1, height: 1, depth: 8, colorType: 0, samples: [7])
    png.chunks = [("tEXt", Array("Title\0x".utf8))]
    let plain = try Picture.decode(png.encoded(), name: "a")
    var bytes = png.encoded()
    let text = try #require(
      bytes.indices.dropLast(4).first { bytes[$0..<$0 + 4].elementsEqual("tEXt".utf8) })
    bytes[text + 5] ^= 1
    let read = try file(bytes)
    #expect(read.picture == plain)
    #expect(read.notes.count == 1 && read.notes[0].hasPrefix("The decoder warned: tEXt: "))
    png.chunks = [("tRNS", [0, 7])]
    bytes = png.encoded()
    let transparency = try #require(
      bytes.indices.dropLast(4).first { bytes[$0..<$0 + 4].elementsEqual("tRNS".utf8) })
    bytes[transparency + 5] ^= 1
    #expect(throws: PictureError.self) { try Picture.decode(bytes, name: "a") }
  }

  @Test func aSideLongerThanAnyPictureIsRefused() throws {
    for (width, height) in [(1, 100_000_000), (100_000_000, 1), (65_501, 1)] {
      let error = PictureError.tooLong(name: "a", width: width, height: height)
      let png = RawPNG(width: width, height: height, depth: 1, colorType: 0, samples: [])
      // The header alone decides, because the rows are missing.
      let bytes = Self.headerOnly(png)
      #expect(throws: error) { try Picture.decode(bytes, name: "a") }
      #expect(throws: error) {
        try Picture.decode(Array("P1 \(width) \(height) 0".utf8), name: "a")
      }
      #expect(
        error.description
          == "'a' has \(width) x \(height) pixels, but the limit per side is 65500. "
          + "Crop it or resize it.")
    }
  }

  @Test func aLongPictureIsRead() throws {
    let row = Picture(
      width: 20_000, height: 2, channels: .gray, samples: [UInt8](repeating: 9, count: 40_000))
    let read = try Picture.decode(row.encodedPNG(), name: "a")
    #expect(read == row)
    #expect(read.resized(width: 96, height: 112).samples.allSatisfy { $0 == 9 })
  }

  private static func headerOnly(_ png: RawPNG) -> [UInt8] {
    let header =
      bigEndian(png.width) + bigEndian(png.height) + [
        UInt8(png.depth), UInt8(png.colorType), 0, 0, 0,
      ]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + RawPNG.chunk("IHDR", header)
      + RawPNG.chunk("IEND", [])
  }

  @Test(arguments: [
    ("{\"a\":{}}", ForeignContent.safetensors), ("<!DOCTYPE html>", .webPage),
    ("version https://git-lfs.github.com/spec/v1", .lfsPointer),
  ])
  func anotherKindOfFileIsNamed(text: String, content: ForeignContent) {
    let start: [UInt8] = content == .safetensors ? [8, 0, 0, 0, 0, 0, 0, 0] : []
    #expect(throws: PictureError.foreign(name: "a", content: content)) {
      try Picture.decode(start + Array((text + "  ").utf8), name: "a")
    }
  }
}
