import Basics
import Testing

@Suite struct DisplayedPathTests {
  @Test(arguments: [
    ("a/b.png", "a/b.png"), ("Zoë/b.png", "Zoë/b.png"),
    (
      "\u{5DE}\u{5E9}/02.png",
      "\u{2066}\u{2068}\u{5DE}\u{5E9}\u{2069}/\u{2068}02\u{2069}.png\u{2069}"
    ),
    ("\u{645}", "\u{2066}\u{2068}\u{645}\u{2069}\u{2069}"),
    ("\u{645}. 7", "\u{2066}\u{2068}\u{645}. 7\u{2069}\u{2069}"),
    // Characters that would change the direction of the text itself are escaped, as everywhere.
    ("\u{645}\u{202E}", "\u{2066}\u{2068}\u{645}[U+202E]\u{2069}\u{2069}"),
  ])
  func foldersStandFromLeftToRight(path: String, shown: String) {
    #expect(Array(displayedPath(path).unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test func namesInSentencesAreIsolated() {
    #expect(isolated("s01") == "s01")
    #expect(isolated("Zoë") == "\u{2068}Zoë\u{2069}")
    #expect(isolated("\u{645}") == displayedPath("\u{645}"))
  }
}
