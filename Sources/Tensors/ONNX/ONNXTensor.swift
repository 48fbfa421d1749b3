import Basics

/// A tensor of constants in an ONNX file.
package struct ONNXTensor: Sendable {
  package let name: String
  package let shape: [Int]
  /// The type of the stored elements.
  package let type: ElementType
  private let storage: Storage

  private enum Storage: Sendable {
    /// In the file, row-major, little-endian.
    case raw(MappedFile, Range<Int>)
    case floats([Float])
    case integers([Int])
  }

  /// The largest number of elements of a tensor.
  static let countLimit = 1 << 28
  static let rankLimit = 8

  /// Creates a vector of whole numbers, as a computation of sizes gives it.
  package init(name: String, integers: [Int], shape: [Int]? = nil) {
    self.name = name
    self.shape = shape ?? [integers.count]
    type = .int64
    storage = .integers(integers)
  }

  package init(name: String, floats: [Float], shape: [Int]) {
    precondition(floats.count == shape.reduce(1, *))
    self.name = name
    self.shape = shape
    type = .float32
    storage = .floats(floats)
  }

  package var count: Int { shape.reduce(1, *) }

  /// Returns the elements, row-major, widened (or, from 64 bits, rounded) to `Float`.
  package func floats() -> [Float] {
    switch storage {
    case .floats(let values): values
    case .integers(let values): values.map { Float($0) }
    case .raw(let file, let range):
      file.withUnsafeBytes { type.floats(in: UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
  }

  /// Returns the elements of a tensor of whole numbers; `nil` for other types.
  package func integers() -> [Int]? {
    switch storage {
    case .integers(let values): return values
    case .floats: return nil
    case .raw(let file, let range):
      guard type == .int64 || type == .int32 else { return nil }
      let size = type.byteCount
      return file.withUnsafeBytes { bytes in
        stride(from: range.lowerBound, to: range.upperBound, by: size).map { place in
          size == 8
            ? Int(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int64.self)))
            : Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self)))
        }
      }
    }
  }
}

extension ONNXTensor {
  /// Reads a TensorProto.
  init(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, file: MappedFile
  ) throws(ONNXError.Problem) {
    var (name, shape, code) = ("", [Int](), UInt64(0))
    var raw: Range<Int>?
    var floats: [Float] = []
    var integers: [Int] = []
    var isExternal = false
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (1, _):
        shape += try Self.packed(field.value, bytes)
        guard shape.count <= Self.rankLimit else {
          throw .excessive(what: "a tensor of more than \(Self.rankLimit) dimensions")
        }
      case (2, .number(let value)): code = value
      case (4, .word(let bits)): floats.append(Float(bitPattern: bits))
      case (4, .bytes(let range)):
        guard range.count % 4 == 0 else {
          throw .damaged(offset: range.lowerBound, reason: "a list of numbers ends early")
        }
        floats += ElementType.float32.floats(in: UnsafeRawBufferPointer(rebasing: bytes[range]))
      case (5, _), (7, _): integers += try Self.packed(field.value, bytes)
      case (8, .bytes(let range)): name = Self.text(bytes, range)
      case (9, .bytes(let range)): raw = range
      case (14, .number(let place)): isExternal = place == 1
      default: break
      }
    }
    guard !isExternal else { throw .externalData(tensor: name) }
    guard let type = Self.type(code) else {
      throw .badTensor(name: name, reason: "has elements of the unknown type \(code)")
    }
    var count = 1
    for side in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: side)
      guard side >= 0, !overflows, product <= Self.countLimit else {
        throw .badTensor(name: name, reason: "has the impossible shape \(shape)")
      }
      count = product
    }
    func require(_ found: Int) throws(ONNXError.Problem) {
      guard found == count else {
        throw .badTensor(name: name, reason: "has \(found) numbers for the shape \(shape)")
      }
    }
    if let raw {
      guard raw.count == count * type.byteCount else {
        throw .badTensor(name: name, reason: "has \(raw.count) bytes for the shape \(shape)")
      }
      storage = .raw(file, raw)
    } else if type == .float32 {
      try require(floats.count)
      storage = .floats(floats)
    } else if type == .int64 || type == .int32 {
      try require(integers.count)
      storage = .integers(integers)
    } else {
      throw .badTensor(name: name, reason: "stores its elements in a way that is not supported")
    }
    self.name = name
    self.shape = shape
    self.type = type
  }

  private static func type(_ code: UInt64) -> ElementType? {
    switch code {
    case 1: .float32
    case 2: .uint8
    case 3: .int8
    case 6: .int32
    case 7: .int64
    case 9: .bool
    case 10: .float16
    case 11: .float64
    case 16: .bfloat16
    default: nil
    }
  }

  /// Returns the numbers of a repeated field: one, or many in a range of bytes.
  static func packed(
    _ value: ProtobufReader.Value, _ bytes: UnsafeRawBufferPointer
  ) throws(ONNXError.Problem) -> [Int] {
    switch value {
    case .number(let number): return [Int(truncatingIfNeeded: number)]
    case .bytes(let range):
      var reader = ProtobufReader(bytes, range)
      var all: [Int] = []
      while reader.position < range.upperBound {
        all.append(Int(truncatingIfNeeded: try reader.varint()))
      }
      return all
    case .word, .long: return []
    }
  }

  static func text(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
    String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }
}
