#if canImport(Glibc)
  import Glibc
#endif

/// A file to which lines are added one by one. Each goes to the system at once, so that another run
/// can read what a stopped program wrote.
package final class JournalFile {
  package let path: String
  private let number: Int32

  /// Opens a file to append lines, or creates it.
  ///
  /// - Throws: `cannotCreate`.
  package init(appendingTo path: String) throws(FileError) {
    self.path = path
    number = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw .cannotCreate(path: path, code: errno) }
  }

  deinit { close(number) }

  /// - Parameter line: The line without its end.
  /// - Throws: `cannotWrite`; the file may then end in an incomplete line.
  package func append(_ line: String) throws(FileError) {
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
      if written < 0 && errno != EINTR { throw .cannotWrite(path: path, code: errno) }
      rest = rest.dropFirst(max(0, written))
    }
  }
}
