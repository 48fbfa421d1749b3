import Basics

/// A converter from a pickle's tables to a tree of values whose tensors lie within the file.
struct CheckpointTree {
  typealias Problem = CheckpointError.Problem

  let machine: PickleMachine
  let file: MappedFile
  /// Returns the range of a storage's numbers, by its key.
  let block: (String) -> Range<Int>?

  /// The greatest depth of any checkpoint; it also ends a cycle.
  static let maximumDepth = 64
  /// The largest number of values. Values may be shared in the pickle, so that a small one can
  /// expand to a huge tree.
  static let maximumValues = 1_000_000
  /// The longest name, in bytes; a layer's name is shorter.
  static let maximumNameLength = 4096

  func value(of item: PickleMachine.Item) throws(Problem) -> CheckpointValue {
    // A small file has few values, however often it refers to them.
    var budget = min(Self.maximumValues, 1000 + 4 * machine.instructions)
    return try value(of: item, depth: 0, budget: &budget)
  }

  private func value(of item: PickleMachine.Item, depth: Int, budget: inout Int) throws(Problem)
    -> CheckpointValue
  {
    guard depth <= Self.maximumDepth else {
      throw .excessive(what: "values nested more than \(Self.maximumDepth) levels deep")
    }
    budget -= 1
    guard budget >= 0 else {
      throw .excessive(what: "more values than its size permits")
    }
    switch item {
    case .none: return .none
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .float(let value): return .float(value)
    case .string(let value): return .string(value)
    case .tuple(let index), .list(let index):
      var values: [CheckpointValue] = []
      for item in machine.sequences[index] {
        values.append(try value(of: item, depth: depth + 1, budget: &budget))
      }
      return .list(values)
    case .dictionary(let index):
      return .dictionary(try members(of: index, depth: depth, budget: &budget))
    case .tensor(let index): return .tensor(try tensor(machine.tensors[index]))
    case .storage, .global, .magic:
      throw .excessive(what: "values that are neither plain nor tensors")
    }
  }

  private func members(of index: Int, depth: Int, budget: inout Int) throws(Problem)
    -> [CheckpointMember]
  {
    var members: [CheckpointMember] = []
    var names: Set<String> = []
    for (key, item) in machine.dictionaries[index] {
      let name: String
      switch key {
      case .string(let text): name = text
      case .integer(let number): name = String(number)
      default: throw .badDictionary(reason: "a key that is neither text nor a whole number")
      }
      guard name.utf8.count <= Self.maximumNameLength else {
        throw .excessive(what: "a name of \(name.utf8.count) bytes")
      }
      guard names.insert(name).inserted else {
        throw .badDictionary(reason: "the key '\(name)' twice")
      }
      let value = try value(of: item, depth: depth + 1, budget: &budget)
      members.append(CheckpointMember(key: name, value: value))
    }
    return members
  }

  private func tensor(_ record: PickleMachine.TensorRecord) throws(Problem) -> CheckpointTensor {
    let storage = machine.storages[record.storage]
    let size = storage.type.byteCount
    guard let bytes = block(storage.key) else { throw .missingStorage(key: storage.key) }
    let (last, overflow) = storage.offset.addingReportingOverflow(storage.count)
    guard !overflow, last <= bytes.count / size else {
      let expected = last.multipliedReportingOverflow(by: size)
      throw .shortStorage(
        key: storage.key, expected: overflow || expected.overflow ? .max : expected.partialValue,
        found: bytes.count)
    }
    try check(record, storage)
    let start = bytes.lowerBound + storage.offset * size
    return CheckpointTensor(
      elementType: storage.type, shape: record.shape, file: file,
      storage: start..<start + storage.count * size, offset: record.offset, strides: record.strides)
  }

  /// Checks that every element lies within the storage, and that the tensor does not have more
  /// elements than the storage: a stride of 0 could otherwise make a tensor of any size from one
  /// number.
  private func check(_ record: PickleMachine.TensorRecord, _ storage: PickleMachine.Storage)
    throws(Problem)
  {
    func refused(_ reason: String) -> Problem { .badTensor(key: storage.key, reason: reason) }
    guard record.shape.count == record.strides.count,
      record.shape.allSatisfy({ $0 >= 0 }), record.strides.allSatisfy({ $0 >= 0 }),
      record.offset >= 0
    else { throw refused("has a negative size, stride or offset, or not one stride per dimension") }
    if record.shape.contains(0) {
      guard record.offset <= storage.count else { throw refused("reaches outside it") }
      guard isPossible(emptyShape: record.shape) else { throw refused("has an impossible shape") }
      return
    }
    var count = 1
    var farthest = record.offset
    for (dimension, stride) in zip(record.shape, record.strides) {
      let product = count.multipliedReportingOverflow(by: dimension)
      let reach = (dimension - 1).multipliedReportingOverflow(by: stride)
      let sum = farthest.addingReportingOverflow(reach.partialValue)
      guard !product.overflow, !reach.overflow, !sum.overflow else {
        throw refused("reaches outside it")
      }
      count = product.partialValue
      farthest = sum.partialValue
    }
    guard farthest < storage.count else { throw refused("reaches outside it") }
    guard count <= storage.count else { throw refused("has more elements than the storage") }
  }
}
