#if canImport(Glibc)
  import Glibc
#endif

/// Refuses pipes, sockets, devices and folders before they are opened: opening a pipe without a
/// writer would block, and a device may never end.
///
/// - Throws: `cannotOpen` if the path does not exist, `notRegular` for other kinds.
package func requireRegularFile(_ path: String) throws(FileError) {
  var status = stat()
  guard !path.utf8.contains(0), stat(path, &status) == 0 else {
    throw .cannotOpen(path: path, code: path.utf8.contains(0) ? EINVAL : errno)
  }
  guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
}
