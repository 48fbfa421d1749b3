extension PickleMachine {
  mutating func call(_ global: PickleGlobal, _ arguments: [Item]) throws(Problem) {
    switch global {
    case .orderedDictionary:
      guard arguments.count <= 1 else { throw reader.damaged("an OrderedDict of many arguments") }
      push(dictionary: [])
      if case .list(let index)? = arguments.first {
        // An older form is a list of pairs.
        try count(sequences[index].count)
        for pair in sequences[index] {
          guard let pair = sequence(pair), pair.count == 2 else {
            throw reader.damaged("an OrderedDict of something other than pairs")
          }
          try set(pair)
        }
      } else if !arguments.isEmpty {
        throw reader.damaged("an OrderedDict of something other than pairs")
      }
    case .size:
      guard arguments.count == 1, let items = sequence(arguments[0]) else {
        throw reader.damaged("a torch.Size without its numbers")
      }
      // The list is copied; a short pickle could copy a long list again and again.
      try count(items.count)
      push(tuple: items)
    case .rebuildParameter:
      guard case .tensor(let index)? = arguments.first else {
        throw reader.damaged("a parameter without a tensor")
      }
      stack.append(.tensor(index))
    case .rebuildTensor:
      guard arguments.count >= 4, case .storage(let storage) = arguments[0],
        case .integer(let offset) = arguments[1], let shape = integers(arguments[2]),
        let strides = integers(arguments[3])
      else { throw reader.damaged("a tensor without storage, offset, size and strides") }
      try count(shape.count + strides.count)
      stack.append(.tensor(tensors.count))
      tensors.append(
        TensorRecord(storage: storage, offset: offset, shape: shape, strides: strides))
    case .storage(let type):
      throw .refusedGlobal(name: "a call of the storage type \(type.rawValue)")
    }
  }

  /// Pushes a storage: `("storage", type, key, device, count[, view])` stands for numbers outside
  /// the pickle.
  mutating func pushStorage(_ reference: Item) throws(Problem) {
    guard let parts = sequence(reference), (5...6).contains(parts.count),
      case .string("storage") = parts[0], case .global(.storage(let type)) = parts[1],
      case .integer(let count) = parts[4], count >= 0
    else { throw .refusedInstruction(name: "BINPERSID", offset: reader.position - 1) }
    var storage = Storage(type: type, key: try reader.key(parts[2]), offset: 0, count: count)
    if parts.count == 6, let view = sequence(parts[5]) {
      // The storage is part of another, as early versions of PyTorch wrote.
      guard view.count == 3, case .integer(let offset) = view[1],
        case .integer(let length) = view[2], offset >= 0, length >= 0, offset <= count,
        length <= count - offset
      else { throw reader.damaged("a view that does not lie within its storage") }
      storage.offset = offset
      storage.count = length
    }
    stack.append(.storage(storages.count))
    storages.append(storage)
  }
}
