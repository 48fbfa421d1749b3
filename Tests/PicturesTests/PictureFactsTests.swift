import Basics
import Testing
import _TestSupport

@testable import Pictures

@Suite struct PictureFactsTests {
  private let picture = Picture(
    width: 32, height: 24, channels: .rgb, samples: (0..<32 * 24 * 3).map { UInt8($0 % 251) })

  /// A TIFF block with texts in its main directory and one in EXIF's own.
  private func block(isLittleEndian: Bool) -> [UInt8] {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      let bytes = (0..<size).map { UInt8(value >> (8 * $0) & 255) }
      return isLittleEndian ? bytes : bytes.reversed()
    }
    let texts: [(Int, String)] = [
      (0x010F, "Maker"), (0x0110, "Model 7 "), (0x0131, "Editor 2"),
      (0x0132, "2026:01:02 03:04:05"),
    ]
    let own = "2025:12:24 18:00:00"
    // Header, then five entries, then the other directory with one, then the texts.
    let first = 8
    let second = first + 2 + 12 * 5 + 4
    var place = second + 2 + 12 + 4
    var entries: [UInt8] = []
    var content: [UInt8] = []
    func entry(_ tag: Int, _ text: String) -> [UInt8] {
      let bytes = Array(text.utf8) + [0]
      defer {
        place += bytes.count
        content += bytes
      }
      return number(tag, 2) + number(2, 2) + number(bytes.count, 4) + number(place, 4)
    }
    for (tag, text) in texts { entries += entry(tag, text) }
    entries += number(0x8769, 2) + number(4, 2) + number(1, 4) + number(second, 4)
    let other = entry(0x9003, own)
    return (isLittleEndian ? [0x49, 0x49] : [0x4d, 0x4d]) + number(42, 2) + number(first, 4)
      + number(5, 2) + entries + number(0, 4) + number(1, 2) + other + number(0, 4) + content
  }

  private func jpeg(_ block: [UInt8]?, quality: Int = 90) -> [UInt8] {
    let plain = picture.encodedJPEG(quality: quality)
    guard let block else { return plain }
    let content = Array("Exif\0\0".utf8) + block
    let length = content.count + 2
    return Array(plain[..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
      + plain[2...]
  }

  private func facts(_ bytes: [UInt8], _ name: String) throws -> PictureFacts {
    let folder = try TemporaryFolder()
    let path = folder.file(name)
    try AtomicFile.write(bytes, to: path)
    return PictureFacts(try PictureFile(path: path))
  }

  @Test(arguments: [true, false])
  func cameraTimeAndSoftwareAreThoseOfTheFile(isLittleEndian: Bool) throws {
    let found = try facts(jpeg(block(isLittleEndian: isLittleEndian)), "x.jpg")
    #expect(found.cameraMaker == "Maker" && found.cameraModel == "Model 7")
    #expect(found.software == "Editor 2" && found.changedAt == "2026:01:02 03:04:05")
    #expect(found.takenAt == "2025:12:24 18:00:00" && found.hasEXIF)
    #expect(found.format == .jpeg && found.width == 32 && found.height == 24)
  }

  /// Pillow wrote the files; of a TIFF it leaves the time out.
  @Test(
    arguments: [
      ("camera.heic", PictureFormat.heic), ("camera.avif", .avif), ("camera.webp", .webp),
      ("camera.tiff", .tiff),
    ].filter { $0.1.isBuiltIn })
  func everyContainerOfEXIFNamesTheCamera(name: String, format: PictureFormat) throws {
    let found = PictureFacts(try PictureFile(path: Fixtures.path(name)))
    #expect(found.format == format)
    #expect(found.cameraMaker == "Maker" && found.cameraModel == "Model 7")
    #expect(found.software == "Editor 2" && found.changedAt == "2026:01:02 03:04:05")
    #expect(found.takenAt == (format == .tiff ? nil : "2025:12:24 18:00:00"))
  }

  @Test(.enabled(if: PictureFormat.jpeg2000.isBuiltIn))
  func aBoxOfAJPEG2000NamesTheCamera() throws {
    let content = Array("uuidJpgTiffExif->JP2".utf8) + block(isLittleEndian: true)
    let length = content.count + 4
    let box = [0, 0, UInt8(length >> 8), UInt8(length & 255)] + content
    let plain = try Fixtures.bytes("lossless.jp2")
    #expect(try !facts(plain, "x.jp2").hasEXIF)
    let found = try facts(plain + box, "x.jp2")
    #expect(found.cameraModel == "Model 7" && found.takenAt == "2025:12:24 18:00:00")
    // Boxes whose lengths lead nowhere.
    for wrong: [UInt8] in [[0, 0, 0, 2], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 1]] {
      #expect(EXIF(ofFile: Array(plain.prefix(12)) + wrong + box[4...], format: .jpeg2000) == nil)
    }
  }

  @Test func aFileWithoutEXIFNamesNothing() throws {
    let found = try facts(jpeg(nil), "x.jpg")
    #expect(!found.hasEXIF)
    let png = try facts(picture.encodedPNG(), "x.png")
    #expect(!png.hasEXIF && png.compression == nil && png.format == .png)
  }

  @Test func aBlockThatEndsEarlyOrPointsOutsideNamesNothing() throws {
    let whole = block(isLittleEndian: true)
    for count in [0, 4, 8, 9, 20, whole.count - 30] {
      _ = try facts(jpeg(Array(whole.prefix(count))), "x.jpg")
    }
    var outside = whole
    // The place of the first text.
    outside.replaceSubrange(18..<22, with: [255, 255, 255, 127])
    #expect(try facts(jpeg(outside), "x.jpg").cameraMaker == nil)
  }

  @Test(arguments: [30, 50, 75, 90, 95])
  func theQualityOfALibJPEGFileIsRecognized(quality: Int) throws {
    let found = try #require(try facts(jpeg(nil, quality: quality), "x.jpg").compression)
    #expect(found.nearestQuality == quality && found.isStandardTable)
    #expect(found.tableCount == 2 && !found.isProgressive)
    #expect(found.sampling == "1x1, 1x1, 1x1")
    #expect(found.luminanceTable == JPEGCompression.table(ofQuality: quality))
  }

  @Test func aTableOfItsOwnIsNotCalledStandard() throws {
    var bytes = jpeg(nil, quality: 75)
    let place = try #require((0..<bytes.count).first { bytes[$0...].starts(with: [0xFF, 0xDB]) })
    bytes[place + 5 + 63] += 40
    let found = try #require(JPEGCompression(bytes))
    #expect(!found.isStandardTable && abs(found.nearestQuality - 75) < 10)
    #expect(found.luminanceTable[63] == JPEGCompression.table(ofQuality: 75)[63] + 40)
  }
}
