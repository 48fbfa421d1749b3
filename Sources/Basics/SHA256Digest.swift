/// The SHA-256 of some bytes, which identifies a picture or a model whatever its path.
package struct SHA256Digest: Hashable, Sendable {
  /// The 32 bytes, most significant first.
  package let words: SIMD4<UInt64>

  package init(words: SIMD4<UInt64>) { self.words = words }

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

extension SHA256Digest: Comparable {
  /// The order of the bytes.
  package static func < (one: SHA256Digest, other: SHA256Digest) -> Bool {
    for place in 0..<4 where one.words[place] != other.words[place] {
      return one.words[place] < other.words[place]
    }
    return false
  }
}

extension SHA256Digest {
  /// Several digests in hexadecimal digits, with a line feed between two of them.
  ///
  /// - Parameter hasEnd: Whether a line feed follows the last one, too.
  package static func lines(_ digests: [SHA256Digest], hasEnd: Bool) -> [UInt8] {
    let count = digests.count * 65 - (hasEnd || digests.isEmpty ? 0 : 1)
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      var place = 0
      for digest in digests {
        for word in 0..<4 {
          var rest = digest.words[word]
          for _ in 0..<16 {
            rest = rest << 4 | rest >> 60
            let digit = UInt8(rest & 15)
            bytes[place] = digit + (digit < 10 ? 48 : 87)
            place += 1
          }
        }
        if place < count {
          bytes[place] = UInt8(ascii: "\n")
          place += 1
        }
      }
      filled = count
    }
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
