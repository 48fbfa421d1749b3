import Basics

/// The faces of each step: all of them once, shuffled, then all again in another order.
struct BatchOrder {
  let count: Int
  let batch: Int
  let seed: UInt64
  private var epoch = -1
  private var order: [Int] = []

  init(count: Int, batch: Int, seed: UInt64) {
    precondition(count > 0)
    self.count = count
    self.batch = batch
    self.seed = seed
  }

  /// Returns the faces of a step, which depend only on the step and the seed, not on earlier calls.
  mutating func faces(step: Int) -> [Int] {
    (step * batch..<(step + 1) * batch).map { place in
      if place / count != epoch {
        epoch = place / count
        var generator = SeededGenerator(seed: seed, purpose: .order, number: epoch)
        order = Array(0..<count).shuffled(using: &generator)
      }
      return order[place % count]
    }
  }
}

/// The purpose of random numbers in a training: each purpose has its own sequence.
enum RandomPurpose: UInt64 {
  case order = 1
  case change = 2
  case pairs = 3
  case occlusion = 4
  case mirrors = 5
}

extension SeededGenerator {
  init(seed: UInt64, purpose: RandomPurpose, number: Int) {
    var mixer = SeededGenerator(seed: seed &* 31 &+ purpose.rawValue)
    self.init(seed: mixer.next() ^ UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15)
  }
}
