import Basics

/// Random orders in which patches are covered, looked at after some steps.
struct RandomCovers: Sendable {
  let patchCount: Int
  /// The covered patches at each step, from none to all, of each order.
  let orders: [[PatchSubset]]
  /// The numbers of covered patches at the steps of an order that is not random, symmetric from both
  /// ends. A random order may have one patch more or less.
  let steps: [Int]

  /// Creates orders that share pictures.
  ///
  /// The patches are divided at random into four groups of equal size (up to one). Every order of the
  /// groups is a random order of the patches: 24 of them need the 14 unions of some of the groups,
  /// where 24 orders of their own would need 72 pictures.
  init(patchCount: Int, divisions: Int, seed: UInt64) {
    self.patchCount = patchCount
    let groupCount = min(4, patchCount)
    var generator = SeededGenerator(seed: seed)
    let sequences = Self.permutations(of: Array(0..<groupCount))
    orders = (0..<divisions).flatMap { _ in
      let order = Array(0..<patchCount).shuffled(using: &generator)
      let groups = (0..<groupCount).map { group in
        PatchSubset(
          order[group * patchCount / groupCount..<(group + 1) * patchCount / groupCount])
      }
      return sequences.map { sequence in
        sequence.reduce(into: [PatchSubset([])]) { $0.append($0.last!.union(groups[$1])) }
      }
    }
    steps = Self.steps(of: patchCount, count: groupCount)
  }

  /// Creates independent random orders.
  init(patchCount: Int, orders count: Int, steps stepCount: Int, seed: UInt64) {
    self.patchCount = patchCount
    let steps = Self.steps(of: patchCount, count: min(stepCount, patchCount))
    self.steps = steps
    var generator = SeededGenerator(seed: seed)
    orders = (0..<count).map { _ in
      let order = Array(0..<patchCount).shuffled(using: &generator)
      return steps.map { PatchSubset(order.prefix($0)) }
    }
  }

  /// The sets of covered patches, each once.
  var subsets: [PatchSubset] {
    var seen: Set<PatchSubset> = []
    return orders.joined().filter { seen.insert($0).inserted }
  }

  private static func steps(of patchCount: Int, count: Int) -> [Int] {
    let lower = (0...count / 2).map { (2 * $0 * patchCount + count) / (2 * count) }
    let upper = lower.reversed().map { patchCount - $0 }
    return count % 2 == 0 ? lower + upper.dropFirst() : lower + upper
  }

  private static func permutations(of items: [Int]) -> [[Int]] {
    guard items.count > 1 else { return [items] }
    return items.indices.flatMap { place in
      var rest = items
      let first = rest.remove(at: place)
      return permutations(of: rest).map { [first] + $0 }
    }
  }
}
