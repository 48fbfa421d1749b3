#if canImport(Glibc)
  import Glibc
#endif

/// Writes text to standard error at once; a reader that has gone away is ignored.
public func writeToStandardError(_ text: String) {
  var bytes = ArraySlice(text.utf8)
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    guard written > 0 else { return }
    bytes = bytes.dropFirst(written)
  }
}
