import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

private let isErrorLineOpen = Atomic<Bool>(false)

/// What lets a line on a terminal be written again.
package let lineRenewal = "\r\u{1B}[K"

/// Text for a terminal: what comes from outside, such as a file's name, must not steer it. Line ends
/// stay, and a `lineRenewal` at the beginning.
private func forTerminal(_ text: String) -> String {
  var rest = text[...]
  if rest.hasPrefix(lineRenewal) { rest = rest.dropFirst(lineRenewal.count) }
  let start = text[..<rest.startIndex]
  // Bytes, since a Character may be a line end together with what stands before it.
  let lines = rest.utf8.split(separator: 10, omittingEmptySubsequences: false)
  return start
    + lines.map { displayed(String(decoding: $0, as: UTF8.self)) }.joined(separator: "\n")
}

/// Writes text to standard error at once; a reader that has gone away is ignored.
///
/// What could steer a terminal is written out; see `displayed`.
package func writeToStandardError(_ text: String) {
  _ = writeAll(forTerminal(text), to: STDERR_FILENO)
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
/// - Parameter verbatim: For other programs, such as JSON and HTML, which escape on their own;
///   otherwise what could steer a terminal is written out, see `displayed`.
/// - Throws: `cannotWrite` where it did not arrive whole; not for a reader that has gone away, as
///   in `facet ... | head`.
package func writeToStandardOutput(
  _ text: String, verbatim: Bool = false
) throws(FileError) {
  let code = writeAll(verbatim ? text : forTerminal(text), to: STDOUT_FILENO)
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
