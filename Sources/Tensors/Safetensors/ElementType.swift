/// The type of a tensor's stored elements, with the names of safetensors.
package enum ElementType: String, Sendable, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"

  package var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Returns the number of bytes of a tensor of `shape`, or `nil` if it exceeds the range of `Int`.
  func byteCount(of shape: [Int]) -> Int? {
    var total = byteCount
    for dimension in shape where dimension != 0 {
      let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow else { return nil }
      total = product
    }
    guard shape.contains(0) else { return total }
    return isPossible(emptyShape: shape) ? 0 : nil
  }

  /// Returns the elements in `bytes`, widened (or, from 64 bits, rounded) to `Float`;
  /// little-endian, at any alignment.
  func floats(in bytes: UnsafeRawBufferPointer) -> [Float] {
    let count = bytes.count / byteCount
    func load<Element: BitwiseCopyable>(_: Element.Type, _ widen: (Element) -> Float) -> [Float] {
      [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        for index in 0..<count {
          let offset = index * MemoryLayout<Element>.size
          buffer[index] = widen(bytes.loadUnaligned(fromByteOffset: offset, as: Element.self))
        }
        initialized = count
      }
    }
    return switch self {
    case .float64: load(Double.self) { Float($0) }
    case .float32: load(Float.self) { $0 }
    case .float16: load(UInt16.self) { float(halfBits: $0) }
    case .bfloat16: load(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .int64: load(Int64.self) { Float($0) }
    case .int32: load(Int32.self) { Float($0) }
    case .int16: load(Int16.self) { Float($0) }
    case .int8: load(Int8.self) { Float($0) }
    case .uint64: load(UInt64.self) { Float($0) }
    case .uint32: load(UInt32.self) { Float($0) }
    case .uint16: load(UInt16.self) { Float($0) }
    case .uint8: load(UInt8.self) { Float($0) }
    case .bool: load(UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }
}

/// Returns whether the other dimensions of a tensor without elements are sizes that a layer may
/// have, so that their product does not exceed `Int`.
func isPossible(emptyShape shape: [Int]) -> Bool {
  var product = 1
  for dimension in shape where dimension != 0 {
    let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
    guard dimension > 0, !overflow, next <= 1 << 32 else { return false }
    product = next
  }
  return true
}
