import Basics
import Foundation
import Pictures
import Testing
import _TestSupport

@Suite struct PictureFileTests {
  @Test func allThatAFileSays() throws {
    let folder = try TemporaryFolder()
    // The name is wrong: the content counts.
    let path = folder.file("face.png")
    let bytes = try Fixtures.bytes("baseline.jpg")
    try AtomicFile.write(bytes, to: path)
    let file = try PictureFile(path: path)
    #expect(file.path == path && file.bytes == bytes && file.format == .jpeg)
    #expect(file.sha256 == SHA256.digest(of: bytes))
    #expect(file.orientation == .upright)
    #expect(try file.picture == Picture.load(path: path))
  }

  @Test func formats() throws {
    #expect(try PictureFile(path: Fixtures.path("grey_16_bits.png")).format == .png)
    let folder = try TemporaryFolder()
    try AtomicFile.write("P2 1 1 255 7", to: folder.file("a.jpg"))
    #expect(try PictureFile(path: folder.file("a.jpg")).format == .pnm)
  }

  @Test func absentFiles() {
    let error = PictureError.file(.cannotOpen(path: "/nowhere.png", code: ENOENT))
    #expect(throws: error) { try Picture.load(path: "/nowhere.png") }
    #expect(throws: error) { try PictureFile(path: "/nowhere.png") }
    #expect(
      error.description == "Cannot open '/nowhere.png': no such file or directory. "
        + "Check the path and its permissions.")
  }

  @Test(arguments: [
    ("8BPS....", PictureError.unsupported(name: "x", reason: "Photoshop (PSD)")),
    ("qoif........", .unsupported(name: "x", reason: "QOI")),
    ("BM......", .truncated(name: "x")),
    ("....ftypcrx ", .unsupported(name: "x", reason: "Canon raw (CR3)")),
    ("hello", .unrecognized(name: "x")), ("P7x", .unrecognized(name: "x")),
    ("P9 1 1", .unrecognized(name: "x")), ("P51 1", .unrecognized(name: "x")),
    ("", .truncated(name: "x")),
  ])
  func otherContents(text: String, error: PictureError) {
    #expect(throws: error) { try Picture.decode(Array(text.utf8), name: "x") }
  }

  @Test(arguments: [
    (
      PictureError.unrecognized(name: "a"),
      "'a' is not a supported picture (expected PNG, JPEG, HEIC, AVIF, WebP, TIFF, GIF, BMP, "
        + "JPEG 2000, PGM, PPM or PBM)."
    ),
    (
      .truncated(name: "a"),
      "'a' is incomplete: its data ends before the picture does. Copy it again."
    ),
    (.corrupt(name: "a", reason: "bad CRC"), "'a' is damaged: bad CRC. Copy it again."),
    (
      .tooLarge(name: "a", width: 20000, height: 10000),
      "'a' has 20000 x 10000 pixels, more than the limit of 150 million pixels. "
        + "Crop it or resize it."
    ),
    (
      .unsupported(name: "a", reason: "GIF"),
      "'a' is of an unsupported kind (GIF). Convert it to PNG or JPEG."
    ),
  ])
  func sentences(error: PictureError, text: String) { #expect(error.description == text) }

  @Test(.enabled(if: SharedData.isPresent, "the shared data folder is absent"))
  func realPhotographs() throws {
    let folder = SharedData.path("data/photos")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".jpg") }
    try #require(!names.isEmpty)
    for name in names {
      let picture = try Picture.load(path: folder + "/" + name)
      #expect(picture.channels == .rgb && picture.width >= 100)
    }
  }
}
