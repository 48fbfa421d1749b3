#if canImport(Glibc)
  import Glibc
#endif

/// Creates a folder and its missing parents, or nothing; a folder that exists already is accepted.
///
/// - Returns: The folders that were created, outer ones first.
/// - Throws: `cannotCreateFolder` with the folder that failed, because a file has that name or the
///   place is not writable.
@discardableResult
package func makeFolders(_ path: String) throws(FileError) -> [String] {
  guard !path.isEmpty, !path.utf8.contains(0) else {
    throw .cannotCreateFolder(path: path, code: path.isEmpty ? ENOENT : EINVAL)
  }
  var made: [String] = []
  var folder = path.hasPrefix("/") ? "/" : ""
  for name in path.split(separator: "/") {
    folder += name
    if mkdir(folder, 0o777) != 0 {
      let code = errno
      var status = stat()
      guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        for folder in made.reversed() { rmdir(folder) }
        throw .cannotCreateFolder(path: folder, code: code)
      }
    } else {
      made.append(folder)
    }
    folder += "/"
  }
  return made
}
