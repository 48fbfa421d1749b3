import Basics

/// The graph of an ONNX file: nodes in the order of their computation, and constants.
///
/// The file is not trusted. Its own numbers are checked here; whether nodes fit each other is checked
/// by who translates them. Tensors stay in the file until their values are needed.
///
/// https://github.com/onnx/onnx/blob/main/docs/IR.md
package struct ONNXFile: Sendable {
  package struct Node: Sendable {
    package var name = ""
    package var kind = ""
    package var domain = ""
    package var inputs: [String] = []
    package var outputs: [String] = []
    package var attributes: [String: Attribute] = [:]

    /// The name for messages: many files name only the results.
    package var title: String { name.isEmpty ? outputs.first ?? kind : name }
  }

  package enum Attribute: Sendable {
    case number(Float)
    case integer(Int)
    case text(String)
    case tensor(ONNXTensor)
    case numbers([Float])
    case integers([Int])
  }

  /// An input or output of the graph.
  package struct Port: Sendable {
    package var name = ""
    /// The sizes; `nil` for one that is not fixed.
    package var shape: [Int?] = []
  }

  package let path: String
  package let nodes: [Node]
  package let constants: [String: ONNXTensor]
  /// The inputs without the constants among them.
  package let inputs: [Port]
  package let outputs: [Port]
  /// The version of the standard operators.
  package let operators: Int

  static let nodeLimit = 20_000
  static let constantLimit = 20_000
  static let portLimit = 1_000

  /// - Throws: `ONNXError`, or `FileError` if the file cannot be opened.
  /// - Complexity: O(nodes + constants), and O(bytes) only for numbers that are not stored as such.
  package init(path: String) throws {
    let file = try MappedFile(path)
    do {
      try self.init(file)
    } catch .notONNX {
      let content = file.withUnsafeBytes { ForeignContent($0, path: path) }
      throw ONNXError(path, content.map { .foreign($0) } ?? .notONNX)
    } catch {
      throw ONNXError(path, error)
    }
  }

  /// Returns whether a file begins like a model in this format: the version of the format, then the
  /// producer or the graph.
  package static func isONNX(_ path: String) throws(FileError) -> Bool {
    try MappedFile(path).withUnsafeBytes { bytes in
      bytes.count > 8 && bytes[0] == 0x08 && bytes[1] < 0x20
        && [0x12, 0x1a, 0x22, 0x2a, 0x32, 0x3a, 0x42].contains(bytes[2])
    }
  }

  private init(_ file: MappedFile) throws(ONNXError.Problem) {
    path = file.path
    let contents = try file.withUnsafeBytes { (bytes) throws(ONNXError.Problem) in
      try Contents(bytes, file: file)
    }
    guard !contents.nodes.isEmpty else { throw .notONNX }
    nodes = contents.nodes
    constants = contents.constants
    inputs = contents.inputs.filter { contents.constants[$0.name] == nil }
    outputs = contents.outputs
    operators = contents.operators
  }
}

private struct Contents {
  var nodes: [ONNXFile.Node] = []
  var constants: [String: ONNXTensor] = [:]
  var inputs: [ONNXFile.Port] = []
  var outputs: [ONNXFile.Port] = []
  var operators = 0

