#if canImport(Glibc)
  import Glibc
#endif

/// The file or folder that a path leads to, however the path is written: through links of either
/// kind, with other letters, from another folder.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }

  /// - Returns: `nil` if the path leads to nothing.
  package init?(_ path: String) {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }
}

/// Helpers for the parts of a path.
enum PathParts {
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Returns the absolute path with "." and ".." resolved by name only: links are not followed.
  static func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : current + "/" + path).split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Returns the existing files and folders among the path and its parents, both as written and
  /// with links followed.
  static func chain(of path: String) -> Set<FileIdentity> {
    var found: Set<FileIdentity> = []
    var deepest = "/"
    for prefix in prefixes(of: absolute(path)) {
      guard let identity = FileIdentity(prefix) else { break }
      found.insert(identity)
      deepest = prefix
    }
    // This follows ".." after a link as the system does.
    for start in [deepest, path] {
      guard let resolved = realPath(start) else { continue }
      found.formUnion(prefixes(of: resolved).compactMap { FileIdentity($0) })
    }
    return found
  }

  private static func prefixes(of absolute: String) -> [String] {
    var prefixes = ["/"]
    var path = ""
    for part in absolute.split(separator: "/") {
      path += "/" + part
      prefixes.append(path)
    }
    return prefixes
  }

  private static var current: String {
    guard let pointer = getcwd(nil, 0) else { return "" }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
