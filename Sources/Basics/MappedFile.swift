#if canImport(Glibc)
  import Glibc
#endif

/// A file's bytes as the system pages them in, read only: for files too large to copy.
///
/// The file must keep its length while it is mapped; files this program writes do, since
/// `AtomicFile` replaces a file and never changes one.
package final class MappedFile: @unchecked Sendable {
  // Unchecked: the mapping is read only and both fields are constant, so there is nothing to lock.
  private let base: UnsafeMutableRawPointer?
  package let count: Int
  package let path: String
  private let isMapped: Bool

  /// Bytes that live as long as the program, in a file's place.
  ///
  /// - Parameter name: In place of a path.
  package init(_ bytes: UnsafeRawBufferPointer, named name: String) {
    base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    count = bytes.count
    path = name
    isMapped = false
  }

  package init(_ path: String) throws(FileError) {
    try requireRegularFile(path)
    let file = try FileDescriptor.reading(path)
    guard let size = try file.size() else { throw .cannotRead(path: path, code: ENODEV) }
    // The system maps no empty range.
    var mapped: UnsafeMutableRawPointer?
    if size > 0 {
      mapped = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0)
      guard mapped != MAP_FAILED else { throw .cannotRead(path: path, code: errno) }
    }
    base = mapped
    count = size
    isMapped = true
    self.path = path
  }

  deinit { if isMapped, let base { munmap(base, count) } }

  /// The bytes, valid only inside `body`.
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(start: base, count: count))
  }
}
