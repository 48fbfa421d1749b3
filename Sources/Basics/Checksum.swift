import CXXHash

/// A quick 64-bit sum over bytes: it finds damage (a flipped bit, a hole, another version), not
/// malice. Galleries of the first format have it over a whole features file.
package struct Checksum: Sendable, Equatable {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var state = state
    var index = 0
    while index + 8 <= bytes.count {
      state ^= bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      state = (state << 29 | state >> 35) &* 0xBF58_476D_1CE4_E5B9
      index += 8
    }
    while index < bytes.count {
      state = ((state ^ UInt64(bytes[index])) << 29 | state >> 35) &* 0x94D0_49BB_1331_11EB
      index += 1
    }
    self.state = state ^ UInt64(bytes.count)
  }

  /// The checksum in 16 hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(state ^ state >> 32, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// XXH3 over the pieces of a block: it finds damage, not malice, at the speed of memory.
///
/// Each piece is hashed with the sum of the pieces before it as its seed.
///
/// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
package struct BlockChecksum: Sendable, Equatable {
  package private(set) var value: UInt64 = 0

  package init() {}

  package mutating func update(_ piece: UnsafeRawBufferPointer) {
    value = facet_xxh3(piece.baseAddress, piece.count, value)
  }
}

extension BlockChecksum {
  /// Several sums as text: 16 hexadecimal digits each, without a gap.
  package static func text(_ sums: [UInt64]) -> String {
    sums.map { sum in
      let digits = String(sum, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// The sums of such a text.
  ///
  /// - Returns: `nil` where the text is not `count` sums.
  package static func sums(_ text: String, count: Int) -> [UInt64]? {
    let digits = Array(text.utf8)
    guard digits.count == count * 16 else { return nil }
    var sums: [UInt64] = []
    sums.reserveCapacity(count)
    for start in stride(from: 0, to: digits.count, by: 16) {
      var sum: UInt64 = 0
      for digit in digits[start..<start + 16] {
        switch digit {
        case 48...57: sum = sum << 4 | UInt64(digit - 48)
        case 97...102: sum = sum << 4 | UInt64(digit - 87)
        default: return nil
        }
      }
      sums.append(sum)
    }
    return sums
  }
}
