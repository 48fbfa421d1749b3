/// Some patches of a grid with at most 64.
struct PatchSubset: Hashable, Sendable {
  private(set) var bits: UInt64 = 0

  static let mostPatches = 64

  init(_ patches: some Sequence<Int>) {
    for patch in patches { bits |= 1 << UInt64(patch) }
  }

  private init(bits: UInt64) { self.bits = bits }

  static func all(of count: Int) -> PatchSubset {
    PatchSubset(bits: count == mostPatches ? .max : 1 << UInt64(count) - 1)
  }

  func contains(_ patch: Int) -> Bool { bits >> UInt64(patch) & 1 == 1 }

  /// The other patches of a grid.
  func complement(of count: Int) -> PatchSubset {
    PatchSubset(bits: Self.all(of: count).bits & ~bits)
  }

  func union(_ other: PatchSubset) -> PatchSubset { PatchSubset(bits: bits | other.bits) }

  /// In rising order.
  var patches: [Int] { (0..<Self.mostPatches).filter(contains) }
}
