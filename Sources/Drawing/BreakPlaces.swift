/// Marks the places at which a long name may break: after '_', '-', '.' and '/', each with a zero
/// width space, which is neither drawn nor part of a PDF's text.
///
/// Without marks, a line breaks anywhere inside a name. Only words of ten bytes or more are marked,
/// and neither '.' nor '-' between digits: numbers and dates stay whole.
///
/// - Parameter utf8: The text.
/// - Complexity: O(n).
func breakable(_ utf8: [UInt8]) -> [UInt8] {
  guard utf8.contains(where: isSeparator) else { return utf8 }
  var marked: [UInt8] = []
  marked.reserveCapacity(utf8.count + utf8.count / 4)
  for word in utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
    if word.startIndex > 0 { marked.append(UInt8(ascii: " ")) }
    guard word.count >= 10 else {
      marked.append(contentsOf: word)
      continue
    }
    for place in word.indices {
      let byte = word[place]
      marked.append(byte)
      let next = place + 1
      guard next < word.endIndex, isSeparator(byte), !isSeparator(word[next]) else { continue }
      let isInNumber =
        (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")) && place > word.startIndex
        && isDigit(word[place - 1]) && isDigit(word[next])
      if !isInNumber { marked.append(contentsOf: breakPlace) }
    }
  }
  return marked
}

/// Returns a line's text as it was before `breakable`.
func withoutBreakPlaces(_ utf8: ArraySlice<UInt8>) -> String {
  let text = String(decoding: utf8, as: UTF8.self)
  guard utf8.contains(breakPlace[0]), text.unicodeScalars.contains("\u{200B}") else { return text }
  return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\u{200B}" }))
}

private let breakPlace: [UInt8] = Array("\u{200B}".utf8)

private func isSeparator(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"): true
  default: false
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
