import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

private let isErrorLineOpen = Atomic<Bool>(false)

/// The characters that return to the beginning of a terminal's line and clear it.
package let lineRenewal = "\r\u{1B}[K"

/// Returns text for a terminal, which input such as a file's name must not control. Line ends stay,
/// and a `lineRenewal` at the beginning.
private func forTerminal(_ text: String) -> String {
  var rest = text[...]
  if rest.hasPrefix(lineRenewal) { rest = rest.dropFirst(lineRenewal.count) }
  let start = text[..<rest.startIndex]
  // Split by bytes: a Character may be a line end together with the one before it.
  let lines = rest.utf8.split(separator: 10, omittingEmptySubsequences: false)
  return start
    + lines.map { displayed(String(decoding: $0, as: UTF8.self)) }.joined(separator: "\n")
}

/// Writes text to standard error at once; a closed reader is ignored.
///
/// Control characters are escaped; see `displayed`.
package func writeToStandardError(_ text: String) {
  _ = writeAll(forTerminal(text), to: STDERR_FILENO)
  if let last = text.utf8.last {
    isErrorLineOpen.store(last != UInt8(ascii: "\n"), ordering: .relaxed)
  }
}

/// Ends an open line on standard error, such as progress on a terminal when the work stops.
package func endStandardErrorLine() {
  if isErrorLineOpen.load(ordering: .relaxed) { writeToStandardError("\n") }
}

/// Writes text to standard output at once.
///
/// - Parameter verbatim: Whether the text is for other programs, such as JSON and HTML, which have
///   escapes of their own; otherwise control characters are escaped, see `displayed`.
/// - Throws: `cannotWrite` if the text could not be written completely; not if the reader has
///   closed the stream, as in `facet ... | head`.
package func writeToStandardOutput(
  _ text: String, verbatim: Bool = false
) throws(FileError) {
  let code = writeAll(verbatim ? text : forTerminal(text), to: STDOUT_FILENO)
  if code != 0 && code != EPIPE { throw .cannotWrite(path: "standard output", code: code) }
}

/// - Returns: 0, or the `errno` of the failure.
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
