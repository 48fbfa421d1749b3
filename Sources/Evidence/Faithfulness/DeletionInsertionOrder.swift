import Basics

/// The order in which patches are covered, and the steps after which the score is computed.
struct DeletionInsertionSteps: Sendable, Equatable {
  let patchCount: Int
  /// The number of covered patches at each step, from 0 to all, symmetric from both ends.
  let counts: [Int]

  /// Creates at most `most` symmetric steps: covering k and covering all but k are both steps.
  init(patchCount: Int, most: Int) {
    precondition(patchCount > 0 && most > 0)
    self.patchCount = patchCount
    counts =
      (1...most).reversed().lazy.map { steps in
        (0...steps).map { (2 * $0 * patchCount + steps) / (2 * steps) }
      }.first { counts in
        zip(counts, counts.reversed()).allSatisfy { $0 + $1 == patchCount }
          && zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 }
      } ?? [0, patchCount]
  }

  /// The covered share of the face at each step, 0...1.
  var shares: [Double] { counts.map { Double($0) / Double(patchCount) } }

  /// The steps between nothing and everything.
  var inner: ArraySlice<Int> { counts.dropFirst().dropLast() }
}

/// Random orders of patches, each followed by its reverse.
///
/// With the reverses among them, the pictures that delete patches in these orders are the same as those
/// that insert them: half the work.
func randomOrders(of count: Int, pairs: Int, seed: UInt64) -> [[Int]] {
  var generator = SeededGenerator(seed: seed)
  return (0..<pairs).flatMap { _ -> [[Int]] in
    let order = Array(0..<count).shuffled(using: &generator)
    return [order, order.reversed()]
  }
}
