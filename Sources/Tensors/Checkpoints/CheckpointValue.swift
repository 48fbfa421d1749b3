import Basics

/// The content of a PyTorch checkpoint: a tree of plain values with tensors at its leaves.
package enum CheckpointValue: Sendable {
  case none
  case boolean(Bool)
  case integer(Int)
  case float(Double)
  case string(String)
  /// A list or a tuple.
  case list([CheckpointValue])
  /// A dictionary in the order of the file; integer keys are written in decimal.
  case dictionary([CheckpointMember])
  case tensor(CheckpointTensor)

  /// Returns the value of a dictionary's key.
  package subscript(key: String) -> CheckpointValue? {
    guard case .dictionary(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

/// One entry of a dictionary.
package struct CheckpointMember: Sendable {
  package let key: String
  package let value: CheckpointValue
}

/// A tensor in a checkpoint, which stays in the file until its numbers are needed.
package struct CheckpointTensor: Sendable {
  package let elementType: ElementType
  package let shape: [Int]
  let file: MappedFile
  /// The whole storage, of which the tensor may be a part.
  let storage: Range<Int>
  /// The offset in elements, like `strides`; every element lies within the storage.
  let offset: Int
  let strides: [Int]

  init(
    elementType: ElementType, shape: [Int], file: MappedFile, storage: Range<Int>, offset: Int,
    strides: [Int]
  ) {
    self.elementType = elementType
    self.shape = shape
    self.file = file
    self.storage = storage
    self.offset = offset
    self.strides = strides
  }

  /// Creates a tensor of plain 32-bit floats in a file.
  ///
  /// - Parameters:
  ///   - start: The byte of the first value.
  ///   - isTransposed: Whether the file has a matrix column by column.
  /// - Precondition: All values lie within the file.
  package init(floatsOf file: MappedFile, at start: Int, shape: [Int], isTransposed: Bool = false) {
    let count = shape.reduce(1, *)
    precondition(start >= 0 && start + 4 * count <= file.count)
    precondition(!isTransposed || shape.count == 2)
    self.init(
      elementType: .float32, shape: shape, file: file, storage: start..<start + 4 * count,
      offset: 0,
      strides: isTransposed
        ? [1, shape[0]] : shape.indices.map { shape[($0 + 1)...].reduce(1, *) })
  }

  /// Returns the elements, row-major, widened (or, from 64 bits, rounded) to `Float`.
  ///
  /// - Complexity: O(elements); a tensor that is not contiguous is gathered.
  package func values() -> Tensor {
    file.withUnsafeBytes { bytes in
      let size = elementType.byteCount
      let count = shape.reduce(1, *)
      if isContiguous {
        let start = storage.lowerBound + offset * size
        let block = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count * size])
        return Tensor(shape: shape, values: elementType.floats(in: block))
      }
      var gathered: [UInt8] = []
      gathered.reserveCapacity(count * size)
      var index = [Int](repeating: 0, count: shape.count)
      for _ in 0..<count {
        let element = offset + zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
        let start = storage.lowerBound + element * size
        gathered.append(contentsOf: bytes[start..<start + size])
        for dimension in shape.indices.reversed() {
          index[dimension] += 1
          guard index[dimension] == shape[dimension] else { break }
          index[dimension] = 0
        }
      }
      return Tensor(
        shape: shape, values: gathered.withUnsafeBytes { elementType.floats(in: $0) })
    }
  }

  private var isContiguous: Bool {
    var expected = 1
    for (dimension, stride) in zip(shape, strides).reversed() {
      guard stride == expected || dimension == 1 else { return dimension == 0 }
      expected *= dimension
    }
    return true
  }
}
