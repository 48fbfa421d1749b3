import Basics

/// People drawn again with replacement, as many as there are: how often each was drawn.
///
/// Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 8: people are independent of each
/// other, not their measurements.
package struct DrawnPeople: Sendable {
  private var generator: SeededGenerator
  private let present: [Int]
  /// For each person's number how often it was drawn last.
  package private(set) var weights: [Int]

  /// - Parameters:
  ///   - people: The number of each measurement's person, from 0.
  ///   - purpose: Each use has draws of its own.
  ///   - seed: The same seed gives the same draws.
  /// - Precondition: There are people.
  package init(_ people: some Sequence<Int>, purpose: UInt64, seed: UInt64) {
    present = Set(people).sorted()
    generator = SeededGenerator(purpose: purpose, seed: seed)
    weights = [Int](repeating: 0, count: present.last! + 1)
  }

  package mutating func draw() {
    for person in present { weights[person] = 0 }
    for _ in present {
      weights[present.randomElement(using: &generator)!] += 1
    }
  }

  /// Returns the 2.5 and 97.5 percentiles of values in any order, at least one, or those of another
  /// level than 0.95.
  package static func percentiles(
    _ values: [Double], confidence: Double = Interval.confidence
  ) -> Interval {
    let sorted = values.sorted()
    let tail = Int((Double(sorted.count) * (1 - confidence) / 2).rounded(.down))
    return Interval(low: sorted[tail], high: sorted[sorted.count - 1 - tail])
  }
}
