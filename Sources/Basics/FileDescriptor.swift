#if canImport(Glibc)
  import Glibc
#endif

/// An open file; closes itself.
final class FileDescriptor {
  let path: String
  private(set) var number: Int32

  private init(path: String, number: Int32) {
    self.path = path
    self.number = number
  }

  deinit { if number >= 0 { close(number) } }

  /// Opens a file to read it. Pipes, sockets and devices are refused: they may never end, and opening
  /// a pipe that no program writes to would wait for ever.
  ///
  /// - Throws: `cannotOpen`, `notRegular`. A folder opens, and cannot be read.
  static func reading(_ path: String) throws(FileError) -> FileDescriptor {
    var status = stat()
    // Opening some devices has effects of its own.
    if !path.utf8.contains(0), stat(path, &status) == 0, !isFileOrFolder(status) {
      throw .notRegular(path: path)
    }
    // What stands there may have been exchanged since.
    let (number, code) = opened(path, O_RDONLY | O_NONBLOCK)
    guard number >= 0 else { throw .cannotOpen(path: path, code: code) }
    let file = FileDescriptor(path: path, number: number)
    guard fstat(number, &status) == 0, isFileOrFolder(status) else {
      throw .notRegular(path: path)
    }
    return file
  }

  private static func isFileOrFolder(_ status: stat) -> Bool {
    let kind = status.st_mode & S_IFMT
    return kind == S_IFREG || kind == S_IFDIR
  }

  /// - Parameters:
  ///   - isNew: The file must not exist yet; else it must exist.
  ///   - permissions: Of a new file, less what the process's mask takes away.
  static func writing(
    _ path: String, isNew: Bool, permissions: UInt32 = 0o666
  ) throws(FileError) -> FileDescriptor {
    let (number, code) = opened(
      path, isNew ? O_WRONLY | O_CREAT | O_EXCL : O_WRONLY, permissions)
    guard number >= 0 else { throw .cannotCreate(path: path, code: code) }
    return FileDescriptor(path: path, number: number)
  }

  /// The size of a regular file; `nil` for a pipe, a device and the like.
  func size() throws(FileError) -> Int? {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .cannotRead(path: path, code: errno) }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// The next bytes, as many as the system gives at once; `nil` at the end.
  func read(atMost limit: Int) throws(FileError) -> [UInt8]? {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var got = -1
      repeat { got = Glibc.read(number, buffer.baseAddress, limit) } while got < 0 && errno == EINTR
      code = got < 0 ? errno : 0
      count = max(0, got)
    }
    guard code == 0 else { throw .cannotRead(path: path, code: code) }
    return bytes.isEmpty ? nil : bytes
  }

  /// - Returns: 0, or the `errno` of what failed.
  func write(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 && errno != EINTR { return errno }
      rest = rest.dropFirst(max(0, written))
    }
    return 0
  }

  /// Puts what was written on the disk and closes the file.
  ///
  /// - Parameter isSynchronized: Wait for the disk; otherwise the system writes when it likes.
  /// - Returns: 0, or the `errno` of what failed.
  func finish(isSynchronized: Bool = true) -> Int32 {
    // Pipes and terminals have no disk to reach.
    let syncCode =
      !isSynchronized || fsync(number) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno
    let closeCode = close(number) == 0 ? 0 : errno
    number = -1
    return syncCode != 0 ? syncCode : closeCode
  }

  private static func opened(
    _ path: String, _ flags: Int32, _ permissions: UInt32 = 0o666
  ) -> (number: Int32, code: Int32) {
    // The system would silently end such a path at its zero and open another file.
    guard !path.utf8.contains(0) else { return (-1, EINVAL) }
    var number: Int32 = -1
    repeat {
      number = open(path, flags | O_CLOEXEC, permissions)
    } while number < 0 && errno == EINTR
    return (number, number < 0 ? errno : 0)
  }
}
