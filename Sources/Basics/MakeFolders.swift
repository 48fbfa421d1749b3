#if canImport(Glibc)
  import Glibc
#endif

/// Makes a folder and those on the way to it; one that exists already is fine.
///
/// - Throws: `cannotCreateFolder`, with the folder that failed: a file stands in the way, or the
///   place may not be written to.
package func makeFolders(_ path: String) throws(FileError) {
  guard !path.isEmpty, !path.utf8.contains(0) else {
    throw .cannotCreateFolder(path: path, code: path.isEmpty ? ENOENT : EINVAL)
  }
  var folder = path.hasPrefix("/") ? "/" : ""
  for name in path.split(separator: "/") {
    folder += name
    if mkdir(folder, 0o777) != 0 {
      let code = errno
      var status = stat()
      guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw .cannotCreateFolder(path: folder, code: code)
      }
    }
    folder += "/"
  }
}
