/// The error that no font is installed: Pango would draw empty boxes and report no error.
package struct NoFonts: Error, CustomStringConvertible {
  package var description: String {
    """
    No font is installed, so pages and PDFs would have no text. Install one, for example with \
    'apt-get install fonts-inter', and run the command again.
    """
  }
}

/// Checks that text can be drawn at all, before any work.
package func requireFonts() throws(NoFonts) {
  let text = "Face 0123"
  if missingGlyphs(in: text) >= text.count - 1 { throw NoFonts() }
}

/// Returns a sentence if no installed font has some characters of a text: they are drawn as empty
/// boxes.
///
/// - Parameter text: Text from outside.
/// - Returns: `nil` if all characters can be drawn.
package func missingGlyphsWarning(_ text: String) -> String? {
  // The fonts in use have all of ASCII.
  guard !text.utf8.allSatisfy({ $0 < 128 }) else { return nil }
  let prefix = String(text.prefix(500))
  let count = missingGlyphs(in: prefix)
  guard count > 0 else { return nil }
  let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
  return """
    \(count) character\(count == 1 ? "" : "s") of '\(shown)' cannot be drawn on paper and in \
    figures: no installed font has \(count == 1 ? "it" : "them"). Install \(fontPackage(for: prefix)).
    """
}

/// Returns Debian's package of fonts for the script of a text.
private func fontPackage(for text: String) -> String {
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x1100...0x11FF, 0x2E80...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
      return "fonts-noto-cjk"
    case 0x1F000...0x1FAFF: return "fonts-noto-color-emoji"
    default: continue
    }
  }
  return "fonts-noto-core"
}

/// Returns a sentence for each text that cannot be drawn completely, each once.
package func missingGlyphsWarnings(_ texts: [String]) -> [String] {
  var seen: Set<String> = []
  return texts.filter { seen.insert($0).inserted }.compactMap(missingGlyphsWarning)
}