  /// Reads a ModelProto.
  init(_ bytes: UnsafeRawBufferPointer, file: MappedFile) throws(ONNXError.Problem) {
    var reader = ProtobufReader(bytes, 0..<bytes.count)
    var graphs = 0
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (7, .bytes(let range)):
        graphs += 1
        guard graphs == 1 else { throw .excessive(what: "several graphs") }
        try readGraph(bytes, range, file)
      case (8, .bytes(let range)): try readOperators(bytes, range)
      default: break
      }
    }
    guard graphs == 1 else { throw .notONNX }
  }

  private mutating func readOperators(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(ONNXError.Problem) {
    var (domain, version) = ("", 0)
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let range)): domain = ONNXTensor.text(bytes, range)
      case (2, .number(let number)): version = Int(truncatingIfNeeded: number)
      default: break
      }
    }
    if domain.isEmpty || domain == "ai.onnx" { operators = version }
  }

  private mutating func readGraph(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ file: MappedFile
  ) throws(ONNXError.Problem) {
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      guard case .bytes(let range) = field.value else { continue }
      switch field.number {
      case 1: nodes.append(try Self.node(bytes, range, file))
      case 5:
        let tensor = try ONNXTensor(bytes, range, file: file)
        constants[tensor.name] = tensor
      case 11: inputs.append(try Self.port(bytes, range))
      case 12: outputs.append(try Self.port(bytes, range))
      case 15: throw .excessive(what: "sparse tensors")
      default: break
      }
      guard nodes.count <= ONNXFile.nodeLimit else {
        throw .excessive(what: "more than \(ONNXFile.nodeLimit) nodes")
      }
      guard constants.count <= ONNXFile.constantLimit else {
        throw .excessive(what: "more than \(ONNXFile.constantLimit) tensors")
      }
      guard max(inputs.count, outputs.count) <= ONNXFile.constantLimit else {
        throw .excessive(what: "more than \(ONNXFile.constantLimit) inputs or outputs")
      }
    }
  }

  private static func node(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ file: MappedFile
  ) throws(ONNXError.Problem) -> ONNXFile.Node {
    var node = ONNXFile.Node()
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      guard case .bytes(let range) = field.value else { continue }
      switch field.number {
      case 1: node.inputs.append(ONNXTensor.text(bytes, range))
      case 2: node.outputs.append(ONNXTensor.text(bytes, range))
      case 3: node.name = ONNXTensor.text(bytes, range)
      case 4: node.kind = ONNXTensor.text(bytes, range)
      case 5:
        if let (name, value) = try attribute(bytes, range, file) { node.attributes[name] = value }
      case 7: node.domain = ONNXTensor.text(bytes, range)
      default: break
      }
      guard node.inputs.count <= ONNXFile.portLimit, node.outputs.count <= ONNXFile.portLimit else {
        throw .excessive(what: "a node with more than \(ONNXFile.portLimit) inputs or outputs")
      }
    }
    return node
  }

  /// - Returns: `nil` for kinds that no supported operator has, such as graphs.
  private static func attribute(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ file: MappedFile
  ) throws(ONNXError.Problem) -> (String, ONNXFile.Attribute)? {
    var name = ""
    var value: ONNXFile.Attribute?
    var numbers: [Float] = []
    var integers: [Int] = []
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let range)): name = ONNXTensor.text(bytes, range)
      case (2, .word(let bits)): value = .number(Float(bitPattern: bits))
      case (3, .number(let number)): value = .integer(Int(truncatingIfNeeded: number))
      case (4, .bytes(let range)): value = .text(ONNXTensor.text(bytes, range))
      case (5, .bytes(let range)): value = .tensor(try ONNXTensor(bytes, range, file: file))
      case (7, .word(let bits)): numbers.append(Float(bitPattern: bits))
      case (7, .bytes(let range)) where range.count % 4 == 0:
        numbers += ElementType.float32.floats(in: UnsafeRawBufferPointer(rebasing: bytes[range]))
      case (8, _): integers += try ONNXTensor.packed(field.value, bytes)
      default: break
      }
    }
    if !integers.isEmpty { value = .integers(integers) }
    if !numbers.isEmpty { value = .numbers(numbers) }
    return value.map { (name, $0) }
  }

  /// Reads a ValueInfoProto: its name, and the sizes of its tensor.
  private static func port(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(ONNXError.Problem) -> ONNXFile.Port {
    var port = ONNXFile.Port()
    var dimensions: [Range<Int>] = []
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      guard case .bytes(let range) = field.value else { continue }
      if field.number == 1 { port.name = ONNXTensor.text(bytes, range) }
      // Type, tensor type, shape, dimensions.
      if field.number == 2 {
        for tensor in try ranges(bytes, range, 1) {
          for shape in try ranges(bytes, tensor, 2) {
            dimensions += try ranges(bytes, shape, 1)
          }
        }
      }
    }
    guard dimensions.count <= ONNXTensor.rankLimit else {
      throw .excessive(what: "a value of more than \(ONNXTensor.rankLimit) dimensions")
    }
    for dimension in dimensions {
      var size: Int?
      var reader = ProtobufReader(bytes, dimension)
      while let field = try reader.next() {
        if field.number == 1, case .number(let number) = field.value, number > 0 {
          size = Int(exactly: number)
        }
      }
      port.shape.append(size)
    }
    return port
  }

  /// Returns the ranges of a message's fields with a number.
  private static func ranges(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ number: Int
  ) throws(ONNXError.Problem) -> [Range<Int>] {
    var all: [Range<Int>] = []
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      if field.number == number, case .bytes(let range) = field.value { all.append(range) }
    }
    return all
  }
}
