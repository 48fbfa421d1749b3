import Basics
import Testing

@Suite struct JSONTextTests {
  private struct Entry: Codable {
    var path = "a/b \"ü\".png"
    var score = 0.1
    var label: String?
    var count = 3
  }

  @Test func format() throws {
    #expect(
      try JSONText.encode(["b": [Entry()], "a": []]) == """
        {
          "a" : [],
          "b" : [
            {
              "count" : 3,
              "path" : "a/b \\"ü\\".png",
              "score" : 0.1
            }
          ]
        }

        """)
  }

  @Test func numbersStandOnOneLine() throws {
    let text = try JSONText.encode(["n": [[1, -2.5], [3e-20]], "m": []])
    #expect(text == "{\n  \"m\" : [],\n  \"n\" : [\n    [1, -2.5],\n    [3e-20]\n  ]\n}\n")
    let strings = try JSONText.encode(["[1, 2", "\\\"[3]"])
    #expect(strings == "[\n  \"[1, 2\",\n  \"\\\\\\\"[3]\"\n]\n")
  }

  @Test func keyOrderDoesNotDependOnTheHash() throws {
    let keys = (0..<200).map { "key\($0)" }
    let text = try JSONText.encode(Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) }))
    let other = try JSONText.encode(
      Dictionary(uniqueKeysWithValues: keys.reversed().map { ($0, 1) }))
    #expect(text == other)
    #expect(text.split(separator: "\n").dropFirst().first == "  \"key0\" : 1,")
  }

  @Test(arguments: [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func numbersThatAreNone(value: Double, text: String) {
    let error = #expect(throws: JSONTextError.self) {
      try JSONText.encode(["results": [Entry(), Entry(score: value)]])
    }
    #expect(error == .notFinite(value: text, place: ".results[1].score"))
    #expect(error?.description.contains("'.results[1].score' is \(text)") == true)
  }
}
