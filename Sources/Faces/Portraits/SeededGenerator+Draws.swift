import Basics

extension SeededGenerator {
  /// Creates a separate generator for each pair of purpose and seed.
  init(purpose: UInt64, seed: UInt64) {
    var start = SeededGenerator(seed: purpose)
    self.init(seed: start.next() ^ seed)
    // This separates neighboring seeds.
    self.init(seed: next())
  }

  /// Returns a number evenly distributed over the range.
  mutating func draw(_ range: ClosedRange<Double>) -> Double {
    let part = Double(next() >> 11) / 9_007_199_254_740_992
    return range.lowerBound + part * (range.upperBound - range.lowerBound)
  }

  /// Returns an approximately normal number with mean 0 and standard deviation 1, never beyond 2.5:
  /// the sum of four even draws, scaled and clamped.
  mutating func drawNormal() -> Double {
    let sum = draw(-1...1) + draw(-1...1) + draw(-1...1) + draw(-1...1)
    return min(max(sum * 0.8660254, -2.5), 2.5)
  }

  mutating func chance(_ probability: Double) -> Bool { draw(0...1) < probability }

  /// Returns one of `0..<weights.count`, with probabilities proportional to the weights.
  mutating func pick(_ weights: [Double]) -> Int {
    var place = draw(0...weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if place < weight { return index }
      place -= weight
    }
    return weights.count - 1
  }
}
