#if canImport(Glibc)
  import Glibc
#endif

/// The system's information about a file that is not open. Links are followed.
package struct FileStatus: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case file
    case folder
    /// The path is a pipe, a socket or a device.
    case other
  }

  package let kind: Kind
  /// The size in bytes.
  package let size: Int
  package let identity: FileIdentity

  /// - Returns: `nil` if there is nothing at `path`, or it cannot be examined.
  package init?(of path: String) {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Reads the status of a link itself, whose kind is `other`.
  ///
  /// - Returns: `nil` if there is nothing at `path`.
  package init?(ofLinkOrFile path: String) {
    var status = stat()
    guard !path.utf8.contains(0), lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// - Parameter bytes: A path with any bytes except 0.
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

/// Returns the path without links and dots; `nil` if it does not exist or is not UTF-8.
package func realPath(_ path: String) -> String? {
  guard !path.utf8.contains(0), let pointer = realpath(path, nil) else { return nil }
  defer { free(pointer) }
  return String(validatingCString: pointer)
}
