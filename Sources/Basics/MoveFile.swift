#if canImport(Glibc)
  import Glibc
#endif

/// Renames a file within its file system, replacing a file that has the new name.
package func moveFile(_ from: String, to: String) throws(FileError) {
  guard rename(from, to) == 0 else { throw .cannotCreate(path: to, code: errno) }
}
