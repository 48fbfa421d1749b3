#if canImport(Glibc)
  import Glibc
#endif

/// Returns the first bytes of a file, to recognize its kind before it is opened. There are fewer if
/// the file is shorter; `nil` if it cannot be read or is not a regular file.
package func leadingBytes(of path: String, count: Int) -> [UInt8]? {
  var status = stat()
  guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: count)
  let received = read(descriptor, &bytes, count)
  return received < 0 ? nil : Array(bytes[..<received])
}
