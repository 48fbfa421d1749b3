import CFileFaults
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The bytes of a file, mapped into memory read-only: for files too large to copy.
///
/// Files that this program writes keep their bytes while they are mapped, because `AtomicFile`
/// replaces a file and never changes one. Another program may shorten a file in place: reading the
/// missing pages then ends the process with a message (see `endProcessWhenMappedFilesShrink`), and
/// `requireUnchanged` finds the changes that reading alone does not show.
package final class MappedFile: @unchecked Sendable {
  // Unchecked: the mapping is read only and both fields are constant, so there is nothing to lock.
  private let base: UnsafeMutableRawPointer?
  package let count: Int
  package let path: String
  private let isMapped: Bool
  /// The index in the table of mappings; negative if the file is not there.
  private let watch: Int32

  /// Creates a file from bytes that live as long as the program.
  ///
  /// - Parameter name: The name to use as the path.
  package init(_ bytes: UnsafeRawBufferPointer, named name: String) {
    base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    count = bytes.count
    path = name
    isMapped = false
    watch = -1
  }

  package init(_ path: String) throws(FileError) {
    try requireRegularFile(path)
    let file = try FileDescriptor.reading(path)
    guard let size = try file.size() else { throw .cannotRead(path: path, code: ENODEV) }
    // The system cannot map an empty range.
    var mapped: UnsafeMutableRawPointer?
    if size > 0 {
      mapped = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0)
      guard mapped != MAP_FAILED else { throw .cannotRead(path: path, code: errno) }
    }
    base = mapped
    count = size
    isMapped = true
    self.path = path
    let line = "facet: \(FileError.changed(path: path))\n"
    watch = mapped.map { facet_faults_watch($0, size, line) } ?? -1
    if let state = State(descriptor: file.number) {
      Self.states.withLock { $0[ObjectIdentifier(self)] = (path, state) }
    }
  }

  deinit {
    guard isMapped else { return }
    _ = Self.states.withLock { $0.removeValue(forKey: ObjectIdentifier(self)) }
    facet_faults_forget(watch)
    if let base { munmap(base, count) }
  }

  /// Calls `body` with the bytes, which are valid only inside it.
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(start: base, count: count))
  }
}

extension MappedFile {
  /// The properties that change when the file's bytes do.
  private struct State: Equatable {
    let identity: FileIdentity
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    init?(descriptor: Int32) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { return nil }
      self.init(status)
    }

    init?(path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      self.init(status)
    }

    private init(_ status: stat) {
      identity = FileIdentity(status)
      size = Int(status.st_size)
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    }
  }

  private static let states = Mutex<[ObjectIdentifier: (path: String, state: State)]>([:])

  /// Checks that no mapped file was changed in place since it was opened; otherwise results may mix
  /// old and new numbers. A file that was replaced or removed keeps its bytes while it is mapped.
  ///
  /// - Throws: `changed`, for the first file in the order of the paths.
  package static func requireUnchanged() throws(FileError) {
    let all = states.withLock { Array($0.values) }
    let changed = all.filter { file in
      State(path: file.path).map { $0.identity == file.state.identity && $0 != file.state } ?? false
    }
    if let path = changed.map(\.path).min() { throw .changed(path: path) }
  }
}

/// Makes the process end with a message if a mapped file becomes shorter and its missing bytes are
/// read; otherwise the system would end it with SIGBUS.
///
/// - Parameter status: The exit status.
package func endProcessWhenMappedFilesShrink(status: Int32) { facet_faults_install(status) }
