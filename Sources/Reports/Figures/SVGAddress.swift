/// Returns the `data:` address of an SVG as text, not base64. Only characters that an address or an
/// attribute cannot contain are written as numbers.
///
/// It is a quarter smaller than base64, which the pictures inside already use. The names of namespaces
/// look like addresses. To keep a search for addresses in a page from finding them, the colon of "://"
/// is written as a number.
///
/// RFC 3986, section 2.1; RFC 2397.
package func svgAddress(_ svg: [UInt8]) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var address = Array("data:image/svg+xml,".utf8)
  address.reserveCapacity(svg.count + svg.count / 4)
  for (place, byte) in svg.enumerated() {
    let isScheme = byte == UInt8(ascii: ":") && svg[place...].starts(with: "://".utf8)
    if isPlain(byte), !isScheme {
      address.append(byte)
    } else {
      address += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: address, as: UTF8.self)
}

/// Whether a byte stands for itself in a quoted address in HTML.
private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "%"), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"),
    UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "&"), UInt8(ascii: "\\"),
    UInt8(ascii: "{"), UInt8(ascii: "}"):
    false
  default: byte >= 32 && byte < 127
  }
}
