#if canImport(Glibc)
  import Glibc
#endif

/// Gives a file another name in the same file system, in place of what had that name.
package func moveFile(_ from: String, to: String) throws(FileError) {
  guard rename(from, to) == 0 else { throw .cannotCreate(path: to, code: errno) }
}
