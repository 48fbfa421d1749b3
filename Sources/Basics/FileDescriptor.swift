#if canImport(Glibc)
  import Glibc
#endif

/// An open file, which is closed with the object.
final class FileDescriptor {
  let path: String
  private(set) var number: Int32

  private init(path: String, number: Int32) {
    self.path = path
    self.number = number
  }

  deinit { if number >= 0 { close(number) } }

  /// Opens a file for reading. Pipes, sockets and devices are refused: they may never end, and
  /// opening a pipe without a writer would block.
  ///
  /// - Throws: `cannotOpen`, `notRegular`. A folder can be opened but not read.
  static func reading(_ path: String) throws(FileError) -> FileDescriptor {
    var status = stat()
    // Opening some devices has side effects.
    if !path.utf8.contains(0), stat(path, &status) == 0, !isFileOrFolder(status) {
      throw .notRegular(path: path)
    }
    // The file may have been replaced since.
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
  ///   - isNew: Whether the file must not exist yet; otherwise it must exist.
  ///   - permissions: The permissions of a new file, less the process's mask.
  static func writing(
    _ path: String, isNew: Bool, permissions: UInt32 = 0o666
  ) throws(FileError) -> FileDescriptor {
    let (number, code) = opened(
      path, isNew ? O_WRONLY | O_CREAT | O_EXCL : O_WRONLY, permissions)
    guard number >= 0 else { throw .cannotCreate(path: path, code: code) }
    return FileDescriptor(path: path, number: number)
  }

  /// Returns the size of a regular file; `nil` for a pipe, a device and the like.
  func size() throws(FileError) -> Int? {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .cannotRead(path: path, code: errno) }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// Returns the next bytes, as many as the system gives at once; `nil` at the end.
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

  /// - Returns: 0, or the `errno` of the failure.
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

  /// Writes pending data to the disk and closes the file.
  ///
  /// - Parameter isSynchronized: Whether to wait for the disk; otherwise the system chooses the
  ///   time.
  /// - Returns: 0, or the `errno` of the failure.
  func finish(isSynchronized: Bool = true) -> Int32 {
    // Pipes and terminals have no disk.
    let syncCode =
      !isSynchronized || fsync(number) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno
    let closeCode = close(number) == 0 ? 0 : errno
    number = -1
    return syncCode != 0 ? syncCode : closeCode
  }

  private static func opened(
    _ path: String, _ flags: Int32, _ permissions: UInt32 = 0o666
  ) -> (number: Int32, code: Int32) {
    // The system would end such a path at its zero byte and open another file.
    guard !path.utf8.contains(0) else { return (-1, EINVAL) }
    var number: Int32 = -1
    repeat {
      number = open(path, flags | O_CLOEXEC, permissions)
    } while number < 0 && errno == EINTR
    return (number, number < 0 ? errno : 0)
  }
}
