import CFileFaults
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A file's bytes as the system pages them in, read only: for files too large to copy.
///
/// Files that this program writes keep their bytes while they are mapped, because `AtomicFile`
/// replaces a file and never changes one. Another program may shorten one in place: reading the pages
/// that are gone then ends the process with a sentence (see `endProcessWhenMappedFilesShrink`), and
/// `requireUnchanged` finds what reading alone does not show.
package final class MappedFile: @unchecked Sendable {
  // Unchecked: the mapping is read only and both fields are constant, so there is nothing to lock.
  private let base: UnsafeMutableRawPointer?
  package let count: Int
  package let path: String
  private let isMapped: Bool
  /// In the table of mappings; negative if it is not there.
  private let watch: Int32

  /// Bytes that live as long as the program, in a file's place.
  ///
  /// - Parameter name: In place of a path.
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
    // The system maps no empty range.
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

  /// The bytes, valid only inside `body`.
  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(start: base, count: count))
  }
}

extension MappedFile {
  /// What changes when a file's bytes do.
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

  /// Checks that no file that is mapped now was changed in place since: the numbers read from one
  /// that was are not those that it was opened with. A file that was replaced or removed keeps its
  /// bytes for who has it mapped.
  ///
  /// - Throws: `changed`, for the first by path.
  package static func requireUnchanged() throws(FileError) {
    let all = states.withLock { Array($0.values) }
    let changed = all.filter { file in
      State(path: file.path).map { $0.identity == file.state.identity && $0 != file.state } ?? false
    }
    if let path = changed.map(\.path).min() { throw .changed(path: path) }
  }
}

/// Makes the process end with a sentence when a mapped file became shorter and its missing bytes are
/// read; otherwise the system would end it with SIGBUS.
///
/// - Parameter status: The exit code.
package func endProcessWhenMappedFilesShrink(status: Int32) { facet_faults_install(status) }
