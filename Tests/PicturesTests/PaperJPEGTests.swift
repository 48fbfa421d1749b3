import Basics
import Testing
import _TestSupport

@testable import Pictures

@Suite struct PaperJPEGTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ bytes: [UInt8]) throws -> PictureFile {
    try AtomicFile.write(bytes, to: folder.file("a"))
    return try PictureFile(path: folder.file("a"))
  }

  private func jpeg(_ channels: Picture.Channels) -> [UInt8] {
    Picture.noise(width: 9, height: 5, channels: channels).encodedJPEG(quality: 90)
  }

  @Test func uprightFilesPassAsTheyAre() throws {
    for bytes in [jpeg(.rgb), jpeg(.gray)] {
      #expect(try file(bytes).paperJPEG(limit: bytes.count) == bytes)
      #expect(try file(bytes).paperJPEG(limit: bytes.count - 1) == nil)
    }
    let baseline = try Fixtures.bytes("baseline.jpg")
    #expect(try file(baseline).paperJPEG(limit: .max) == baseline)
  }

  @Test func whatAPaperWouldShowOtherwiseDoesNot() throws {
    let picture = Picture.noise(width: 9, height: 5, channels: .rgb)
    #expect(try file(picture.encodedPNG()).paperJPEG(limit: .max) == nil)
    // The picture is turned by its EXIF orientation, which PDFs ignore.
    let bytes = jpeg(.rgb)
    let block: [UInt8] =
      Array("Exif\0\0MM\0*".utf8) + [0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]
      + [0, 0, 0, 0]
    let turned = bytes[..<2] + [0xFF, 0xE1, 0, UInt8(block.count + 2)] + block + bytes[2...]
    let file = try file(Array(turned))
    #expect(file.orientation == .turnsRight && file.paperJPEG(limit: .max) == nil)
  }

  @Test func theFrameIsRead() throws {
    let frame = try #require(JPEGFrame(jpeg(.rgb)))
    #expect(frame.width == 9 && frame.height == 5 && frame.components == 3 && frame.isSimple)
    #expect(JPEGFrame(jpeg(.gray))?.components == 1)
    // Any beginning of a file is safe to examine.
    let bytes = jpeg(.rgb)
    for count in 0..<bytes.count { _ = JPEGFrame(Array(bytes.prefix(count))) }
    #expect(JPEGFrame([0xFF, 0xD8, 0xFF, 0xC0, 0, 17]) == nil)
    // Arithmetic coding, and 12 bits.
    let head: [UInt8] = [0xFF, 0xD8, 0xFF, 0xC9, 0, 11, 8, 0, 5, 0, 9, 1, 1, 0x11, 0]
    #expect(JPEGFrame(head)?.isSimple == false)
    var deep = head
    deep[3] = 0xC1
    deep[6] = 12
    #expect(JPEGFrame(deep)?.isSimple == false)
  }
}
