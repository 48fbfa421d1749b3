import Basics
import Datasets
import Pictures
import Testing
import _TestSupport

/// Lists as spreadsheets, Windows and other systems write them.
@Suite struct ListVarietyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try write(Picture(width: 1, height: 1, channels: .gray, samples: [7]).encodedPNG(), "a/1.png")
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    let path = folder.file(name)
    try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
    try AtomicFile.write(bytes, to: path)
  }

  func listing(_ bytes: [UInt8]) throws -> PictureListing {
    try write(bytes, "list.csv")
    return try PictureList.listing(at: folder.file("list.csv"))
  }

  func listing(_ text: String) throws -> PictureListing { try listing(Array(text.utf8)) }

  @Test(
    arguments: [
      ("a/1.png;Ann", "a/1.png", "Ann"), ("\"a/1.png\";\"Smith; Ann\"", "a/1.png", "Smith; Ann"),
      ("a/1.png,\"Smith, Ann\"", "a/1.png", "Smith, Ann"),
      ("Smith, Ann/1.png", "Smith, Ann/1.png", nil),
      ("Smith, Ann/1.png;A", "Smith, Ann/1.png", "A"), ("a/1.png\tAnn", "a/1.png", "Ann"),
      ("path;label\r\na/1.png;Ann\r\n", "a/1.png", "Ann"),
      ("id,file_name,width\r\nAnn,a/1.png,3", "a/1.png", "Ann"),
      ("\u{FEFF}image,identity\ra/1.png,Ann\r", "a/1.png", "Ann"),
      ("a/1,Ann", "a/1", "Ann"),
    ] as [(String, String, String?)])
  func separatorsQuotesAndHeaders(text: String, path: String, label: String?) throws {
    let found = try listing(text).pictures
    #expect(found.map(\.path) == [path] && found.map(\.label) == [label])
  }

  @Test func textInUTF16IsRead() throws {
    let text = "path;label\r\na/1.png;Zo\u{EB}\r\n"
    for (mark, isLittle) in [([0xFF, 0xFE] as [UInt8], true), ([0xFE, 0xFF], false), ([], true)] {
      let bytes = text.utf16.flatMap { unit -> [UInt8] in
        let pair = [UInt8(unit & 255), UInt8(unit >> 8)]
        return isLittle ? pair : pair.reversed()
      }
      let found = try listing(mark + bytes)
      #expect(found.pictures.map(\.path) == ["a/1.png"])
      #expect(found.pictures.map(\.label) == ["Zo\u{EB}"])
      #expect(found.remarks == ["The file is UTF-16."])
    }
  }

  @Test func textInLatin1IsReadAndSaid() throws {
    let found = try listing(Array("a/1.png,Zo".utf8) + [0xEB, 10])
    #expect(found.pictures.map(\.label) == ["Zo\u{EB}"])
    #expect(
      found.remarks == ["The file is not UTF-8 and is read as Windows-1252 (Latin-1)."])
  }

  @Test func backslashesAreReadIfThePathLeadsNowhereAsItIs() throws {
    let found = try listing("a\\1.png,Ann\n")
    #expect(found.pictures.map(\.path) == ["a/1.png"])
    #expect(found.pictures.map(\.location) == [folder.file("a/1.png")])
    #expect(found.remarks == ["1 path is read with '/' for each '\\'."])
  }

  @Test func aNameInOtherBytesFindsTheOnlyFileThatLooksTheSame() throws {
    try write([1], "Zoe\u{308}/Zoe\u{308}.png")
    let found = try listing("Zo\u{EB}/Zo\u{EB}.png,Ann\n")
    #expect(Array(found.pictures[0].path.utf8) == Array("Zoe\u{308}/Zoe\u{308}.png".utf8))
    #expect(found.pictures[0].problem == nil && found.remarks.count == 1)
    // A file with exactly this name takes precedence over one that looks like it.
    try write([1], "Zo\u{EB}/Zo\u{EB}.png")
    let exact = try listing("Zo\u{EB}/Zo\u{EB}.png,Ann\n")
    #expect(Array(exact.pictures[0].path.utf8) == Array("Zo\u{EB}/Zo\u{EB}.png".utf8))
    // Neither of two: o + dot above + dot below in two orders, and in one character and a half.
    try write([1], "\u{1ECD}\u{307}.png")
    try write([1], "o\u{323}\u{307}.png")
    let unclear = try listing("o\u{307}\u{323}.png,Ann\n")
    #expect(unclear.pictures[0].problem?.contains("2 files look the same") == true)
  }

  @Test func aPictureOfAnotherKindInAListIsAFailure() throws {
    try write([1, 2], "a/2.psd")
    #expect(
      try listing("a/2.psd,Ann").pictures[0].problem
        == "'a/2.psd' is of an unsupported kind (Photoshop (PSD)). Convert it to PNG or JPEG.")
  }

  @Test func oneEndlessLineIsRefused() throws {
    #expect(throws: PictureList.Failure.self) {
      try listing([UInt8](repeating: 65, count: 1 << 20))
    }
  }
}
