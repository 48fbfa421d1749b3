/// A fast 64-bit checksum: it finds damage (a flipped bit, a hole, another version), not malice. It
/// processes gigabytes per second; a SHA-256 would take as long as the work itself.
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
