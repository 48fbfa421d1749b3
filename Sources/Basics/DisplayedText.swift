/// Returns text from outside as a report or a terminal shows it. Characters that would break a
/// line, are invisible, change the direction of the text, or are unassigned are written as
/// `[U+202E]`.
///
/// Two different paths therefore never look the same; `report.json` contains them unchanged.
package func displayed(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isInvisible) else { return text }
  var shown = ""
  for scalar in text.unicodeScalars {
    if isInvisible(scalar) {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      shown += "[U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits + "]"
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

/// Returns text from outside for use inside a sentence, whose direction it then cannot change.
package func isolated(_ text: String) -> String {
  let shown = displayed(text)
  if shown.utf8.allSatisfy({ $0 < 128 }) { return shown }
  return hasLettersFromTheRight(shown) ? isolatedParts(shown) : "\u{2068}\(shown)\u{2069}"
}

/// Returns a path from outside, whose folders are shown from left to right with the extension last,
/// whatever their script.
package func displayedPath(_ text: String) -> String {
  let shown = displayed(text)
  return hasLettersFromTheRight(shown) ? isolatedParts(shown) : shown
}

/// Isolates each part between '/' and orders the parts from left to right. Without this, a name in
/// Arabic would move the slash and the number after it to its other side.
private func isolatedParts(_ shown: String) -> String {
  let parts = shown.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
    .map { part -> String in
      let name = String(part)
      guard let dot = name.unicodeScalars.lastIndex(of: ".") else {
        return "\u{2068}\(name)\u{2069}"
      }
      let ending = name[dot...]
      let isEnding =
        (2...6).contains(ending.utf8.count)
        && ending.dropFirst().utf8.allSatisfy { $0 > 47 && $0 < 123 }
      return isEnding ? "\u{2068}\(name[..<dot])\u{2069}\(ending)" : "\u{2068}\(name)\u{2069}"
    }
  return "\u{2066}\(parts.joined(separator: "/"))\u{2069}"
}

/// Returns whether a text has letters of a right-to-left script: Hebrew, Arabic and others.
private func hasLettersFromTheRight(_ text: String) -> Bool {
  text.unicodeScalars.contains { scalar in
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }
}

private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
  case .format:
    // Joiners belong to words and to emoji of several characters.
    return scalar != "\u{200C}" && scalar != "\u{200D}"
  case .unassigned: return scalar.properties.isNoncharacterCodePoint
  default: return false
  }
}
