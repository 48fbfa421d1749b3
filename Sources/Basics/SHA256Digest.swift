/// The SHA-256 of some bytes, which identifies a picture or a model whatever its path.
package struct SHA256Digest: Hashable, Sendable {
  /// The 32 bytes, most significant first.
  private let words: SIMD4<UInt64>

  /// - Parameter hexadecimal: 64 hexadecimal digits in either case.
  /// - Returns: `nil` for anything else.
  package init?(hexadecimal: String) {
    let digits = Array(hexadecimal.utf8)
    guard digits.count == 64 else { return nil }
    var words = SIMD4<UInt64>()
    for (place, digit) in digits.enumerated() {
      let value: UInt8
      switch digit {
      case 48...57: value = digit - 48
      case 65...70: value = digit - 55
      case 97...102: value = digit - 87
      default: return nil
      }
      words[place / 16] = words[place / 16] << 4 | UInt64(value)
    }
    self.words = words
  }

  init(bytes: [UInt8]) {
    precondition(bytes.count == 32)
    var words = SIMD4<UInt64>()
    for (place, byte) in bytes.enumerated() {
      words[place / 8] = words[place / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// The digest in 64 lowercase hexadecimal digits.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text = [UInt8]()
    text.reserveCapacity(64)
    for place in 0..<64 {
      text.append(digits[Int(words[place / 16] >> UInt64(60 - place % 16 * 4) & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension SHA256Digest: CustomStringConvertible {
  package var description: String { hexadecimal }
}

extension SHA256Digest: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let digest = SHA256Digest(hexadecimal: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a SHA-256 of 64 hexadecimal digits.")
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hexadecimal)
  }
}
