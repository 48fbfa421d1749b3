import Testing
import _TestSupport

@testable import Datasets

@Suite struct AgeDBTests {
  @Test(arguments: [
    ("0_MariaCallas_35_f.jpg", "MariaCallas"), ("folder/16487_OrsonWelles_70_m.jpg", "OrsonWelles"),
  ])
  func theNameIsTheSecondPart(path: String, label: String) {
    #expect(PictureLayout.agedb.label(of: path) == label)
  }

  @Test(arguments: [
    "MariaCallas_35_f.jpg", "0__35_f.jpg", "0_Maria_x_f.jpg", "0_Maria_Callas_35_f.jpg",
  ])
  func otherNamesDoNotFit(path: String) {
    #expect(PictureLayout.agedb.label(of: path) == nil)
  }

  /// Two lines for each pair; 0 for different people.
  @Test func pairsOfCALFWTakeTwoLines() throws {
    let pairs = try FacePairs(
      Array("a_0001.jpg 1\na_0002.jpg 1\nb_0001.jpg 0\nc_0001.jpg 0\n".utf8), file: "pairs.txt")
    #expect(pairs.pairs.map(\.isSame) == [true, false])
    #expect(pairs.pairs.map(\.first) == ["a_0001.jpg", "b_0001.jpg"])
    #expect(pairs.pairs.map(\.second) == ["a_0002.jpg", "c_0001.jpg"])
  }

  @Test func aPairOfCALFWWithTwoNumbersIsRefused() {
    #expect(throws: PairsFileError.self) {
      try FacePairs(Array("a.jpg 1\nb.jpg 2\nc.jpg 0\nd.jpg 0\n".utf8), file: "pairs.txt")
    }
  }
}
