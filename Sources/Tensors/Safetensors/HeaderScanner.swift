/// A reader of the JSON of a safetensors header: objects, strings, lists of whole numbers. The
/// format needs no more, so nothing here recurses, whatever the header contains.
struct HeaderScanner {
  private let bytes: [UInt8]
  private(set) var offset = 0

  /// - Precondition: `bytes` are valid UTF-8.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func problem(_ reason: String) -> SafetensorsError.Problem {
    .header(offset: offset, reason: reason)
  }

  /// Calls `member` with each key, positioned at its value.
  mutating func object(
    _ member: (String, inout HeaderScanner) throws(SafetensorsError.Problem) -> Void
  ) throws(SafetensorsError.Problem) {
    try expect("{")
    if skip("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(key, &self)
    } while skip(",")
    try expect("}")
  }

  mutating func integers(atMost limit: Int) throws(SafetensorsError.Problem) -> [Int] {
    try expect("[")
    if skip("]") { return [] }
    var numbers: [Int] = []
    repeat {
      guard numbers.count < limit else { throw problem("a list has more than \(limit) numbers") }
      numbers.append(try integer())
    } while skip(",")
    try expect("]")
    return numbers
  }

  mutating func string() throws(SafetensorsError.Problem) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escaped()).utf8)
      case 0..<0x20: throw problem("a string contains a control character")
      default: text.append(byte)
      }
    }
    throw problem("a string does not end")
  }

  mutating func end() throws(SafetensorsError.Problem) {
    skipSpace()
    guard offset == bytes.count else { throw problem("text follows the object") }
  }

  private mutating func next() -> UInt8? {
    guard offset < bytes.count else { return nil }
    defer { offset += 1 }
    return bytes[offset]
  }

  private mutating func skipSpace() {
    while offset < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsError.Problem) {
    guard skip(character) else { throw problem("expected '\(character)'") }
  }

  private mutating func integer() throws(SafetensorsError.Problem) -> Int {
    skipSpace()
    let start = offset
    while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
    let digits = bytes[start..<offset]
    guard let value = Int(String(decoding: digits, as: UTF8.self)),
      digits.count == 1 || digits.first != UInt8(ascii: "0")
    else {
      throw problem("expected a whole number from 0 to \(Int.max)")
    }
    return value
  }

  /// Returns the scalar for the escape after a backslash.
  private mutating func escaped() throws(SafetensorsError.Problem) -> Unicode.Scalar {
    switch next() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var value = try codeUnit()
      if (0xd800..<0xdc00).contains(value), next() == UInt8(ascii: "\\"),
        next() == UInt8(ascii: "u")
      {
        let low = try codeUnit()
        if (0xdc00..<0xe000).contains(low) {
          value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00)
        }
      }
      guard let scalar = Unicode.Scalar(value) else {
        throw problem("a string contains half a surrogate pair")
      }
      return scalar
    default: throw problem("a string contains an unknown escape")
    }
  }

  private mutating func codeUnit() throws(SafetensorsError.Problem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw problem("an escape lacks its four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
