#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads JSON that is unambiguous: a key that occurs twice in an object is refused, whereas
/// Foundation's decoder silently takes one of the values.
///
/// The text is UTF-8 without a mark, objects and arrays are at most `mostLevels` deep, and nothing
/// follows the value.
package enum StrictJSON {
  package static let mostLevels = 64
  /// The largest size of one file of this program, in bytes.
  package static let mostBytes = 1 << 28

  /// Refuses what `decode` refuses, without decoding it into a type.
  ///
  /// - Throws: `StrictJSONError`.
  /// - Complexity: O(bytes).
  package static func validate(_ bytes: [UInt8]) throws(StrictJSONError) {
    guard bytes.count <= mostBytes else { throw .tooLarge }
    var scanner = StrictJSONScanner(bytes)
    try scanner.scan()
  }

  /// Returns the value that a text represents.
  ///
  /// - Throws: `StrictJSONError`.
  /// - Complexity: O(bytes).
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws(StrictJSONError) -> Value {
    try validate(bytes)
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw .otherContent
    }
  }
}

/// The reason why a text is not accepted as JSON.
package enum StrictJSONError: Error, Equatable, Sendable {
  /// The text is not JSON; the offset of the first byte that does not fit.
  case malformed(offset: Int)
  case duplicateKey(String)
  case tooDeep
  case tooLarge
  /// The text is JSON, but without the expected members.
  case otherContent
}

extension StrictJSONError: CustomStringConvertible {
  /// The predicate of a sentence about a file.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .malformed(let offset): "is not JSON (byte \(offset))"
    case .duplicateKey(let key): "contains the key '\(displayed(key))' twice in one object"
    case .tooDeep: "is nested more than \(StrictJSON.mostLevels) levels deep"
    case .tooLarge: "is larger than the limit of \(StrictJSON.mostBytes) bytes"
    case .otherContent: "does not have the expected members"
    }
  }
}

/// Scans a text once, by the grammar of RFC 8259.
private struct StrictJSONScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func scan() throws(StrictJSONError) {
    // Strings are cut out by their bytes, so all bytes must be UTF-8.
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed(offset: 0) }
    try value(level: 0)
    skipSpace()
    guard index == bytes.count else { throw malformed }
  }

  private var malformed: StrictJSONError { .malformed(offset: index) }
  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 32 || (9...10).contains(byte) || byte == 13 { index += 1 }
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: byte) else { return false }
    index += 1
    return true
  }

  private mutating func value(level: Int) throws(StrictJSONError) {
    guard level <= StrictJSON.mostLevels else { throw .tooDeep }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): try object(level)
    case UInt8(ascii: "["): try array(level)
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: try number()
    }
  }

  private mutating func object(_ level: Int) throws(StrictJSONError) {
    index += 1
    skipSpace()
    if take("}") { return }
    // A dictionary would keep only one of the keys that Swift considers equal.
    var keys: Set<String> = []
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw malformed }
      let key = try string()
      guard keys.insert(key).inserted else { throw .duplicateKey(key) }
      skipSpace()
      guard take(":") else { throw malformed }
      try value(level: level + 1)
      skipSpace()
    } while take(",")
    guard take("}") else { throw malformed }
  }

  private mutating func array(_ level: Int) throws(StrictJSONError) {
    index += 1
    skipSpace()
    if take("]") { return }
    repeat {
      try value(level: level + 1)
      skipSpace()
    } while take(",")
    guard take("]") else { throw malformed }
  }

  private mutating func word(_ text: String) throws(StrictJSONError) {
    for byte in text.utf8 {
      guard next == byte else { throw malformed }
      index += 1
    }
  }

  private mutating func number() throws(StrictJSONError) {
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
  }

  private mutating func digits() throws(StrictJSONError) {
    let start = index
    while let byte = next, (48...57).contains(byte) { index += 1 }
    guard index > start else { throw malformed }
  }

  /// Returns the string with its escapes resolved.
  private mutating func string() throws(StrictJSONError) -> String {
    index += 1
    var text: [UInt8] = []
    while let byte = next {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escaped()).utf8)
      case 0..<32:
        index -= 1
        throw malformed
      default: text.append(byte)
      }
    }
    throw malformed
  }

  private mutating func escaped() throws(StrictJSONError) -> Unicode.Scalar {
    guard let byte = next else { throw malformed }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try escapedScalar()
    default: throw malformed
    }
  }

  /// Returns one scalar, from two escapes if it is beyond the first plane.
  private mutating func escapedScalar() throws(StrictJSONError) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw malformed }
    let second = try fourDigits()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw malformed }
    return scalar
  }

  private mutating func fourDigits() throws(StrictJSONError) -> UInt32 {
    guard index + 4 <= bytes.count,
      bytes[index..<index + 4].allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    else { throw malformed }
    index += 4
    return value
  }
}
