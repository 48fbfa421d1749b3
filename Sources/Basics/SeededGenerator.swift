/// Random numbers that depend on the seed alone: splitmix64 (Steele, Lea, Flood 2014).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Returns a number evenly distributed over [-1, 1), in steps of 2^-23.
  package mutating func unit() -> Float {
    Float(Double(next() >> 40) / 8_388_608 - 1)
  }
}

extension SeededGenerator {
  /// A generator of its own for each pair of purpose and seed.
  package init(purpose: UInt64, seed: UInt64) {
    var start = SeededGenerator(seed: purpose)
    self.init(seed: start.next() ^ seed)
    // Neighboring seeds are apart after this.
    self.init(seed: next())
  }

  /// Evenly spread over the range.
  package mutating func draw(_ range: ClosedRange<Double>) -> Double {
    let part = Double(next() >> 11) / 9_007_199_254_740_992
    return range.lowerBound + part * (range.upperBound - range.lowerBound)
  }

  /// About normally spread, mean 0 and deviation 1, never beyond 2.5: the sum of four even draws
  /// (deviation 1 of the sum by the factor), cut.
  package mutating func drawNormal() -> Double {
    let sum = draw(-1...1) + draw(-1...1) + draw(-1...1) + draw(-1...1)
    return min(max(sum * 0.8660254, -2.5), 2.5)
  }

  package mutating func chance(_ probability: Double) -> Bool { draw(0...1) < probability }

  /// One of `0..<weights.count`, as often as its weight says.
  package mutating func pick(_ weights: [Double]) -> Int {
    var place = draw(0...weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if place < weight { return index }
      place -= weight
    }
    return weights.count - 1
  }
}
