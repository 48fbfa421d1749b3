/// Numbers in [-1, 1) that depend only on a name and an index, so golden networks need no files.
package enum HashedValues {
  /// FNV-1a 64 of the name, then splitmix64; the top 24 bits.
  package static func unit(_ name: String, count: Int) -> [Float] {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // A plain loop: the golden networks have tens of millions of values, and tests run unoptimized.
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let values = buffer.baseAddress!
      var index = 0
      var counter = hash
      while index < count {
        counter &+= 0x9E37_79B9_7F4A_7C15
        var z = counter
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z &>> 31
        values[index] = Float(Double(z &>> 40) / 8_388_608 - 1)
        index &+= 1
      }
      initialized = count
    }
  }

  /// Returns a parameter of a golden network, by its kind in `weight_kinds.json`.
  package static func parameter(_ name: String, kind: String, shape: [Int]) -> [Float] {
    let u = unit(name, count: shape.reduce(1, *))
    switch kind {
    case "matrix":
      let fanIn = shape.dropFirst().reduce(1, *)
      let scale = Float((3 / Double(fanIn)).squareRoot())
      return u.map { scale * $0 }
    case "gain": return u.map { 1 + 0.1 * $0 }
    case "shift": return u.map { 0.1 * $0 }
    case "slope": return u.map { 0.25 + 0.1 * $0 }
    case "variance": return u.map { 1 + 0.5 * abs($0) }
    case "token": return u
    default: preconditionFailure("unknown kind \(kind)")
    }
  }
}
