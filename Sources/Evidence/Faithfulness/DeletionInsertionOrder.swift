import Basics

/// In which order patches are covered, and after how many the score is looked at.
struct DeletionInsertionSteps: Sendable, Equatable {
  let patchCount: Int
  /// How many patches are covered at each step, from 0 to all; the same from both ends.
  let counts: [Int]

  /// As many steps as are symmetric, at most `most`: covering k and covering all but k are both steps.
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

  /// How much of the face is covered at each step, 0...1.
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
