#if canImport(Glibc)
  import Glibc
#endif

/// A name in a folder, read by its bytes.
package struct FolderEntry: Sendable, Equatable {
  /// As the file system has them.
  package let bytes: [UInt8]
  /// Whether it is a link, to a file or a folder.
  package let isLink: Bool
  /// What it leads to; `nil` for a broken link.
  package let status: FileStatus?

  /// `nil` if its bytes are not UTF-8.
  package var name: String? { String(validating: bytes, as: UTF8.self) }

  /// The name; bytes that are not UTF-8 are written out as `\xE9`.
  package var shownName: String { name ?? escaped(bytes) }

  /// The bytes of valid UTF-8 as they are, each other one as `\xE9`.
  private func escaped(_ bytes: [UInt8]) -> String {
    var shown = ""
    var rest = bytes[...]
    while let first = rest.first {
      // The shortest piece that is a character; a stray byte begins none.
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

/// Lists a folder, in the order of the names' bytes.
///
/// - Returns: `nil` if it cannot be read.
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
