#if canImport(Glibc)
  import Glibc
#endif

/// What the system knows of a file without opening it. Links are followed.
package struct FileStatus: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case file
    case folder
    /// A pipe, a socket or a device.
    case other
  }

  package let kind: Kind
  /// In bytes.
  package let size: Int
  package let identity: FileIdentity

  /// - Returns: `nil` if there is nothing at `path`, or it cannot be looked at.
  package init?(of path: String) {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Of a link itself, which is a kind of `other`.
  ///
  /// - Returns: `nil` if there is nothing at `path`.
  package init?(ofLinkOrFile path: String) {
    var status = stat()
    guard !path.utf8.contains(0), lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// - Parameter bytes: A path whose bytes may be any but 0.
  init?(ofBytes bytes: [UInt8]) {
    var status = stat()
    let path = bytes.map(CChar.init(bitPattern:)) + [0]
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    size = Int(status.st_size)
    identity = FileIdentity(status)
  }
}

/// Returns the path without links and dots; `nil` if there is nothing at it, or it is not UTF-8.
package func realPath(_ path: String) -> String? {
  guard !path.utf8.contains(0), let pointer = realpath(path, nil) else { return nil }
  defer { free(pointer) }
  return String(validatingCString: pointer)
}
