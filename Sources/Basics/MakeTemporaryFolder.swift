#if canImport(Glibc)
  import Glibc
#endif

/// Makes a new folder, readable to its owner alone, where the system keeps temporary files.
///
/// - Parameter name: How the folder's name begins.
/// - Returns: Its path; the caller removes it.
package func makeTemporaryFolder(_ name: String) throws(FileError) -> String {
  let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  var path = Array("\(parent)/\(name)-XXXXXX".utf8CString)
  guard mkdtemp(&path) != nil else { throw .cannotCreateFolder(path: parent, code: errno) }
  return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}
