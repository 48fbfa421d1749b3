import CFileFaults
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A folder that a command writes to, claimed before any work begins.
///
/// All commands follow one rule: inputs are never outputs, an output folder is locked while it is
/// written, nothing that was there is lost, and no file is half-written. Therefore a claim
/// - refuses a folder that is, contains, or leads to an input, by device and inode and not by name;
/// - creates missing folders, and refuses a place that is not writable before the work begins;
/// - takes an advisory lock on a hidden file, which the kernel releases when the process ends for
///   any reason, and refuses a folder that another run has locked;
/// - keeps the folder open, so that `finish` can check that the path still leads to it.
///
/// `finish` ends the claim of a successful run. Otherwise the claim ends with the object, which
/// removes the lock file and those folders that it created and that stayed empty. A killed process
/// leaves the file without a lock; the next run takes it over.
package final class OutputFolder {
  package let path: String
  private let descriptor: Int32
  private var lock: Int32
  /// The folders that the claim created, outer ones first.
  private let made: [String]
  private let isBatch: Bool

  /// The name of the lock file, which is hidden so that no list of pictures contains it.
  package static let lockName = ".facet-lock"

  /// - Parameters:
  ///   - path: The folder, which may not exist yet.
  ///   - places: Names below the folder that the command writes to or replaces as a whole; no input
  ///     may be one of these or lie in one.
  ///   - inputs: The command's inputs. An input folder must not contain the output; the output may
  ///     contain inputs.
  ///   - isBatch: Whether the files can be made again, so that they reach the disk together, in
  ///     `finish`.
  /// - Throws: `OutputError`; the disk is then unchanged.
  package static func claim(
    _ path: String, writing places: [String] = [], inputs: CommandInputs, isBatch: Bool = true
  ) throws(OutputError) -> OutputFolder {
    try check(path, places, inputs)
    let folder = try OutputFolder(path, isBatch: isBatch)
    // Check again: a folder that did not exist before may be reached through a link.
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
      // The previous owner of the lock may have removed the file between the two calls.
      var status = stat()
      let isCurrent =
        fstatat(descriptor, Self.lockName, &status, AT_SYMLINK_NOFOLLOW) == 0
        && FileIdentity(status) == FileIdentity(descriptor: number)
      guard isCurrent else {
        close(number)
        continue
      }
      if code != 0 {
        // Some network file systems have no locks; the work continues without one.
        writeToStandardError(
          displayed("Cannot lock the folder '\(path)'. Make sure that no other run writes to it.")
            + "\n")
      }
      lock = number
      return
    }
  }

  /// The file is removed while it is locked, so that no other run can lock it.
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

  /// Checks that the command does not write over its inputs, for inputs that are known only after
  /// the claim, such as the pictures of a list.
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

  /// Writes pending data to the disk and ends the claim.
  ///
  /// - Throws: `replaced` if the folder is not where it was; `FileError.changed` if an input file
  ///   was changed during the computation.
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
    /// The folders below it in which leftovers were removed.
    var swept: Set<String> = []

    func contains(_ file: String) -> Bool {
      file.utf8.starts(with: path.utf8) && file.utf8.dropFirst(path.utf8.count).first == 47
    }
  }

  private static let active = Mutex<[Active]>([])

  /// Returns whether a file lies in a folder that this process claimed for a batch.
  static func isBatch(_ path: String) -> Bool {
    active.withLock { all in all.contains { $0.contains(path) } }
  }

  /// Returns whether a folder of a batch is used for the first time.
  static func isNew(_ folder: String, for path: String) -> Bool {
    active.withLock { all in
      guard let place = all.firstIndex(where: { $0.contains(path) }) else { return true }
      return all[place].swept.insert(folder).inserted
    }
  }
}
