/// The SHA-256 of some bytes, which names a picture or a model whatever its path.
package struct SHA256Digest: Hashable, Sendable {
  /// The 32 bytes, eight in each number, the first the most significant.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// - Parameter hexadecimal: 64 hexadecimal digits; capitals are taken as lowercase.
  /// - Returns: `nil` for anything else.
  package init?(hexadecimal: String) {
    let digits = Array(hexadecimal.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for place in stride(from: 0, to: 64, by: 2) {
      guard let high = Self.value(digits[place]), let low = Self.value(digits[place + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    self.init(bytes: bytes)
  }

  init(bytes: [UInt8]) {
    precondition(bytes.count == 32)
    func word(_ place: Int) -> UInt64 {
      bytes[8 * place..<8 * place + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    words = (word(0), word(1), word(2), word(3))
  }

  /// 64 lowercase hexadecimal digits.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for word in [words.0, words.1, words.2, words.3] {
      for shift in stride(from: 60, through: 0, by: -4) {
        text.append(digits[Int(word >> UInt64(shift) & 15)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Of an ASCII hexadecimal digit.
  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 97...102: digit - 87
    case 65...70: digit - 55
    default: nil
    }
  }

  package static func == (first: Self, second: Self) -> Bool { first.words == second.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
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
