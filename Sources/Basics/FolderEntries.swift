#if canImport(Glibc)
  import Glibc
#endif

/// An entry of a folder, with its name in bytes.
package struct FolderEntry: Sendable, Equatable {
  /// The bytes of the name in the file system.
  package let bytes: [UInt8]
  /// Whether the entry is a link, to a file or a folder.
  package let isLink: Bool
  /// The status of the entry or of a link's target; `nil` for a broken link.
  package let status: FileStatus?

  /// The name; `nil` if its bytes are not UTF-8.
  package var name: String? { String(validating: bytes, as: UTF8.self) }

  /// The name for messages; bytes that are not UTF-8 are written as `\xE9`.
  package var shownName: String { name ?? escaped(bytes) }

  /// Returns valid UTF-8 unchanged and every other byte as `\xE9`.
  private func escaped(_ bytes: [UInt8]) -> String {
    var shown = ""
    var rest = bytes[...]
    while let first = rest.first {
      // The shortest piece that is a character; none begins with a stray byte.
      let piece = (1...4).lazy.filter { $0 <= rest.count }.map { rest.prefix($0) }
        .compactMap { String(validating: $0, as: UTF8.self) }.first
      if let piece {
        shown += piece
        rest = rest.dropFirst(piece.utf8.count)
      } else {
        let digits = String(first, radix: 16, uppercase: true)
        shown += "\\x" + (digits.count == 1 ? "0" : "") + digits
        rest = rest.dropFirst()
      }
    }
    return shown
  }
}

/// Returns the entries of a folder in the order of the bytes of their names.
///
/// - Returns: `nil` if the folder cannot be read.
package func folderEntries(_ path: String) -> [FolderEntry]? {
  guard !path.utf8.contains(0), let folder = opendir(path) else { return nil }
  defer { closedir(folder) }
  let prefix = Array((path.utf8.last == UInt8(ascii: "/") ? path : path + "/").utf8)
  var entries: [FolderEntry] = []
  while let entry = readdir(folder) {
    let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
    if bytes == [46] || bytes == [46, 46] { continue }
    var link = stat()
    let location = prefix + bytes
    let isLink =
      lstat(location.map(CChar.init(bitPattern:)) + [0], &link) == 0
      && link.st_mode & S_IFMT == S_IFLNK
    entries.append(
      FolderEntry(bytes: bytes, isLink: isLink, status: FileStatus(ofBytes: location)))
  }
  return entries.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
}
