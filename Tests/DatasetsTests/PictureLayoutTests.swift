import Basics
import Datasets
import Pictures
import Testing
import _TestSupport

@Suite struct PictureLayoutTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func write(_ names: String...) throws {
    let png = Picture(width: 1, height: 1, channels: .gray, samples: [7]).encodedPNG()
    for name in names {
      let path = folder.file(name)
      try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
      try AtomicFile.write(png, to: path)
    }
  }

  func listing(
    _ name: String = "", _ layout: PictureLayout = .auto, part: PicturePart? = nil,
    root: String? = nil
  ) throws -> PictureListing {
    try PictureList.listing(
      at: name.isEmpty ? folder.path : folder.file(name),
      options: ListingOptions(root: root, layout: layout, part: part))
  }

  // MARK: Folders

  @Test func nestedLFWIsRecognizedAndLabeledByThePerson() throws {
    try write(
      "lfw/Ann_B/Ann_B_0001.jpg", "lfw/Ann_B/Ann_B_0012.jpg", "lfw/Jean-Luc_C/Jean-Luc_C_0001.png")
    let found = try listing()
    #expect(found.layout == .lfw)
    #expect(found.pictures.map(\.label) == ["Ann_B", "Ann_B", "Jean-Luc_C"])
    #expect(found.pictures.map(\.path).first == "lfw/Ann_B/Ann_B_0001.jpg")
    #expect(found.summary == "3 pictures of 2 people (layout lfw)")
    // One picture has another name, so the folder's names no longer prove a layout.
    try write("lfw/Ann_B/holiday.jpg")
    #expect(try listing().layout == .folders)
    #expect(try listing("lfw").pictures.map(\.label).last == "Jean-Luc_C")
  }

  @Test func hiddenFoldersArePassedOverAndTheErrorSaysSo() throws {
    let path = folder.path
    try AtomicFile.write("x", to: folder.file(".notes"))
    #expect(throws: PictureList.Failure.empty(path: path)) { try listing() }
    try write(".people/a/1.png")
    #expect(throws: PictureList.Failure.onlyHidden(path: path)) { try listing() }
    #expect(
      PictureList.Failure.onlyHidden(path: "x").description == """
        'x' contains only hidden pictures or folders, which are skipped: their names begin with \
        '.'. Rename them, or name a hidden folder itself.
        """)
    #expect(try listing(".people").pictures.map(\.path) == ["a/1.png"])
    try write("b/2.png")
    #expect(try listing().pictures.map(\.path) == ["b/2.png"])
    // The same applies to a picture by its name alone.
    try write("c/.3.png")
    #expect(throws: PictureList.Failure.onlyHidden(path: folder.file("c"))) { try listing("c") }
  }

  @Test func flatNamesGiveLabelsOnlyWhereAsked() throws {
    try write("Ann_B_0001.jpg", "Ann_B_0002.jpg", "C_0001.jpg")
    let plain = try listing()
    #expect(plain.layout == .folders && plain.pictures.allSatisfy { $0.label == nil })
    #expect(plain.hint?.contains("--layout lfw") == true)
    for layout in [PictureLayout.lfw, .talfw] {
      let found = try listing("", layout)
      #expect(found.pictures.map(\.label) == ["Ann_B", "Ann_B", "C"])
      #expect(found.layout == layout && found.hint == nil)
    }
  }

  @Test func aNameThatDoesNotFitIsAFailureOfThatPicture() throws {
    try write("Ann_B_0001.jpg", "Ann.jpg", "Ann_12.jpg", "_0001.jpg")
    let found = try listing("", .lfw).pictures
    #expect(found.map(\.label) == [nil, nil, "Ann_B", nil])
    #expect(found.map { $0.problem == nil } == [false, false, true, false])
    #expect(
      found[0].problem == """
        'Ann.jpg' does not fit --layout lfw (expected 'Name_Surname/Name_Surname_0001.jpg'), so its \
        identity is unknown. Rename it, or choose another layout.
        """)
  }

  @Test func masksOfMLFWAreOnePerson() throws {
    try write(
      "aligned/Ann_B_0001_0001.jpg", "aligned/Ann_B_0001_0002.jpg", "aligned/C_0003.jpg",
      "origin/Ann_B_0001_0001.jpg")
    // The aligned pictures are taken from the data set's folder, but all pictures from one of its
    // folders.
    #expect(
      try listing("", .mlfw).pictures.map(\.path) == [
        "aligned/Ann_B_0001_0001.jpg", "aligned/Ann_B_0001_0002.jpg", "aligned/C_0003.jpg",
      ])
    let found = try listing("aligned", .mlfw)
    #expect(found.pictures.map(\.label) == ["Ann_B", "Ann_B", "C"])
    #expect(try listing("origin").hint?.contains("--layout mlfw") == true)
  }

  @Test func profileAndFrontalPicturesOfCFP() throws {
    try write(
      "Data/Images/001/frontal/01.jpg", "Data/Images/001/profile/01.jpg",
      "Data/Images/002/frontal/01.jpg")
    for place in ["", "Data", "Data/Images"] {
      let found = try listing(place)
      #expect(found.layout == .cfp && found.part == nil)
      #expect(found.pictures.map(\.label) == ["001", "001", "002"])
    }
    #expect(try listing("", part: .frontal).pictures.map(\.label) == ["001", "002"])
    let profile = try listing("", part: .profile)
    #expect(profile.pictures.map(\.path) == ["Data/Images/001/profile/01.jpg"])
    #expect(profile.summary == "1 picture of 1 person (layout cfp, profile)")
    #expect(
      throws: PictureList.Failure.emptyPart(path: folder.file("Data/Images/002"), part: .profile)
    ) { try listing("Data/Images/002", .cfp, part: .profile) }
  }

  @Test func partsNeedCFP() throws {
    try write("a/1.jpg")
    #expect(throws: PictureList.Failure.noParts(path: folder.path, part: .frontal)) {
      try listing("", part: .frontal)
    }
    #expect(throws: PictureList.Failure.notAList(path: folder.path)) { try listing("", .list) }
  }

  // MARK: Lists

  @Test func readsTheListsOfDeepFaceEMD() throws {
    // As in data_files/small/lfw_128.txt: numbers for people, no newline at the end.
    try AtomicFile.write(
      "lfw-align-128/Ann_B/Ann_B_0001.jpg,0\nlfw-align-128/C/C_0001.jpg,1",
      to: folder.file("lists.txt"))
    try write("data/lfw-align-128/Ann_B/Ann_B_0001.jpg")
    let found = try listing("lists.txt", root: folder.file("data"))
    #expect(found.layout == .list)
    #expect(found.pictures.map(\.label) == ["0", "1"])
    #expect(found.pictures[0].path == "lfw-align-128/Ann_B/Ann_B_0001.jpg")
    #expect(found.pictures[0].location == folder.file("data/lfw-align-128/Ann_B/Ann_B_0001.jpg"))
    let own = try listing("lists.txt").pictures
    #expect(own[0].location == folder.file("lfw-align-128/Ann_B/Ann_B_0001.jpg"))
  }

  @Test(
    arguments: [
      ("path,label\na.jpg,A\n", ["a.jpg"], ["A"]),
      ("\u{FEFF}Image,Identity\r\na.jpg,A\r\n", ["a.jpg"], ["A"]),
      // Without a label in the second column, "path" is a picture like any other.
      ("path\n", ["path"], [nil]),
      ("a b.jpg 12\nc.jpg\td e\n", ["a b.jpg", "c.jpg"], ["12", "d e"]),
      ("a b.jpg\na 1/b 2.jpg\n", ["a b.jpg", "a 1/b 2.jpg"], [nil, nil]),
    ] as [(String, [String], [String?])])
  func readsOtherLists(text: String, paths: [String], labels: [String?]) throws {
    try AtomicFile.write(text, to: folder.file("list"))
    let found = try listing("list").pictures
    #expect(found.map(\.path) == paths)
    #expect(found.map(\.label) == labels)
  }

  @Test func findsPicturesWhoseEndingTheListLeavesOut() throws {
    try write("a/1.png", "a/2.jpg")
    try AtomicFile.write("a/1,A\na/2,A\na/3,A\n", to: folder.file("list"))
    let found = try listing("list").pictures
    #expect(
      found.map(\.location) == [
        folder.file("a/1.png"), folder.file("a/2.jpg"), folder.file("a/3"),
      ])
  }

  @Test func linesWithoutLabelTakeItFromTheNameWhereAsked() throws {
    try AtomicFile.write("x/Ann_B_0001.jpg\nC_0002.jpg,other\n", to: folder.file("list"))
    #expect(try listing("list").pictures.map(\.label) == [nil, "other"])
    #expect(try listing("list", .lfw).pictures.map(\.label) == ["Ann_B", "other"])
  }
}
