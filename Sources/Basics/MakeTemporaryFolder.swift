#if canImport(Glibc)
  import Glibc
#endif

/// Creates a new folder, readable only by its owner, among the system's temporary files.
///
/// - Parameter name: The beginning of the folder's name.
/// - Returns: The folder's path; the caller removes the folder.
package func makeTemporaryFolder(_ name: String) throws(FileError) -> String {
  let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  var path = Array("\(parent)/\(name)-XXXXXX".utf8CString)
  guard mkdtemp(&path) != nil else { throw .cannotCreateFolder(path: parent, code: errno) }
  return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}
