#if canImport(Glibc)
  import Glibc
#endif

/// A file that appears whole or not at all.
///
/// The bytes go to `.name.partial-WRITER` in the same folder (see `WriterName`); `commit` writes
/// them to the disk and renames the file. Until then an older file of that name stays as it was. A
/// file that is not committed is removed, and so is a file that a killed process left (see
/// `removeAbandonedFiles`). A symbolic link keeps its target. A path that is not a regular file
/// (`/dev/stdout`, a pipe) is written directly.
///
/// Within an `OutputFolder` that is claimed for a batch, files reach the disk together at its end,
/// and leftovers are removed once per folder: doing either per file costs more than the writing.
package final class AtomicFile {
  package let path: String
  /// The path after symbolic links are followed.
  private let target: String
  /// The path of the partial file; `nil` if the bytes go directly to the target, and after
  /// `commit`.
  private var partial: String?
  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private var isCommitted = false
  private let isOfBatch: Bool

  private static let bufferSize = 1 << 18

  /// - Parameter permissions: The permissions of the file from its creation, less the process's
  ///   mask, even if it replaces another file. A target that is not a regular file keeps its own.
  /// - Throws: `cannotCreate` if the folder does not exist, permission is missing, or a folder has
  ///   that name.
  package init(_ path: String, permissions: UInt32) throws(FileError) {
    self.path = path
    let existing = Self.existing(path)
    if existing?.isFolder == true { throw .cannotCreate(path: path, code: EISDIR) }
    target = existing?.path ?? path
    isOfBatch = OutputFolder.isBatch(path)
    do {
      if let existing, !existing.isRegular {
        file = try FileDescriptor.writing(existing.path, isNew: false)
      } else {
        (file, partial) = try Self.partialFile(beside: target, permissions, isOfBatch: isOfBatch)
      }
    } catch .cannotCreate(_, let code) {
      throw .cannotCreate(path: path, code: code)
    }
  }

  /// Creates a file that others may read as far as the process's mask lets them.
  ///
  /// - Throws: As the other `init`.
  package convenience init(_ path: String) throws(FileError) {
    try self.init(path, permissions: 0o666)
  }

  deinit { if let partial { unlink(partial) } }

  /// - Precondition: The file is not committed yet.
  /// - Throws: `cannotWrite`; the file should then be released.
  package func append(_ bytes: some Collection<UInt8>) throws(FileError) {
    precondition(!isCommitted)
    if bytes.count < Self.bufferSize {
      buffer.append(contentsOf: bytes)
      if buffer.count >= Self.bufferSize { try flush() }
      return
    }
    try flush()
    let code =
      bytes.withContiguousStorageIfAvailable { file.write(UnsafeRawBufferPointer($0)) }
      ?? Array(bytes).withUnsafeBytes { file.write($0) }
    try check(code)
  }

  package func append(_ text: String) throws(FileError) { try append(text.utf8) }

  /// Makes the file appear under its name.
  ///
  /// - Precondition: The file is not committed yet.
  /// - Throws: `cannotWrite`; an older file of that name then stays as it was.
  package func commit() throws(FileError) {
    precondition(!isCommitted)
    try flush()
    isCommitted = true
    try check(file.finish(isSynchronized: !isOfBatch))
    guard let partial else { return }
    try check(rename(partial, target) == 0 ? 0 : errno)
    self.partial = nil
    if !isOfBatch { Self.synchronizeFolder(of: target) }
  }

  private func flush() throws(FileError) {
    let code = buffer.withUnsafeBytes { file.write($0) }
    buffer.removeAll(keepingCapacity: true)
    try check(code)
  }

  private func check(_ code: Int32) throws(FileError) {
    if code != 0 { throw .cannotWrite(path: path, code: code) }
  }
}

extension AtomicFile {
  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try write(bytes, to: path, permissions: 0o666)
  }

  /// Writes a whole file, with permissions as in `init`.
  package static func write(
    _ bytes: [UInt8], to path: String, permissions: UInt32
  ) throws(FileError) {
    let file = try AtomicFile(path, permissions: permissions)
    try file.append(bytes)
    try file.commit()
  }

  /// Writes a whole file in UTF-8.
  package static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  private static func existing(_ path: String) -> (path: String, isRegular: Bool, isFolder: Bool)? {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else { return nil }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG, let resolved = realpath(path, nil) else {
      return (path, kind == S_IFREG, kind == S_IFDIR)
    }
    defer { free(resolved) }
    return (String(cString: resolved), true, false)
  }

  /// The name ends in -1, -2 and so on if another writer in this process, or a killed process of
  /// the same number, has already used it.
  private static func partialFile(
    beside path: String, _ permissions: UInt32, isOfBatch: Bool
  ) throws(FileError) -> (FileDescriptor, String?) {
    let (folder, name) = split(path)
    var shortName = name[...]
    // A name may have at most 255 bytes.
    while shortName.utf8.count > 200 { shortName.removeLast() }
    let prefix = ".\(shortName).partial-"
    if !isOfBatch {
      removeAbandonedFiles(in: folder, prefix: prefix)
    } else if OutputFolder.isNew(folder, for: path) {
      removeAbandonedPartialFiles(in: folder)
    }
    let stem = "\(folder)\(prefix)\(WriterName.own)"
    var attempt = 0
    while true {
      let partial = attempt == 0 ? stem : "\(stem)-\(attempt)"
      do {
        return (
          try FileDescriptor.writing(partial, isNew: true, permissions: permissions), partial
        )
      } catch {
        guard case .cannotCreate(_, EEXIST) = error, attempt < 1000 else { throw error }
        attempt += 1
      }
    }
  }

  /// A rename is permanent only when its folder is on the disk too. A file system that cannot do
  /// that is not a reason to fail.
  private static func synchronizeFolder(of path: String) {
    let folder = split(path).folder
    let number = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { return }
    fsync(number)
    close(number)
  }

  /// The folder with its slash, or an empty string.
  private static func split(_ path: String) -> (folder: String, name: String) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return (String(path.dropLast(name.count)), String(name))
  }
}
