/// A machine that runs the pickles inside PyTorch checkpoints, which are programs for a stack
/// machine.
///
/// It builds plain values, storages and tensors, and refuses by name anything else that a pickle
/// requests: nothing is ever called. Values refer to each other by index into flat tables, so
/// neither depth nor cycles can exhaust the stack; the number of instructions limits the memory.
///
/// Python's `pickletools` describes the instructions.
struct PickleMachine {
  enum Item {
    case none
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
    /// The number at the beginning of a checkpoint of the older format, which exceeds 64 bits.
    case magic
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(Int)
    case tensor(Int)
  }

  /// A block of numbers that tensors refer to.
  struct Storage {
    var type: ElementType
    var key: String
    /// The offset and length of the block within `key`, both in elements.
    var offset: Int
    var count: Int
  }

  struct TensorRecord {
    var storage: Int
    var offset: Int
    var shape: [Int]
    var strides: [Int]
  }

  typealias Problem = CheckpointError.Problem

  static let maximumInstructions = 4_000_000

  // Only the machine changes these properties, in the files named after it.

  /// The lists and tuples.
  var sequences: [[Item]] = []
  var dictionaries: [[(key: Item, value: Item)]] = []
  var storages: [Storage] = []
  var tensors: [TensorRecord] = []

  var reader: PickleReader
  var stack: [Item] = []
  var marks: [Int] = []
  var memo: [Int: Item] = [:]
  var instructions = 0
  let limit: Int

  /// The position at which the next pickle begins.
  var position: Int { reader.position }

  /// - Parameters:
  ///   - range: The range of the bytes in which pickles may lie.
  ///   - limit: The largest number of instructions to run.
  init(
    _ bytes: UnsafeRawBufferPointer, range: Range<Int>, limit: Int = Self.maximumInstructions
  ) {
    // Each byte is at most one instruction; copies count in addition.
    self.limit = min(limit, 4 * range.count + 1000)
    reader = PickleReader(bytes: bytes, position: range.lowerBound, end: range.upperBound)
  }

  /// Runs the pickle at `position` and moves the position to its end.
  mutating func run() throws(Problem) -> Item {
    stack = []
    marks = []
    memo = [:]
    while true {
      try count(1)
      let start = reader.position
      let code = try reader.byte()
      if code == UInt8(ascii: ".") { return try pop() }
      if try runSimple(code) { continue }
      if try runContainer(code) { continue }
      if try runMemo(code) { continue }
      if try runObject(code) { continue }
      throw .refusedInstruction(name: pickleInstructionName(code), offset: start)
    }
  }

  /// Runs the instructions for None, truth values, numbers and text, and for moves on the stack.
  private mutating func runSimple(_ code: UInt8) throws(Problem) -> Bool {
    switch code {
    case 0x80: _ = try reader.byte()  // PROTO
    case 0x95: _ = try reader.integer(bytes: 8)  // FRAME
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): stack.append(try top())
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.boolean(true))
    case 0x89: stack.append(.boolean(false))
    case UInt8(ascii: "I"): stack.append(try reader.decimal())
    case UInt8(ascii: "L"): stack.append(try reader.longDecimal())
    case UInt8(ascii: "J"):
      stack.append(.integer(Int(Int32(truncatingIfNeeded: try reader.integer(bytes: 4)))))
    case UInt8(ascii: "K"): stack.append(.integer(try reader.integer(bytes: 1)))
    case UInt8(ascii: "M"): stack.append(.integer(try reader.integer(bytes: 2)))
    case 0x8a: stack.append(try reader.long(bytes: reader.integer(bytes: 1)))
    case 0x8b: stack.append(try reader.long(bytes: reader.integer(bytes: 4)))
    case UInt8(ascii: "F"): stack.append(.float(try reader.decimalFloat()))
    case UInt8(ascii: "G"): stack.append(.float(try reader.bigEndianFloat()))
    case UInt8(ascii: "S"): stack.append(.string(try reader.quotedLine()))
    case UInt8(ascii: "V"): stack.append(.string(try reader.unicodeLine()))
    case UInt8(ascii: "U"), 0x8c:
      stack.append(.string(try reader.text(bytes: reader.integer(bytes: 1))))
    case UInt8(ascii: "T"), UInt8(ascii: "X"):
      stack.append(.string(try reader.text(bytes: reader.integer(bytes: 4))))
    case 0x8d: stack.append(.string(try reader.text(bytes: reader.integer(bytes: 8))))
    default: return false
    }
    return true
  }

  private mutating func runContainer(_ code: UInt8) throws(Problem) -> Bool {
    switch code {
    case UInt8(ascii: ")"): push(tuple: [])
    case UInt8(ascii: "t"): push(tuple: try popToMark())
    case 0x85, 0x86, 0x87:
      var items: [Item] = []
      for _ in 0x85...code { items.append(try pop()) }
      push(tuple: items.reversed())
    case UInt8(ascii: "]"): push(list: [])
    case UInt8(ascii: "l"): push(list: try popToMark())
    case UInt8(ascii: "a"):
      let item = try pop()
      try append([item])
    case UInt8(ascii: "e"): try append(try popToMark())
    case UInt8(ascii: "}"): push(dictionary: [])
    case UInt8(ascii: "d"):
      let items = try popToMark()
      push(dictionary: [])
      try set(items)
    case UInt8(ascii: "s"):
      let value = try pop()
      let key = try pop()
      try set([key, value])
    case UInt8(ascii: "u"): try set(try popToMark())
    default: return false
    }
    return true
  }

  private mutating func runMemo(_ code: UInt8) throws(Problem) -> Bool {
    switch code {
    case UInt8(ascii: "p"): try memoize(try reader.decimalIndex())
    case UInt8(ascii: "q"): try memoize(try reader.integer(bytes: 1))
    case UInt8(ascii: "r"): try memoize(try reader.integer(bytes: 4))
    case 0x94: try memoize(memo.count)
    case UInt8(ascii: "g"): try recall(try reader.decimalIndex())
    case UInt8(ascii: "h"): try recall(try reader.integer(bytes: 1))
    case UInt8(ascii: "j"): try recall(try reader.integer(bytes: 4))
    default: return false
    }
    return true
  }

  private mutating func runObject(_ code: UInt8) throws(Problem) -> Bool {
    switch code {
    case UInt8(ascii: "c"):
      let module = try reader.line()
      stack.append(.global(try PickleGlobal(module: module, name: try reader.line())))
    case 0x93:  // STACK_GLOBAL
      let items = (try pop(), try pop())
      guard case (.string(let name), .string(let module)) = items else {
        throw reader.damaged("a name that is not text")
      }
      stack.append(.global(try PickleGlobal(module: module, name: name)))
    case UInt8(ascii: "i"):  // INST: the class's name makes a better message than the instruction's
      let module = try reader.line()
      throw .refusedGlobal(name: "\(module).\(try reader.line())")
    case UInt8(ascii: "R"):
      let arguments = try pop()
      guard case (.global(let global), .tuple(let index)) = (try pop(), arguments) else {
        throw reader.damaged("a call of something other than a function")
      }
      try call(global, sequences[index])
    case UInt8(ascii: "b"):
      // A state dictionary stores the versions of its layers as attributes, which do not matter
      // here.
      _ = try pop()
      guard case .dictionary = try top() else {
        throw .refusedInstruction(name: "BUILD", offset: reader.position - 1)
      }
    case UInt8(ascii: "Q"): try pushStorage(try pop())
    default: return false
    }
    return true
  }
}
