import Basics

extension SeededGenerator {
  /// A generator of its own for each pair of purpose and seed.
  init(purpose: UInt64, seed: UInt64) {
    var start = SeededGenerator(seed: purpose)
    self.init(seed: start.next() ^ seed)
    // Neighboring seeds are apart after this.
    self.init(seed: next())
  }

  /// Evenly spread over the range.
  mutating func draw(_ range: ClosedRange<Double>) -> Double {
    let part = Double(next() >> 11) / 9_007_199_254_740_992
    return range.lowerBound + part * (range.upperBound - range.lowerBound)
  }

  /// About normally spread, mean 0 and deviation 1, never beyond 2.5: the sum of four even draws
  /// (deviation 1 of the sum by the factor), cut.
  mutating func drawNormal() -> Double {
    let sum = draw(-1...1) + draw(-1...1) + draw(-1...1) + draw(-1...1)
    return min(max(sum * 0.8660254, -2.5), 2.5)
  }

  mutating func chance(_ probability: Double) -> Bool { draw(0...1) < probability }

  /// One of `0..<weights.count`, as often as its weight says.
  mutating func pick(_ weights: [Double]) -> Int {
    var place = draw(0...weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if place < weight { return index }
      place -= weight
    }
    return weights.count - 1
  }
}
