import Basics
import Faces
import Foundation
import Testing
import _TestSupport

@Suite struct LandmarksBesideTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file whose first point has `x`.
  private func write(_ name: String, x: Double) throws {
    let points = [Landmarks68.Point(x: x, y: 0)] + LandmarkSamples.points[1...]
    let text =
      name.hasSuffix(".json")
      ? LandmarkSamples.json().replacingOccurrences(of: "[0.5, 0.0]", with: "[\(x), 0]")
      : "version: 1\nn_points: 68\n{\n"
        + points.map { "\($0.x + 1) \($0.y + 1)\n" }.joined() + "}\n"
    try AtomicFile.write(text, to: folder.file(name))
  }

  private func firstX(_ picture: String) throws -> Double? {
    try Landmarks68.beside(picturePath: folder.file(picture))?.points[0].x
  }

  // The files are added from the last choice to the first, so that each takes precedence over the
  // earlier ones.
  @Test func theOrderOfTheNames() throws {
    #expect(try firstX("face.b.jpg") == nil)
    for (index, name) in ["face.b.jpg.json", "face.b.jpg.pts", "face.b.json", "face.b.pts"]
      .enumerated()
    {
      try write(name, x: Double(index))
      #expect(try firstX("face.b.jpg") == Double(index))
    }
    #expect(try firstX("face.jpg") == nil)
  }

  @Test func namesWithoutExtension() throws {
    try write("face.pts", x: 7)
    #expect(try firstX("face") == 7)
    try write(".hidden.pts", x: 8)
    #expect(try firstX(".hidden") == 8)
  }

  @Test func dotsInFoldersAreNoExtension() throws {
    try makeFolders(folder.file("a.b"))
    try write("a.b/face.pts", x: 9)
    #expect(try firstX("a.b/face") == 9)
    try write("a.pts", x: 1)
    #expect(try firstX("a.b/other") == nil)
  }

  @Test func aWrongFileIsNoAbsentFile() throws {
    try write("face.json", x: 1)
    try AtomicFile.write("68 points", to: folder.file("face.pts"))
    #expect(throws: LandmarkError.self) { try firstX("face.jpg") }
  }

  @Test func largeFilesAreRefused() throws {
    let path = folder.file("face.pts")
    try AtomicFile.write([UInt8](repeating: 32, count: 1 << 20 + 1), to: path)
    #expect(throws: LandmarkError.file(.tooLarge(path: path, limit: 1 << 20))) {
      try Landmarks68.beside(picturePath: folder.file("face.png"))
    }
  }

  @Test func absentPictureFolders() throws {
    #expect(try Landmarks68.beside(picturePath: "/nowhere/face.png") == nil)
  }
}
