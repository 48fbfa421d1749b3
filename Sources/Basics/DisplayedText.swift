/// Text from outside as a report or a terminal shows it: a character that would break a line, hide,
/// turn the direction of what follows, or is none at all, is written out as `[U+202E]`.
///
/// Two different paths thus never look the same; `report.json` has them as they are.
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

/// Text from outside to stand inside a sentence, whose direction it then cannot change.
package func isolated(_ text: String) -> String {
  let shown = displayed(text)
  return shown.utf8.allSatisfy { $0 < 128 } ? shown : "\u{2068}\(shown)\u{2069}"
}

private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
  case .format:
    // Joiners belong to words and to pictures of several characters.
    return scalar != "\u{200C}" && scalar != "\u{200D}"
  case .unassigned: return scalar.properties.isNoncharacterCodePoint
  default: return false
  }
}
