/// Which numbers of one long vector are which parameter of a network: what optimizers, sums of
/// gradients and checkpoints work on.
struct ParameterLayout: Sendable, Equatable {
  struct Entry: Sendable, Equatable {
    /// As in the published state dict.
    let name: String
    let shape: [Int]
    let range: Range<Int>
    /// Whether weight decay pulls on it: on matrices and filters, not on gains, shifts and slopes.
    let decays: Bool
  }

  private(set) var entries: [Entry] = []
  private(set) var count = 0

  /// - Returns: Where the parameter begins.
  @discardableResult
  mutating func add(_ name: String, _ shape: [Int], decays: Bool) -> Int {
    precondition(!entries.contains { $0.name == name })
    let size = shape.reduce(1, *)
    entries.append(Entry(name: name, shape: shape, range: count..<count + size, decays: decays))
    defer { count += size }
    return count
  }

  func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }
}

extension ParameterLayout {
  /// Leaves entries out; the places of the others stay.
  mutating func remove(where isIdle: (Entry) -> Bool) {
    entries.removeAll(where: isIdle)
  }
}
