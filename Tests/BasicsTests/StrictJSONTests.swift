import Basics
import Testing

@Suite struct StrictJSONTests {
  private func error(_ text: String) -> StrictJSONError? {
    do throws(StrictJSONError) {
      try StrictJSON.validate(Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "{}", "[]", " {\"a\" : [1, -0.5e+3, true, false, null, \"\\u00e9\\n\\ud83d\\ude00\"]} \n", "0",
    "\"x\"", "{\"a\":{\"a\":1}}", "[{\"a\":1},{\"a\":1}]",
  ])
  func isRead(text: String) throws {
    #expect(error(text) == nil)
    _ = try StrictJSON.decode(JSONValue.self, from: Array(text.utf8))
  }

  @Test(arguments: [
    "", "{", "{\"a\"}", "{\"a\":1,}", "[1,]", "[1 2]", "01", "1.", "-", "+1", ".5", "1e", "nul",
    "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "{} {}", "{a:1}",
    "'a'", "\u{feff}{}", "[1]x", "NaN", "Infinity", "// a\n1",
  ])
  func isRefused(text: String) {
    if case .malformed = error(text) { return }
    Issue.record("'\(text)': \(String(describing: error(text)))")
  }

  @Test(arguments: [
    (#"{"a":1,"a":1}"#, "a"), (#"{"a":1,"b":2,"\u0061":3}"#, "a"), (#"[{"x":{"é":1,"é":2}}]"#, "é"),
    // Swift takes both for one key.
    (#"{"\u00e9":1,"e\u0301":2}"#, "é"),
  ])
  func aKeyThatStandsTwiceIsRefused(text: String, key: String) {
    #expect(error(text) == .duplicateKey(key))
  }

  @Test func depthAndBytesAreBounded() {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(error(deep) == nil)
    #expect(error("[" + deep + "]") == nil && error("[[" + deep + "]]") == .tooDeep)
    #expect(error(String(repeating: "[", count: 1_000_000)) == .tooDeep)
    #expect(throws: StrictJSONError.malformed(offset: 0)) {
      try StrictJSON.validate([0x22, 0xFF, 0x22])
    }
    #expect(throws: StrictJSONError.self) { try StrictJSON.validate([0xFF, 0xFE, 0x30, 0x00]) }
  }
}
