/// A quick 64-bit sum over bytes: it finds damage (a flipped bit, a hole, another version), not
/// malice. Some gigabytes a second, where a SHA-256 would take the time of the work itself.
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

  /// 16 hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(state ^ state >> 32, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
