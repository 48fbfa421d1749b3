import CFileFaults
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A folder that a command writes to, claimed before any work begins.
///
/// The rule of all commands: inputs are never outputs; an output folder is locked while it is written;
/// nothing that was there is lost; nothing is half-written. So a claim
/// - refuses a folder that an input is, contains, or leads to, by device and inode, not by its name;
/// - makes the folders on the way, and refuses a place that cannot be written to, before the work;
/// - takes an advisory lock on a hidden file, which the kernel releases with the process however that
///   ends, and refuses a folder that another run holds;
/// - keeps the folder open, so that `finish` finds out whether the path still leads to it.
///
/// `finish` ends the claim of a run that went well. Otherwise the end of the object does: it removes
/// the lock's file and those folders that it made and that stayed empty. A killed process leaves the
/// file without a lock; the next run takes it over.
package final class OutputFolder {
  package let path: String
  private let descriptor: Int32
  private var lock: Int32
  /// Those that the claim made, outer ones first.
  private let made: [String]
  private let isBatch: Bool

  /// Hidden, so that no list of pictures contains it.
  package static let lockName = ".facet-lock"

  /// - Parameters:
  ///   - path: Need not exist.
  ///   - places: Names below the folder that the command writes to or replaces as a whole; no input
  ///     may be one of these or lie in one.
  ///   - inputs: What the command reads. A folder among them must not contain the output; the output
  ///     may contain inputs.
  ///   - isBatch: The files can be made again, so they reach the disk together, in `finish`.
  /// - Throws: `OutputError`; nothing is changed on the disk then.
  package static func claim(
    _ path: String, writing places: [String] = [], inputs: CommandInputs, isBatch: Bool = true
  ) throws(OutputError) -> OutputFolder {
    try check(path, places, inputs)
    let folder = try OutputFolder(path, isBatch: isBatch)
    // Again: what did not exist before may be reached through a link.
    try check(path, places, inputs)
    return folder
  }

  private init(_ path: String, isBatch: Bool) throws(OutputError) {
    self.path = path
    self.isBatch = isBatch
    do {
      made = try makeFolders(path)
    } catch {
      throw .unusable(output: path, error)
    }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    lock = -1
    guard descriptor >= 0 else {
      throw .unusable(output: path, .cannotOpen(path: path, code: errno))
    }
    try takeLock()
    if isBatch { Self.active.withLock { $0.append(Active(path: path)) } }
  }

  deinit {
    release()
    if descriptor >= 0 { close(descriptor) }
    for folder in made.reversed() { rmdir(folder) }
  }

  private func takeLock() throws(OutputError) {
    while true {
      let number = openat(
        descriptor, Self.lockName, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard number >= 0 else {
        throw .unusable(
          output: path, .cannotCreate(path: "\(path)/\(Self.lockName)", code: errno))
      }
      var code: Int32 = 0
      repeat { code = flock(number, LOCK_EX | LOCK_NB) == 0 ? 0 : errno } while code == EINTR
      if code == EWOULDBLOCK {
        close(number)
        throw .locked(folder: path)
      }
      // Who held the lock may have removed the file between the two calls: then another one counts.
      var status = stat()
      let isCurrent =
        fstatat(descriptor, Self.lockName, &status, AT_SYMLINK_NOFOLLOW) == 0
        && FileIdentity(status) == FileIdentity(descriptor: number)
      guard isCurrent else {
        close(number)
        continue
      }
      if code != 0 {
        // Some network file systems have no locks; the work goes on without one.
        writeToStandardError(
          displayed("The folder '\(path)' cannot be locked; let no other run write to it.") + "\n")
      }
      lock = number
      return
    }
  }

  /// The file goes while it is locked, so no other run can hold it.
  private func release() {
    guard lock >= 0 else { return }
    if isBatch {
      Self.active.withLock { all in
        if let place = all.firstIndex(where: { $0.path == path }) { all.remove(at: place) }
      }
    }
    unlinkat(descriptor, Self.lockName, 0)
    close(lock)
    lock = -1
  }

  /// Checks that the path still leads to the folder that was claimed.
  ///
  /// - Throws: `replaced`.
  package func requirePresent() throws(OutputError) {
    guard let now = FileIdentity(path), now == FileIdentity(descriptor: descriptor) else {
      throw .replaced(folder: path)
    }
  }

  /// Checks that no input is among what the command writes; for inputs that show only after the claim,
  /// such as the pictures of a list.
  ///
  /// - Throws: `overInput` or `insideInput`.
  package func require(apartFrom inputs: CommandInputs, writing places: [String])
    throws(OutputError)
  {
    try Self.check(path, places, inputs)
  }

  private static func check(
    _ path: String, _ places: [String], _ inputs: CommandInputs
  ) throws(OutputError) {
    if let input = inputs.folder(around: path) {
      throw .insideInput(output: path, input: input)
    }
    for name in places {
      let place = "\(path)/\(name)"
      guard let identity = FileIdentity(place) else { continue }
      if let input = inputs.folder(around: place) {
        throw .insideInput(output: place, input: input)
      }
      if let input = inputs.path(inside: identity) {
        throw .overInput(output: place, input: input)
      }
    }
  }

  /// Puts what was written on the disk and ends the claim.
  ///
  /// - Throws: `replaced`, if the folder is not where it was; `FileError.changed`, if a file that the
  ///   numbers rest on was changed while they were computed.
  package func finish() throws {
    try requirePresent()
    if isBatch { facet_sync_file_system(descriptor) }
    release()
    try MappedFile.requireUnchanged()
  }
}

// MARK: Files of a batch

extension OutputFolder {
  /// A folder that is claimed for a batch.
  private struct Active {
    let path: String
    /// Folders below it in which leftovers were looked for.
    var swept: Set<String> = []

    func contains(_ file: String) -> Bool {
      file.utf8.starts(with: path.utf8) && file.utf8.dropFirst(path.utf8.count).first == 47
    }
  }

  private static let active = Mutex<[Active]>([])

  /// Whether a file lies in a folder of this process's that is claimed for a batch.
  static func isBatch(_ path: String) -> Bool {
    active.withLock { all in all.contains { $0.contains(path) } }
  }

  /// Whether a folder of a batch comes for the first time.
  static func isNew(_ folder: String, for path: String) -> Bool {
    active.withLock { all in
      guard let place = all.firstIndex(where: { $0.contains(path) }) else { return true }
      return all[place].swept.insert(folder).inserted
    }
  }
}
