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
      ("", "", "", nil),
      ("version: 1", "version: 2", "its version is '2', not 1", nil),
      ("n_points", "points", nil, nil),
      ("68", "abc", "'abc' is no number of points", nil),
      ("68", "5", nil, 5),
      ("\n}", "", "it does not end with '}'", nil),
      ("90.5", "x", nil, nil),
      ("91.5", "nan", "'nan' is no coordinate", nil),
      ("}", "3 4\n}", nil, 138),
    ] as [(String, String, String?, Int?)])
  func wrongPTS(part: String, replacement: String, reason: String?, found: Int?) {
    var text = LandmarkSamples.pts
    if part.isEmpty { text = "" }
    if let range = text.range(of: part) { text.replaceSubrange(range, with: replacement) }
    if part == "90.5" { text = text.replacingOccurrences(of: "91.5", with: "9l.5") }
    let error = #expect(throws: LandmarkError.self) { try readPTS(text) }
    switch error {
    case .malformed("a.pts", let found):
      if let reason, !reason.isEmpty { #expect(found == reason) }
    case .wrongCount("a.pts", _, _, let count):
      #expect(count == found)
    default:
      Issue.record("unexpected \(String(describing: error))")
    }
    #expect(error?.description.contains("'a.pts'") == true)
  }

  @Test(arguments: [
    ("{", "it is no dictionary from a part of the face to a list of [x, y]"),
    ("{\"chin\": 3}", "it is no dictionary from a part of the face to a list of [x, y]"),
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
    #expect(error.description == "'a.pts' holds 5 points, where 68 are needed.")
    #expect(
      LandmarkError.malformed(path: "a.pts", reason: "it is odd").description
        == "'a.pts' is no landmark file: it is odd.")
  }
}
