/// Returns text escaped for HTML, for an element as well as for a quoted attribute.
///
/// This is the one place at which text from outside becomes markup.
///
/// - Complexity: O(n); text without a special character is returned unchanged.
package func escapedForHTML(_ text: String) -> String {
  guard text.utf8.contains(where: { htmlEntity(of: $0) != nil }) else { return text }
  var escaped = [UInt8]()
  escaped.reserveCapacity(text.utf8.count + 32)
  for byte in text.utf8 {
    if let entity = htmlEntity(of: byte) {
      escaped.append(contentsOf: entity.utf8)
    } else {
      escaped.append(byte)
    }
  }
  return String(decoding: escaped, as: UTF8.self)
}

private func htmlEntity(of byte: UInt8) -> String? {
  switch byte {
  case UInt8(ascii: "&"): "&amp;"
  case UInt8(ascii: "<"): "&lt;"
  case UInt8(ascii: ">"): "&gt;"
  case UInt8(ascii: "\""): "&quot;"
  case UInt8(ascii: "'"): "&#39;"
  default: nil
  }
}
