/// The positions of a network's parameters in one long vector, on which optimizers, sums of
/// gradients and checkpoints operate.
package struct ParameterLayout: Sendable, Equatable {
  struct Entry: Sendable, Equatable {
    /// The name in the published state dictionary.
    let name: String
    let shape: [Int]
    let range: Range<Int>
    /// Whether weight decay applies: to matrices and filters, not to gains, shifts and slopes.
    let decays: Bool
  }

  private(set) var entries: [Entry] = []
  private(set) var count = 0

  package init() {}

  /// - Returns: The position at which the parameter begins.
  @discardableResult
  package mutating func add(_ name: String, _ shape: [Int], decays: Bool) -> Int {
    precondition(!entries.contains { $0.name == name })
    let size = shape.reduce(1, *)
    entries.append(Entry(name: name, shape: shape, range: count..<count + size, decays: decays))
    defer { count += size }
    return count
  }

  func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }
}

extension ParameterLayout {
  /// Removes entries; the positions of the others stay.
  mutating func remove(where isIdle: (Entry) -> Bool) {
    entries.removeAll(where: isIdle)
  }
}
