import Basics

/// A PyTorch checkpoint: the zip archive that `torch.save` writes since version 1.6, or the older
/// format, a sequence of pickles followed by the numbers.
///
/// The file is not trusted: its pickle may build tensors, numbers, text, lists and dictionaries. If
/// it requests anything else, it is refused with the name of the request. Every tensor is checked
/// to lie within the file; the numbers stay in the file until `CheckpointTensor.values()`.
package struct CheckpointFile: Sendable {
  package let path: String
  package let root: CheckpointValue

  /// - Throws: `CheckpointError`, or `FileError` if the file cannot be opened.
  /// - Complexity: O(size of the pickle), whatever the size of the numbers.
  package init(path: String) throws {
    let file = try MappedFile(path)
    self.path = path
    do {
      root = try file.withUnsafeBytes { (bytes) throws(CheckpointError.Problem) in
        if bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
          return try Self.archived(bytes, file: file)
        }
        return try Self.legacy(bytes, file: file)
      }
    } catch .notACheckpoint {
      let content = file.withUnsafeBytes { ForeignContent($0, path: path) }
      throw CheckpointError(path, content.map { .foreign($0) } ?? .notACheckpoint)
    } catch {
      throw CheckpointError(path, error)
    }
  }

  private static func archived(_ bytes: UnsafeRawBufferPointer, file: MappedFile)
    throws(CheckpointError.Problem) -> CheckpointValue
  {
    let archive = try ZipDirectory(bytes)
    let names = Array(archive.entries.keys) + archive.compressed
    if names.contains(where: { $0.hasSuffix("/constants.pkl") || $0.contains("/code/") }) {
      throw .foreign(.torchScript)
    }
    // The file is any other archive, compressed or not.
    guard names.contains(where: { $0.hasSuffix("/data.pkl") }) else { throw .notACheckpoint }
    if let name = archive.compressed.min() { throw .compressed(entry: name) }
    // The name is "archive/data.pkl", or has the file's own name before the slash.
    let pickles = archive.entries.filter { $0.key.hasSuffix("/data.pkl") }
    guard pickles.count == 1, let pickle = pickles.first else { throw .notACheckpoint }
    let folder = pickle.key.dropLast("data.pkl".count)
    if let order = archive.entries[folder + "byteorder"], !bytes[order].elementsEqual("little".utf8)
    {
      throw .bigEndian
    }
    var machine = PickleMachine(bytes, range: pickle.value)
    let root = try machine.run()
    let tree = CheckpointTree(machine: machine, file: file) {
      archive.entries["\(folder)data/\($0)"]
    }
    return try tree.value(of: root)
  }

  private static func legacy(_ bytes: UnsafeRawBufferPointer, file: MappedFile)
    throws(CheckpointError.Problem) -> CheckpointValue
  {
    var machine = PickleMachine(bytes, range: 0..<bytes.count)
    do {
      guard case .magic = try machine.run(), case .integer(1001) = try machine.run() else {
        throw CheckpointError.Problem.notACheckpoint
      }
    } catch {
      // Even the number that such a file begins with is missing.
      throw .notACheckpoint
    }
    if case .dictionary(let index) = try machine.run() {
      for case (.string("little_endian"), .boolean(false)) in machine.dictionaries[index] {
        throw .bigEndian
      }
    }
    let root = try machine.run()
    let list = try machine.run()
    guard let keys = machine.sequence(list) else {
      throw .damaged(offset: machine.position, reason: "the list of storages is missing")
    }
    let blocks = try storageBlocks(keys, machine, bytes)
    return try CheckpointTree(machine: machine, file: file) { blocks[$0] }.value(of: root)
  }

  /// Returns the range of each storage in the older format: its number of elements in 8 bytes, then
  /// the elements.
  private static func storageBlocks(
    _ keys: [PickleMachine.Item], _ machine: PickleMachine, _ bytes: UnsafeRawBufferPointer
  ) throws(CheckpointError.Problem) -> [String: Range<Int>] {
    var elementSizes: [String: Int] = [:]
    for storage in machine.storages { elementSizes[storage.key] = storage.type.byteCount }
    var blocks: [String: Range<Int>] = [:]
    var position = machine.position
    for item in keys {
      guard case .string(let key) = item, let size = elementSizes[key], blocks[key] == nil else {
        throw .damaged(offset: position, reason: "the list of storages contains an unknown one")
      }
      guard bytes.count - position >= 8 else { throw .missingStorage(key: key) }
      let count = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
      let available = bytes.count - position
      guard count <= UInt64(available / size) else {
        let expected = Int(
          clamping: count.multipliedReportingOverflow(by: UInt64(size)).partialValue)
        throw .shortStorage(key: key, expected: expected, found: available)
      }
      blocks[key] = position..<position + Int(count) * size
      position += Int(count) * size
    }
    return blocks
  }
}
