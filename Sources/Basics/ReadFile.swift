/// Returns all bytes of a file.
///
/// - Parameter limit: The largest size in bytes; a larger file is refused before memory is
///   allocated.
/// - Throws: `cannotOpen`, `cannotRead` (for example for a folder) or `tooLarge`.
package func readFile(_ path: String, limit: Int = 1 << 30) throws(FileError) -> [UInt8] {
  let file = try FileDescriptor.reading(path)
  let size = try file.size() ?? 0
  guard size <= limit else { throw .tooLarge(path: path, limit: limit) }
  var bytes: [UInt8] = []
  // One byte more than the size finds the end without growing the array.
  while let piece = try file.read(atMost: max(size + 1 - bytes.count, 1 << 16)) {
    guard bytes.count + piece.count <= limit else { throw .tooLarge(path: path, limit: limit) }
    if bytes.isEmpty { bytes = piece } else { bytes += piece }
  }
  return bytes
}
