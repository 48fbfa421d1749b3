import Basics
import Testing
import _TestSupport

@testable import Datasets

/// Tables of pairs in the form of other publications.
@Suite struct PairTableTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func pairs(_ text: String) throws -> FacePairs {
    try AtomicFile.write(text, to: folder.file("pairs.csv"))
    return try FacePairs(at: folder.file("pairs.csv"))
  }

  @Test(
    arguments: [
      "path1,path2,same\na.png,b.png,1\nc.png,d.png,0\n",
      "Path1;Path2;Same\r\n\"a.png\";\"b.png\";Yes\r\nc.png;d.png;No\r\n",
      "same\timage_a\timage_b\ntrue\ta.png\tb.png\nFALSE\tc.png\td.png\n",
      "\u{FEFF}id,img1,img2,label\n7,a.png,b.png,same\n8,c.png,d.png,different\n",
      "\"a.png\",\"b.png\",True\n\"c.png\",\"d.png\",False\n", "a.png b.png y\n\"c.png\" d.png n\n",
    ])
  func columnsByTheirNamesAndFlagsInWords(text: String) throws {
    let found = try pairs(text)
    #expect(found.format == .paths)
    #expect(found.pairs.map(\.first) == ["a.png", "c.png"])
    #expect(found.pairs.map(\.second) == ["b.png", "d.png"])
    #expect(found.pairs.map(\.isSame) == [true, false])
  }

  @Test func aPathWithACommaStandsInQuotes() throws {
    let found = try pairs("path1,path2,same\n\"a, b.png\",c.png,1\nd.png,\"e \"\"f\"\".png\",0\n")
    #expect(found.pairs[0].first == "a, b.png" && found.pairs[1].second == "e \"f\".png")
  }

  @Test(arguments: [
    "name,imagenum1,imagenum2,\nAbel_P,1,4,\nAnn_B,1,C,12\n",
    "name1,imagenum1,name2,imagenum2,label\nAbel_P,1,Abel_P,4,1\nAnn_B,1,C,12.0,0\n",
  ])
  func theTablesOfLFWOnKaggle(text: String) throws {
    let found = try pairs(text)
    #expect(found.format == .lfw)
    #expect(
      found.pairs == [
        FacePair(first: "Abel_P/Abel_P_0001", second: "Abel_P/Abel_P_0004", isSame: true, fold: 0),
        FacePair(first: "Ann_B/Ann_B_0001", second: "C/C_0012", isSame: false, fold: 0),
      ])
  }

  @Test func aColumnGivesTheFolds() throws {
    let found = try pairs(
      "fold_id,path1,path2,same\n2,a,b,1\n2,c,d,0\n5,a,c,1\n5,b,d,0\n")
    #expect(found.folding == .given && found.pairs.map(\.fold) == [0, 0, 1, 1])
  }

  @Test func unknownColumnsAndFlagsAreNamed() throws {
    let unknown = #expect(throws: PairsFileError.self) { try pairs("x,y,z\na,b,1\nc,d,0\n") }
    #expect(unknown?.description.contains("nor the names of such columns") == true)
    let flag = #expect(throws: PairsFileError.self) {
      try pairs("path1,path2,same\na,b,1\nc,d,perhaps\n")
    }
    #expect(flag?.description.contains("Line 3") == true)
    let quote = #expect(throws: PairsFileError.self) { try pairs("\"a,b,1\nc,d,0\n") }
    #expect(quote?.description.contains("a quote is not closed") == true)
  }

  @Test func picturesWhoseNamesLookTheSameAreTwo() throws {
    let found = try pairs("Zo\u{EB}.png,a.png,1\nZoe\u{308}.png,a.png,0\n")
    let pictures = found.pictures(path: folder.file("pairs.csv"), root: nil)
    #expect(pictures.count == 3)
  }
}
