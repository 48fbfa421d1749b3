import Basics
import Faces
import Foundation
import Testing
import _TestSupport

@Suite struct LandmarkFileTests {
  private func readPTS(_ text: String) throws -> Landmarks68 {
    try Landmarks68(pts: Array(text.utf8), path: "a.pts")
  }

  private func readJSON(_ text: String) throws -> Landmarks68 {
    try Landmarks68(json: Array(text.utf8), path: "a.json")
  }

  @Test func ptsCountsFromOne() throws {
    #expect(try readPTS(LandmarkSamples.pts).points == LandmarkSamples.points)
    let windows = LandmarkSamples.pts.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try readPTS(windows).points == LandmarkSamples.points)
    let tight = LandmarkSamples.pts.replacingOccurrences(of: ":  68", with: ":68")
    #expect(try readPTS(tight).points == LandmarkSamples.points)
  }

  @Test func jsonInBothOrdersOfTheInnerLips() throws {
    for innerRunsAlong in [false, true] {
      let text = LandmarkSamples.json(innerRunsAlong: innerRunsAlong)
      #expect(try readJSON(text).points == LandmarkSamples.points)
      #expect(try readJSON("[\(text)]").points == LandmarkSamples.points)
    }
  }

  @Test(
    arguments: [
      ("version: 1", "1", .malformed(path: "a.pts", reason: Self.beginning)),
      ("n_points", "points", .malformed(path: "a.pts", reason: Self.beginning)),
      ("{", "[", .malformed(path: "a.pts", reason: Self.beginning)),
      ("version: 1", "version: 2", .malformed(path: "a.pts", reason: "its version is '2', not 1")),
      ("68", "all", .malformed(path: "a.pts", reason: "'all' is not a number of points")),
      ("68", "5", .wrongCount(path: "a.pts", of: "points", expected: 68, found: 5)),
      ("}", "", .malformed(path: "a.pts", reason: "it does not end with '}'")),
      ("91.5", "9l.5", .malformed(path: "a.pts", reason: "'9l.5' is not a coordinate")),
      ("91.5", "nan", .malformed(path: "a.pts", reason: "'nan' is not a coordinate")),
      ("}", "3 4 }", .wrongCount(path: "a.pts", of: "coordinates", expected: 136, found: 138)),
      ("91.5", "", .wrongCount(path: "a.pts", of: "coordinates", expected: 136, found: 135)),
    ] as [(String, String, LandmarkError)])
  func wrongPTS(part: String, replacement: String, expected: LandmarkError) throws {
    var text = LandmarkSamples.pts
    text.replaceSubrange(try #require(text.range(of: part)), with: replacement)
    #expect(throws: expected) { try readPTS(text) }
  }

  @Test(arguments: ["3e307", "1e308", "-131001", "131002"])
  func coordinatesOutsideAnyPicture(number: String) throws {
    var text = LandmarkSamples.pts
    text.replaceSubrange(try #require(text.range(of: "91.5")), with: number)
    let reason = "the coordinate '\(number)' lies outside any picture"
    #expect(throws: LandmarkError.malformed(path: "a.pts", reason: reason)) { try readPTS(text) }
    let json = LandmarkSamples.json(innerRunsAlong: false)
    let start = try #require(json.range(of: "[["))
    let end = try #require(json[start.upperBound...].firstIndex(of: ","))
    let far = json.replacingCharacters(in: start.upperBound..<end, with: number)
    let error = #expect(throws: LandmarkError.self) { try readJSON(far) }
    #expect(error?.description.contains("lies outside any picture") == true)
  }

  @Test func emptyFiles() {
    #expect(throws: LandmarkError.malformed(path: "a.pts", reason: Self.beginning)) {
      try readPTS("")
    }
  }

  private static let beginning = "it does not begin with 'version: 1', 'n_points: 68' and '{'"

  @Test(arguments: [
    ("{", "it is not a dictionary from a part of the face to a list of [x, y]"),
    ("{\"chin\": 3}", "it is not a dictionary from a part of the face to a list of [x, y]"),
    ("{}", "the part 'chin' is missing"),
  ])
  func otherJSON(text: String, reason: String) {
    #expect(throws: LandmarkError.malformed(path: "a.json", reason: reason)) {
      try readJSON(text)
    }
  }

  @Test func wrongNumbersOfFacesAndPoints() {
    let face = LandmarkSamples.json()
    #expect(throws: LandmarkError.wrongCount(path: "a.json", of: "faces", expected: 1, found: 2)) {
      try readJSON("[\(face), \(face)]")
    }
    #expect(throws: LandmarkError.wrongCount(path: "a.json", of: "faces", expected: 1, found: 0)) {
      try readJSON("[]")
    }
    let point = "[0.5, 0.0]"
    let fewer = face.replacingOccurrences(of: point + ", ", with: "")
    #expect(
      throws: LandmarkError.wrongCount(
        path: "a.json", of: "points of 'chin'", expected: 17, found: 16)
    ) { try readJSON(fewer) }
    let flat = face.replacingOccurrences(of: point, with: "[0.5]")
    #expect(
      throws: LandmarkError.malformed(path: "a.json", reason: "a point of 'chin' is not [x, y]")
    ) { try readJSON(flat) }
  }

  @Test func lipsThatDoNotMeet() throws {
    let face = LandmarkSamples.json()
    let corner = try #require(face.range(of: "[40.0, 90.5]"))
    let reason = "its lips do not meet in the corners of the mouth"
    #expect(throws: LandmarkError.malformed(path: "a.json", reason: reason)) {
      try readJSON(face.replacingCharacters(in: corner, with: "[41.0, 90.5]"))
    }
  }

  @Test func sentences() {
    let error = LandmarkError.wrongCount(path: "a.pts", of: "points", expected: 68, found: 5)
    #expect(error.description == "'a.pts' contains 5 points instead of 68. Correct or remove it.")
    #expect(
      LandmarkError.malformed(path: "a.pts", reason: "it is odd").description
        == "'a.pts' is not a landmark file: it is odd. Correct or remove it.")
  }
}
