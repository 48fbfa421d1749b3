import Basics

/// A safetensors file, checked when opened. Tensors stay in the file until they are copied or
/// accessed in place.
///
/// Layout: 8 bytes of header length, little-endian; the header, a JSON object; the data, in which
/// the tensors follow each other without gaps, row-major and little-endian.
package struct SafetensorsFile: Sendable {
  package let path: String
  /// The free text about the file.
  package let metadata: [String: String]
  /// The tensors in the order of their data.
  package let entries: [SafetensorsEntry]

  private let file: MappedFile
  /// The position of each tensor in the file.
  private let blocks: [String: (entry: SafetensorsEntry, bytes: Range<Int>)]

  /// Opens a file and checks its header against the file. A header that reaches outside the data is
  /// refused, and so is a file with gaps, overlaps or a remainder.
  package init(path: String) throws {
    try self.init(MappedFile(path))
  }

  /// Opens a file that is in memory already; otherwise like `init(path:)`.
  package init(_ file: MappedFile) throws {
    let path = file.path
    let header = try file.withUnsafeBytes { (bytes) throws(SafetensorsError) in
      if let content = ForeignContent(bytes, path: path), content != .safetensors {
        throw SafetensorsError(path, .foreign(content))
      }
      return try Self.header(in: bytes, path: path)
    }
    self.path = path
    self.file = file
    metadata = header.content.metadata
    var entries: [SafetensorsEntry] = []
    var blocks: [String: (SafetensorsEntry, Range<Int>)] = [:]
    for item in header.content.entries {
      let entry = SafetensorsEntry(name: item.name, type: item.type, shape: item.shape)
      let start = header.dataOffset + item.bytes.lowerBound
      entries.append(entry)
      blocks[item.name] = (entry, start..<start + item.bytes.count)
    }
    self.entries = entries
    self.blocks = blocks
  }

  /// Whether each tensor lies at a multiple of its elements' size, as in all files of this program, so that
  /// none is copied.
  package var isAligned: Bool {
    file.withUnsafeBytes { bytes in
      blocks.values.allSatisfy { entry, range in
        UInt(bitPattern: bytes.baseAddress).advanced(by: range.lowerBound)
          .isMultiple(of: UInt(entry.type.byteCount))
      }
    }
  }

  package func entry(named name: String) -> SafetensorsEntry? { blocks[name]?.entry }

  /// Returns the tensor widened to `Float`; 64-bit values are rounded.
  ///
  /// - Throws: `missing`.
  /// - Complexity: O(elements).
  package func tensor(named name: String) throws(SafetensorsError) -> Tensor {
    let (entry, range) = try locate(name)
    return file.withUnsafeBytes { bytes in
      Tensor(
        shape: entry.shape,
        values: entry.type.floats(in: UnsafeRawBufferPointer(rebasing: bytes[range])))
    }
  }

  /// Calls `body` with the elements of a float32 tensor, without a copy if the file is aligned (as
  /// all files of this program are).
  ///
  /// - Throws: `missing`, `wrongElementType`, or the error of `body`.
  package func withFloats<Result>(
    named name: String, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    try withElements(named: name, type: .float32, body)
  }

  /// Calls `body` with the bit patterns of a float16 tensor, without a copy if the file is aligned.
  ///
  /// - Throws: `missing`, `wrongElementType`, or the error of `body`.
  package func withHalfBits<Result>(
    named name: String, _ body: (UnsafeBufferPointer<UInt16>) throws -> Result
  ) throws -> Result {
    try withElements(named: name, type: .float16, body)
  }

  /// Calls `body` with the elements of an int8 tensor, without a copy.
  ///
  /// - Throws: `missing`, `wrongElementType`, or the error of `body`.
  package func withCodes<Result>(
    named name: String, _ body: (UnsafeBufferPointer<Int8>) throws -> Result
  ) throws -> Result {
    try withElements(named: name, type: .int8, body)
  }

  private func withElements<Element: BitwiseCopyable, Result>(
    named name: String, type: ElementType, _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) throws -> Result {
    let (entry, range) = try locate(name)
    guard entry.type == type else {
      throw SafetensorsError(path, .wrongElementType(name: name, expected: type, found: entry.type))
    }
    return try file.withUnsafeBytes { bytes in
      let block = UnsafeRawBufferPointer(rebasing: bytes[range])
      let size = MemoryLayout<Element>.size
      if UInt(bitPattern: block.baseAddress).isMultiple(of: UInt(size)) {
        return try body(block.bindMemory(to: Element.self))
      }
      let copy = (0..<block.count / size).map {
        block.loadUnaligned(fromByteOffset: $0 * size, as: Element.self)
      }
      return try copy.withUnsafeBufferPointer(body)
    }
  }

  /// Returns the tensors like those of a checkpoint.
  ///
  /// - Throws: `CheckpointError` if there are none.
  package func stateDictionary() throws(CheckpointError) -> StateDictionary {
    let tensors = entries.map { entry in
      let shape = entry.shape
      return (
        name: entry.name,
        tensor: CheckpointTensor(
          elementType: entry.type, shape: shape, file: file, storage: blocks[entry.name]!.bytes,
          offset: 0, strides: shape.indices.map { shape[($0 + 1)...].reduce(1, *) })
      )
    }
    guard !tensors.isEmpty else { throw CheckpointError(path, .noStateDictionary) }
    return StateDictionary(tensors: tensors)
  }

  private func locate(_ name: String) throws(SafetensorsError) -> (SafetensorsEntry, Range<Int>) {
    guard let block = blocks[name] else { throw SafetensorsError(path, .missing(name: name)) }
    return block
  }

  private static func header(in bytes: UnsafeRawBufferPointer, path: String)
    throws(SafetensorsError) -> (content: SafetensorsHeader, dataOffset: Int)
  {
    guard bytes.count >= 8 else { throw SafetensorsError(path, .tooShort(bytes: bytes.count)) }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    let available = bytes.count - 8
    guard length <= UInt64(min(available, SafetensorsHeader.maximumLength)) else {
      throw SafetensorsError(path, .headerTooLong(length: length, available: available))
    }
    let dataOffset = 8 + Int(length)
    let content = try SafetensorsHeader(
      json: Array(bytes[8..<dataOffset]), dataCount: bytes.count - dataOffset, path: path)
    return (content, dataOffset)
  }
}
