/// SHA-256 of bytes that come piece by piece.
///
/// FIPS 180-4, https://csrc.nist.gov/pubs/fips/180-4/upd1/final
package struct SHA256: Sendable {
  private var state: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// The bytes that do not fill a block yet; always fewer than 64.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  package init() {}

  /// Takes the next bytes.
  ///
  /// - Complexity: O(n); a collection that is not contiguous is copied first.
  package mutating func update(_ bytes: some Collection<UInt8>) {
    let isDone: Void? = bytes.withContiguousStorageIfAvailable {
      update(UnsafeRawBufferPointer($0))
    }
    if isDone == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// The digest of all bytes taken so far; more may follow.
  package func finalize() -> SHA256Digest {
    var last = self
    let bitCount = byteCount &* 8
    var padding: [UInt8] = [0x80]
    while (pending.count + padding.count) % 64 != 56 { padding.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    last.update(padding)
    var digest: [UInt8] = []
    for lane in 0..<8 {
      for shift in stride(from: 24, through: 0, by: -8) {
        digest.append(UInt8(truncatingIfNeeded: last.state[lane] >> UInt32(shift)))
      }
    }
    return SHA256Digest(bytes: digest)
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let taken = rest.prefix(64 - pending.count)
      pending.append(contentsOf: taken)
      rest = rest.dropFirst(taken.count)
      guard pending.count == 64 else { return }
      state = pending.withUnsafeBytes { Self.compress(state, $0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.count / 64 * 64
    state = Self.compress(state, UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
    pending.append(contentsOf: rest.dropFirst(whole))
  }
}

extension SHA256 {
  package static func digest(of bytes: [UInt8]) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The digest of a file's bytes, read in pieces: the file may be larger than memory.
  package static func digest(ofFileAt path: String) throws(FileError) -> SHA256Digest {
    var hash = SHA256()
    let file = try FileDescriptor.reading(path)
    while let piece = try file.read(atMost: 1 << 18) { hash.update(piece) }
    return hash.finalize()
  }

  /// The state after whole blocks; `blocks.count` is a multiple of 64.
  private static func compress(
    _ initial: SIMD8<UInt32>, _ blocks: UnsafeRawBufferPointer
  ) -> SIMD8<UInt32> {
    var state = initial
    roundConstants.withUnsafeBufferPointer { constants in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
        for start in stride(from: 0, to: blocks.count, by: 64) {
          expand(blocks, start, into: schedule)
          state = rounds(state, schedule, constants)
        }
      }
    }
    return state
  }

  /// FIPS 180-4, section 6.2.2, step 1.
  @inline(__always)
  private static func expand(
    _ blocks: UnsafeRawBufferPointer, _ start: Int,
    into schedule: UnsafeMutableBufferPointer<UInt32>
  ) {
    for index in 0..<16 {
      schedule[index] = UInt32(
        bigEndian: blocks.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self))
    }
    for index in 16..<64 {
      let early = schedule[index &- 15]
      let late = schedule[index &- 2]
      let sigma0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3)
      let sigma1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10)
      schedule[index] = schedule[index &- 16] &+ sigma0 &+ schedule[index &- 7] &+ sigma1
    }
  }

  /// Steps 2 to 4, with the letters of the standard.
  @inline(__always)
  private static func rounds(
    _ state: SIMD8<UInt32>, _ schedule: UnsafeMutableBufferPointer<UInt32>,
    _ constants: UnsafeBufferPointer<UInt32>
  ) -> SIMD8<UInt32> {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    // Eight rounds bring each letter back to its place, so that no value has to be moved.
    for index in stride(from: 0, to: 64, by: 8) {
      round(a, b, c, &d, e, f, g, &h, schedule[index], constants[index])
      round(h, a, b, &c, d, e, f, &g, schedule[index &+ 1], constants[index &+ 1])
      round(g, h, a, &b, c, d, e, &f, schedule[index &+ 2], constants[index &+ 2])
      round(f, g, h, &a, b, c, d, &e, schedule[index &+ 3], constants[index &+ 3])
      round(e, f, g, &h, a, b, c, &d, schedule[index &+ 4], constants[index &+ 4])
      round(d, e, f, &g, h, a, b, &c, schedule[index &+ 5], constants[index &+ 5])
      round(c, d, e, &f, g, h, a, &b, schedule[index &+ 6], constants[index &+ 6])
      round(b, c, d, &e, f, g, h, &a, schedule[index &+ 7], constants[index &+ 7])
    }
    return state &+ SIMD8(a, b, c, d, e, f, g, h)
  }

  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32, _ constant: UInt32
  ) {
    let choice = g ^ (e & (f ^ g))
    let majority = (a & b) | (c & (a | b))
    let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    let first = h &+ sum1 &+ choice &+ constant &+ word
    d = d &+ first
    h = first &+ sum0 &+ majority
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    (word &>> count) | (word &<< (32 &- count))
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
