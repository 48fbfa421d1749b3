extension PickleMachine {
  mutating func count(_ instructions: Int) throws(Problem) {
    self.instructions += instructions
    guard self.instructions <= limit else {
      throw .excessive(what: "a pickle of more than \(limit) instructions")
    }
  }

  mutating func pop() throws(Problem) -> Item {
    guard stack.count > marks.last ?? 0 else { throw reader.damaged("the stack is empty") }
    return stack.removeLast()
  }

  func top() throws(Problem) -> Item {
    guard stack.count > marks.last ?? 0 else { throw reader.damaged("the stack is empty") }
    return stack[stack.count - 1]
  }

  mutating func popToMark() throws(Problem) -> [Item] {
    guard let mark = marks.popLast() else { throw reader.damaged("a mark is missing") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  mutating func push(tuple items: [Item]) {
    stack.append(.tuple(sequences.count))
    sequences.append(items)
  }

  mutating func push(list items: [Item]) {
    stack.append(.list(sequences.count))
    sequences.append(items)
  }

  mutating func push(dictionary items: [(key: Item, value: Item)]) {
    stack.append(.dictionary(dictionaries.count))
    dictionaries.append(items)
  }

  mutating func append(_ items: [Item]) throws(Problem) {
    guard case .list(let index) = try top() else { throw reader.damaged("a list is missing") }
    sequences[index].append(contentsOf: items)
  }

  /// Adds alternating keys and values to the dictionary at the top.
  mutating func set(_ items: [Item]) throws(Problem) {
    guard case .dictionary(let index) = try top(), items.count.isMultiple(of: 2) else {
      throw reader.damaged("a dictionary or a value is missing")
    }
    try count(items.count)
    for position in stride(from: 0, to: items.count, by: 2) {
      dictionaries[index].append((items[position], items[position + 1]))
    }
  }

  mutating func memoize(_ index: Int) throws(Problem) { memo[index] = try top() }

  mutating func recall(_ index: Int) throws(Problem) {
    guard let item = memo[index] else { throw reader.damaged("value \(index) was never stored") }
    stack.append(item)
  }

  func sequence(_ item: Item) -> [Item]? {
    switch item {
    case .tuple(let index), .list(let index): sequences[index]
    default: nil
    }
  }

  func integers(_ item: Item) -> [Int]? {
    guard let items = sequence(item), items.count <= 32 else { return nil }
    var numbers: [Int] = []
    for item in items {
      guard case .integer(let number) = item else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
