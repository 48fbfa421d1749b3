import Basics
import Testing
import _TestSupport

@testable import Datasets

@Suite struct FacePairsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func write(_ text: String, _ name: String = "pairs.txt") throws -> String {
    let path = folder.file(name)
    try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
    try AtomicFile.write(text, to: path)
    return path
  }

  @Test func readsThePairsOfLFW() throws {
    let path = try write(
      """
      2\t1
      Abel_P\t1\t4
      Ann_B\t1\tC\t12
      C\t12\t13
      Abel_P\t4\tAnn_B\t10001

      """)
    let found = try FacePairs(at: path)
    #expect(found.format == .lfw && found.folding == .given)
    #expect(
      found.pairs == [
        FacePair(first: "Abel_P/Abel_P_0001", second: "Abel_P/Abel_P_0004", isSame: true, fold: 0),
        FacePair(first: "Ann_B/Ann_B_0001", second: "C/C_0012", isSame: false, fold: 0),
        FacePair(first: "C/C_0012", second: "C/C_0013", isSame: true, fold: 1),
        FacePair(first: "Abel_P/Abel_P_0004", second: "Ann_B/Ann_B_10001", isSame: false, fold: 1),
      ])
    // Nested with any ending, or flat.
    _ = try write("", "lfw/Abel_P/Abel_P_0001.jpg")
    _ = try write("", "lfw/Abel_P_0004.png")
    let pictures = found.pictures(path: path, root: folder.file("lfw"))
    #expect(pictures.count == 6)
    #expect(pictures[0].location == folder.file("lfw/Abel_P/Abel_P_0001.jpg"))
    #expect(pictures[1].location == folder.file("lfw/Abel_P_0004.png"))
  }

  @Test func aFileOfOneSetHasNoFolds() throws {
    let path = try write("1\nA 1 2\nA 1 B 1\n")
    #expect(try FacePairs(at: path).folding == .none)
  }

  @Test(arguments: ["a b.jpg\tc.jpg\t1\nd.jpg\te.jpg\t0\n", "a b.jpg,c.jpg,same\nd.jpg, e.jpg ,0"])
  func readsPathsAndAFlag(text: String) throws {
    let path = try write(text)
    let found = try FacePairs(at: path)
    #expect(found.format == .paths)
    #expect(found.pairs.map(\.first) == ["a b.jpg", "d.jpg"])
    #expect(found.pairs.map(\.second) == ["c.jpg", "e.jpg"])
    #expect(found.pairs.map(\.isSame) == [true, false])
    #expect(
      found.pictures(path: path, root: "/r").map(\.location) == [
        "/r/a b.jpg", "/r/c.jpg", "/r/d.jpg", "/r/e.jpg",
      ])
  }

  @Test func tenFoldsAreBlocksOfTheFileWhereEachIsMixed() throws {
    func pairs(_ flags: [Int]) throws -> FacePairs {
      let lines = flags.enumerated().map { "a\($0).jpg b\($0).jpg \($1)" }
      return try FacePairs(at: write(lines.joined(separator: "\n")))
    }
    let mixed = try pairs((0..<40).map { $0 % 2 })
    #expect(mixed.folding == .blocks)
    #expect(mixed.pairs.map(\.fold) == (0..<40).map { $0 / 4 })
    let sorted = try pairs((0..<40).map { $0 < 20 ? 1 : 0 })
    #expect(sorted.folding == .blocksOfEachKind)
    #expect(sorted.pairs.map(\.fold) == (0..<40).map { $0 % 20 / 2 })
    #expect(try pairs((0..<40).map { $0 < 9 ? 1 : 0 }).folding == .none)
  }

  @Test func readsTheProtocolOfCFP() throws {
    _ = try write(
      "1 ../Data/Images/001/frontal/01.jpg\n2 ../Data/Images/002/frontal/01.jpg\n",
      "cfp/Protocol/Pair_list_F.txt")
    _ = try write(
      "1 ../Data/Images/001/profile/01.jpg\n2 ../Data/Images/002/profile/01.jpg\n",
      "cfp/Protocol/Pair_list_P.txt")
    for fold in ["01", "02"] {
      _ = try write("1,1\n2,2\n", "cfp/Protocol/Split/FP/\(fold)/same.txt")
      _ = try write("1,2\n", "cfp/Protocol/Split/FP/\(fold)/diff.txt")
    }
    let path = folder.file("cfp/Protocol/Split/FP")
    let found = try FacePairs(at: path + "/")
    #expect(found.format == .cfp && found.folding == .given)
    #expect(found.pairs.map(\.isSame) == [true, true, false, true, true, false])
    #expect(found.pairs.map(\.fold) == [0, 0, 0, 1, 1, 1])
    #expect(found.pairs[2].first == "../Data/Images/001/frontal/01.jpg")
    #expect(found.pairs[2].second == "../Data/Images/002/profile/01.jpg")
    #expect(
      found.pictures(path: path, root: nil)[0].location
        == path + "/../../../Data/Images/001/frontal/01.jpg")
    #expect(
      found.pictures(path: path, root: "/r")[0].location == "/r/Data/Images/001/frontal/01.jpg")
    #expect(throws: PairsFileError.notAProtocol(folder: folder.file("cfp"))) {
      try FacePairs(at: folder.file("cfp"))
    }
  }

  @Test(
    arguments: [
      ("a b 1\nc d 2", "Line 2 of 'F' is not 'path1 path2 same' with same 1 or 0: 'c d 2'"),
      ("1 1\nA 1 2\nA 1 3", "Line 3 of 'F' is not 'name1 n1 name2 n2': 'A 1 3'"),
      ("1 1\nA 1 x\nA 1 B 3", "Line 2 of 'F' is not 'name n1 n2': 'A 1 x'"),
      ("10 300\nA 1 2", "'F' announces 6000 pairs in its first line, but contains 1"),
      ("9223372036854775807 9\nA 1 2", "'F' announces 9223372036854775807 pairs"),
      ("a b 1\nc d 1", "'F' contains pairs of one kind only"),
      ("", "'F' contains pairs of one kind only"),
      ("a\u{0}b c 1", "'F' is not text in UTF-8"),
    ] as [(String, String)])
  func saysWhatIsWrong(text: String, message: String) throws {
    let path = try write(text)
    let error = #expect(throws: PairsFileError.self) { try FacePairs(at: path) }
    let said = error?.description.replacing(path, with: "F") ?? ""
    #expect(said.hasPrefix(message) && said.hasSuffix("."), "\(said)")
  }

  private func people(_ lines: [(String, String, Bool)]) -> FacePairs.People {
    FacePairs(
      format: .paths,
      pairs: lines.map { FacePair(first: $0.0, second: $0.1, isSame: $0.2, fold: 0) },
      hasFolds: false
    ).people
  }

  /// By folders, by the folders above them, by file names; and by the pairs where no name agrees with them.
  @Test func peopleOfPairsAreToldApart() {
    let folders = people([("A/1.png", "A/2.png", true), ("B/1.png", "A/1.png", false)])
    #expect(folders.first == [0, 1] && folders.second == [0, 0])
    #expect(folders.source == .names && folders.count == 2)
    let cfp = people([
      ("x/001/frontal/01.jpg", "x/001/profile/01.jpg", true),
      ("x/001/frontal/02.jpg", "x/002/frontal/02.jpg", false),
    ])
    #expect(cfp.second == [0, 1] && cfp.source == .names)
    let flat = people([
      ("Ann_B_0001_0001.jpg", "Ann_B_0002_0001.jpg", true), ("Ann_B_0001.jpg", "C_0001.jpg", false),
    ])
    #expect(flat.first == [0, 0] && flat.second == [0, 1] && flat.source == .names)
    // One folder, and numbers as names: 'c' is joined with 'a' by 'b'.
    let pairs = people([
      ("all/1a.png", "all/2b.png", true), ("all/2b.png", "all/3c.png", true),
      ("all/3c.png", "all/4d.png", false), ("all/5e.png", "all/4d.png", false),
    ])
    #expect(pairs.first == [0, 0, 0, 2] && pairs.second == [0, 0, 1, 1])
    #expect(pairs.source == .pairs && pairs.count == 3)
  }
}
