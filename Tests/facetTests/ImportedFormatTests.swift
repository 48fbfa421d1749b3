import Basics
import Foundation
import Testing
import _TestSupport

/// Networks and pictures of further formats, given to the built program.
@Suite struct ImportedFormatTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> BuiltProgram.Run {
    try BuiltProgram.run(arguments, in: folder.path)
  }

  private static func fixture(_ name: String) throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return try readFile(root.appendingPathComponent("PicturesTests/Fixtures/\(name)").path)
  }

  @Test func anONNXBackboneIsImportedInspectedAndEnrolledWith() throws {
    try AtomicFile.write(ONNXMaker.backbone().bytes, to: folder.file("net.onnx"))
    let before = try run("model", "inspect", "net.onnx")
    #expect(before.status == 0 && before.output.contains("ONNX file."))
    #expect(before.output.contains("fits") && before.output.contains("onnx"))
    let imported = try run("model", "import", "net.onnx", "-o", "net.safetensors")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.output == "Model 'onnx' in 'net.safetensors'.\n")
    let after = try run("model", "inspect", "net.safetensors")
    #expect(after.output.contains("facet.input.divide") && !after.output.contains("facet.graph"))
    // A scan and a picture of a phone beside each other.
    try makeFolders(folder.file("gallery"))
    var count = 0
    for name in ["phone.heic", "pages.tiff", "24_bits.bmp", "lossless.webp"] {
      try AtomicFile.write(Self.fixture(name), to: folder.file("gallery/" + name))
      count += 1
    }
    let version = try run("--version").output
    let isWhole = ["libheif", "libtiff", "libwebp"].allSatisfy(version.contains)
    let enrolled = try run(
      "enroll", "gallery", "--aligned", "--model", "net.safetensors", "-o", "gallery.facet")
    #expect(enrolled.status == (isWhole ? 0 : 1), "\(enrolled.errors)")
    if isWhole {
      let entries = try readFile(folder.file("gallery.facet/entries.jsonl"))
      #expect(entries.split(separator: UInt8(ascii: "\n")).count == count)
    }
  }

  @Test func anUnknownOperatorEndsTheImportWithItsName() throws {
    var maker = ONNXMaker()
    maker.input("x", [1, 3, 16, 16])
    maker.node("GridSample", ["x", "x"], "y", name: "warp")
    maker.output("y")
    try AtomicFile.write(maker.bytes, to: folder.file("net.onnx"))
    let run = try run("model", "import", "net.onnx", "-o", "net.safetensors")
    #expect(run.status == 3)
    #expect(
      run.errors.contains(
        "'net.onnx' cannot be imported: its node 'warp' has the operator GridSample"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("net.safetensors")))
  }

  @Test func aDetectorIsNotAModelAndAModelIsNotADetector() throws {
    try AtomicFile.write(ONNXMaker.detector().bytes, to: folder.file("d.onnx"))
    #expect(try run("model", "import", "d.onnx", "-o", "d.safetensors").status == 0)
    try makeFolders(folder.file("gallery"))
    try AtomicFile.write(Self.fixture("24_bits.bmp"), to: folder.file("gallery/1.bmp"))
    let model = try run(
      "enroll", "gallery", "--aligned", "--model", "d.safetensors", "-o", "g")
    #expect(model.status != 0 && model.errors.contains("d.safetensors"))
    let detector = try run(
      "enroll", "gallery", "--model", "built-in", "--detector", "d.safetensors", "-o", "g")
    // A detector without sense finds no face, or one: it is opened all the same.
    #expect(!detector.errors.contains("is not a"))
  }

  @Test func aPredictorThatIsNoneIsRefused() throws {
    try AtomicFile.write(Array("no predictor".utf8), to: folder.file("l.dat"))
    try AtomicFile.write(ONNXMaker.detector().bytes, to: folder.file("d.onnx"))
    #expect(try run("model", "import", "d.onnx", "-o", "d.safetensors").status == 0)
    try makeFolders(folder.file("photos"))
    try AtomicFile.write(Self.fixture("24_bits.bmp"), to: folder.file("photos/1.bmp"))
    let run = try run(
      "align", "photos", "--detector", "d.safetensors", "--model", "built-in", "--landmarks",
      "l.dat", "-o", "out")
    #expect(run.status == 3)
    #expect(run.errors.contains("'l.dat' is not a landmark file: as a shape predictor of dlib"))
  }
}
