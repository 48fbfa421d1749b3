import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

private let isErrorLineOpen = Atomic<Bool>(false)

/// Writes text to standard error at once; a reader that has gone away is ignored.
package func writeToStandardError(_ text: String) {
  _ = writeAll(text, to: STDERR_FILENO)
  if let last = text.utf8.last {
    isErrorLineOpen.store(last != UInt8(ascii: "\n"), ordering: .relaxed)
  }
}

/// Ends a line that was left open on standard error, as progress on a terminal is when the work stops.
package func endStandardErrorLine() {
  if isErrorLineOpen.load(ordering: .relaxed) { writeToStandardError("\n") }
}

/// Writes text to standard output at once.
///
/// - Throws: `cannotWrite` where it did not arrive whole; not for a reader that has gone away, as
///   in `facet ... | head`.
package func writeToStandardOutput(_ text: String) throws(FileError) {
  let code = writeAll(text, to: STDOUT_FILENO)
  if code != 0 && code != EPIPE { throw .cannotWrite(path: "standard output", code: code) }
}

/// - Returns: 0, or the `errno` of what failed.
private func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
  var bytes = ArraySlice(text.utf8)
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 {
      if errno == EINTR { continue }
      return errno
    }
    bytes = bytes.dropFirst(written)
  }
  return 0
}
