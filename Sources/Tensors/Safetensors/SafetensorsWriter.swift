import Basics

#if canImport(Glibc)
  import Glibc
#endif

/// A tensor of a safetensors file: its name, element type and shape.
package struct SafetensorsEntry: Sendable, Equatable {
  package let name: String
  package let type: ElementType
  package let shape: [Int]

  package init(name: String, type: ElementType, shape: [Int]) {
    self.name = name
    self.type = type
    self.shape = shape
  }

  package var elementCount: Int { shape.reduce(1, *) }
}

/// A writer of a safetensors file whose shapes are known beforehand. Values may come in pieces and
/// in any order of the tensors, with only as much memory as a piece needs.
///
/// The file is written next to its target and replaces it when `finish` succeeds; otherwise nothing
/// remains. The same entries and values give the same bytes: the data is ordered by decreasing
/// element size (so that all tensors are aligned) and then as given; metadata is sorted by key.
package final class SafetensorsWriter {
  private let path: String
  private var temporaryPath = ""
  private var descriptor: CInt = -1
  private var header: SafetensorsHeader
  /// The number of bytes before the data.
  private let dataOffset: Int
  private var written: [String: Int] = [:]

  /// - Parameters:
  ///   - entries: The tensors, with element types float32, float16 and int8 only; names are unique, and
  ///     none is `__metadata__`.
  ///   - metadata: The free text about the file.
  package init(path: String, entries: [SafetensorsEntry], metadata: [String: String] = [:])
    throws(SafetensorsError)
  {
    precondition(Set(entries.map(\.name)).count == entries.count, "names of tensors differ")
    precondition(entries.allSatisfy { $0.name != "__metadata__" })
    precondition(entries.allSatisfy { [.float32, .float16, .int8].contains($0.type) })
    self.path = path
    var planned: [SafetensorsHeader.Entry] = []
    var position = 0
    for size in [4, 2, 1] {
      for entry in entries where entry.type.byteCount == size {
        guard let count = entry.type.byteCount(of: entry.shape) else {
          throw SafetensorsError(path, .tooManyElements(name: entry.name))
        }
        planned.append(
          .init(
            name: entry.name, type: entry.type, shape: entry.shape,
            bytes: position..<position + count))
        position += count
      }
    }
    header = SafetensorsHeader(entries: planned, metadata: metadata)
    dataOffset = header.serialized().count
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    removeAbandonedFiles(in: String(path.dropLast(name.count)), prefix: "\(name).partial-")
    // A file that a killed process left under the same number is not overwritten.
    var attempt = 0
    repeat {
      temporaryPath = "\(path).partial-\(WriterName.own)" + (attempt == 0 ? "" : "-\(attempt)")
      descriptor = open(temporaryPath, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o666)
      attempt += 1
    } while descriptor < 0 && errno == EEXIST && attempt < 1000
    guard descriptor >= 0 else { throw failure("opening '\(temporaryPath)'") }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporaryPath)
  }

  /// Adds the next elements, row-major, to a tensor; they are rounded to its element type.
  ///
  /// - Precondition: The file has a tensor `name`, not of int8.
  package func append(_ values: [Float], to name: String) throws(SafetensorsError) {
    try values.withUnsafeBufferPointer { (buffer) throws(SafetensorsError) in
      try append(buffer, to: name)
    }
  }

  package func append(_ values: UnsafeBufferPointer<Float>, to name: String)
    throws(SafetensorsError)
  {
    let (entry, offset) = try place(of: values.count, in: name)
    precondition(entry.type != .int8)
    if entry.type == .float32 {
      try write(UnsafeRawBufferPointer(values), at: offset)
    } else {
      let piece = 1 << 16
      for first in stride(from: 0, to: values.count, by: piece) {
        let halves = values[first..<min(first + piece, values.count)].map(halfBits)
        try write(halves, at: offset + first * 2)
      }
    }
  }

  /// Adds the next elements, row-major, to a tensor as they are.
  ///
  /// - Precondition: The file has a tensor `name` of int8.
  package func append(codes: [Int8], to name: String) throws(SafetensorsError) {
    let (entry, offset) = try place(of: codes.count, in: name)
    precondition(entry.type == .int8)
    try write(codes, at: offset)
  }

  /// The same for half bits and a tensor of float16.
  package func append(halfBits: [UInt16], to name: String) throws(SafetensorsError) {
    let (entry, offset) = try place(of: halfBits.count, in: name)
    precondition(entry.type == .float16)
    try write(halfBits, at: offset)
  }

  /// Returns where the next elements of a tensor belong in the file, and counts them.
  private func place(of count: Int, in name: String) throws(SafetensorsError)
    -> (entry: SafetensorsHeader.Entry, offset: Int)
  {
    guard let entry = header.entries.first(where: { $0.name == name }) else {
      preconditionFailure("the file has no tensor '\(name)'")
    }
    let start = written[name, default: 0]
    let capacity = entry.bytes.count / entry.type.byteCount
    guard count <= capacity - start else {
      throw SafetensorsError(path, .excess(name: name, expected: capacity))
    }
    written[name] = start + count
    return (entry, dataOffset + entry.bytes.lowerBound + start * entry.type.byteCount)
  }

  /// Writes the header and moves the file to its place.
  ///
  /// - Parameter allowingFewerRows: Whether a tensor that received whole rows, but fewer than
  ///   planned, is shortened along its first dimension; otherwise an unfilled tensor is an error.
  package func finish(allowingFewerRows: Bool = false) throws(SafetensorsError) {
    precondition(descriptor >= 0, "a file is finished once")
    var position = 0
    for index in header.entries.indices {
      let entry = header.entries[index]
      let capacity = entry.bytes.count / entry.type.byteCount
      let count = written[entry.name, default: 0]
      if count < capacity {
        guard allowingFewerRows, let rows = entry.shape.first,
          count.isMultiple(of: capacity / rows)
        else {
          throw SafetensorsError(
            path, .incomplete(name: entry.name, expected: capacity, found: count))
        }
        header.entries[index].shape[0] = count / (capacity / rows)
      }
      let end = position + count * entry.type.byteCount
      try move(entry.bytes.prefix(end - position), to: position)
      header.entries[index].bytes = position..<end
      position = end
    }
    try write(header.serialized(byteCount: dataOffset - 8), at: 0)
    guard ftruncate(descriptor, dataOffset + position) == 0 else { throw failure("shortening") }
    guard fsync(descriptor) == 0 else { throw failure("storing") }
    guard rename(temporaryPath, path) == 0 else { throw failure("renaming") }
    close(descriptor)
    descriptor = -1
  }

  /// Moves a range of the data toward the front.
  private func move(_ bytes: Range<Int>, to start: Int) throws(SafetensorsError) {
    guard bytes.lowerBound != start else { return }
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    var moved = 0
    while moved < bytes.count {
      let wanted = min(piece.count, bytes.count - moved)
      let got = pread(descriptor, &piece, wanted, dataOffset + bytes.lowerBound + moved)
      guard got > 0 else { throw failure("reading back") }
      try write(Array(piece[..<got]), at: dataOffset + start + moved)
      moved += got
    }
  }

  private func write<Element: BitwiseCopyable>(_ elements: [Element], at offset: Int)
    throws(SafetensorsError)
  {
    try elements.withUnsafeBufferPointer { (buffer) throws(SafetensorsError) in
      try write(UnsafeRawBufferPointer(buffer), at: offset)
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SafetensorsError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress! + done, bytes.count - done, offset + done)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("writing") }
      done += count
    }
  }

  private func failure(_ operation: String) -> SafetensorsError {
    SafetensorsError(
      path, .notWritable(operation: operation, reason: String(cString: strerror(errno))))
  }
}

/// Writes a safetensors file of tensors that are in memory, all as float32.
package func writeSafetensors(
  _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to path: String
) throws(SafetensorsError) {
  let writer = try SafetensorsWriter(
    path: path,
    entries: tensors.map {
      SafetensorsEntry(name: $0.name, type: .float32, shape: $0.tensor.shape)
    }, metadata: metadata)
  for (name, tensor) in tensors { try writer.append(tensor.values, to: name) }
  try writer.finish()
}
