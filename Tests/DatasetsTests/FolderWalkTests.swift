import Basics
import Datasets
import Foundation
import Pictures
import Testing
import _TestSupport

@Suite struct FolderWalkTests {
  let folder: TemporaryFolder
  let png = Picture(width: 1, height: 1, channels: .gray, samples: [7]).encodedPNG()

  init() throws { folder = try TemporaryFolder() }

  func write(_ names: String..., bytes: [UInt8]? = nil) throws {
    for name in names {
      let path = folder.file(name)
      try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
      try AtomicFile.write(bytes ?? png, to: path)
    }
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file(name), withDestinationPath: target)
  }

  func listing(_ name: String = "g") throws -> PictureListing {
    try PictureList.listing(at: folder.file(name))
  }

  func passedOver(_ listing: PictureListing) -> [PassedOver.Kind: [String]] {
    Dictionary(uniqueKeysWithValues: listing.passedOver.groups.map { ($0.kind, $0.names) })
  }

  @Test func eachRealFolderIsListedOnceHoweverManyLinksLeadToIt() throws {
    try write("g/a/1.png", "g/b/2.png", "elsewhere/3.png", "outside.png")
    try link("g/loop", to: ".")
    try link("g/a/again", to: "../b")
    try link("g/above", to: "..")
    try link("g/linked", to: "../elsewhere")
    try link("g/twice", to: "../elsewhere")
    let found = try listing()
    #expect(found.pictures.map(\.path) == ["a/1.png", "b/2.png", "linked/3.png"])
    #expect(
      passedOver(found) == [.repeatedFolders: ["a/again", "above", "loop", "twice"]])
  }

  @Test func aPictureIsFoundInAnyDepth() throws {
    let deep = (1...40).map { "f\($0)" }.joined(separator: "/")
    try write("g/\(deep)/1.png")
    #expect(try listing().pictures.map(\.path) == ["\(deep)/1.png"])
  }

  @Test func whatIsNoPictureIsCountedByKind() throws {
    try write("g/a/1.png", "g/@eaDir/2.png", "g/a/@eaDir/3.png", "g/__MACOSX/4.png", "g/.git/5.png")
    // The landmarks of a picture are read with it.
    try write("g/a/1.pts", "g/a/1.png.json", bytes: [1, 2])
    try write("g/a/2.pts", "g/a/notes.txt", "g/Thumbs.db", "g/.DS_Store", bytes: [1, 2])
    let found = try listing()
    #expect(found.pictures.map(\.path) == ["a/1.png"])
    #expect(
      passedOver(found) == [
        .notPictures: ["Thumbs.db", "a/notes.txt", "a/2.pts"], .hidden: [".DS_Store", ".git"],
        .systemFolders: ["@eaDir", "__MACOSX", "a/@eaDir"],
      ])
    #expect(
      found.passedOver.words == """
        3 files that are not pictures (Thumbs.db, a/notes.txt, a/2.pts); 2 hidden files or folders \
        (.DS_Store, .git); 3 system folders (@eaDir, __MACOSX, a/@eaDir)
        """)
    for number in 1...9 { try write("g/\(number).txt", bytes: [1]) }
    #expect(try listing().passedOver.groups[0].count == 12)
    #expect(try listing().passedOver.words!.contains("and 7 more)"))
  }

  @Test func picturesOfOtherKindsAreFailuresByContentOrByName() throws {
    try write("g/a.png")
    try write("g/holiday", bytes: Array("8BPS............".utf8))
    try write("g/b.jxl", "g/c.CR3", bytes: [1, 2, 3])
    let found = try listing().pictures
    #expect(found.map(\.path) == ["a.png", "b.jxl", "c.CR3", "holiday"])
    #expect(
      found.map(\.problem) == [
        nil, "'b.jxl' is of an unsupported kind (JPEG XL). Convert it to PNG or JPEG.",
        "'c.CR3' is of an unsupported kind (Canon raw (CR3)). Convert it to PNG or JPEG.",
        "'holiday' is of an unsupported kind (Photoshop (PSD)). Convert it to PNG or JPEG.",
      ])
    // Alone, it is the same failure and not a list.
    let alone = try listing("g/b.jxl")
    #expect(alone.pictures.map(\.problem) == [found[1].problem] && alone.layout != .list)
    try write("g/broken.jpg", bytes: Array("no picture".utf8))
    #expect(try listing("g/broken.jpg").pictures.map(\.path) == ["broken.jpg"])
  }

  @Test func namesThatLookTheSameAreTwoFilesAndTwoLabels() throws {
    try write("g/Zo\u{EB}/1.png", "g/Zoe\u{308}/1.png")
    let found = try listing().pictures
    #expect(found.count == 2)
    #expect(
      found.map { Array($0.path.utf8) } == [
        Array("Zoe\u{308}/1.png".utf8), Array("Zo\u{EB}/1.png".utf8),
      ])
    #expect(Set(found.map { PathKey($0.path) }).count == 2)
  }

  @Test func aNameThatIsNotUTF8IsAFailureWithItsBytesWrittenOut() throws {
    try write("g/a.png")
    let name = Array((folder.file("g") + "/caf").utf8) + [0xE9] + Array(".png".utf8) + [0]
    let descriptor = open(name.map(CChar.init(bitPattern:)), O_CREAT | O_WRONLY, 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    let found = try listing().pictures
    #expect(found.map(\.path) == ["a.png", "caf\\xE9.png"])
    #expect(
      found[1].problem == """
        The name of the file 'caf\\xE9.png' is not UTF-8, so no report can contain it. Rename it, for \
        example with 'convmv'.
        """)
  }

  @Test func whatALayoutOrAPartLeavesOutIsCounted() throws {
    try write("mlfw/aligned/Ann_B_0001_0001.jpg", "mlfw/origin/Ann_B_0001_0001.jpg")
    let aligned = try PictureList.listing(
      at: folder.file("mlfw"), options: ListingOptions(layout: .mlfw))
    #expect(passedOver(aligned) == [.outsideLayout: ["origin/Ann_B_0001_0001.jpg"]])
    try write("cfp/001/frontal/01.jpg", "cfp/001/profile/01.jpg")
    let frontal = try PictureList.listing(
      at: folder.file("cfp"), options: ListingOptions(part: .frontal))
    #expect(passedOver(frontal) == [.otherPart: ["001/profile/01.jpg"]])
  }
}
