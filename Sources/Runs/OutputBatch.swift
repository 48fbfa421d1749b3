import Basics
import Datasets
import Faces
import Identification

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Claims an output folder for a job; see `OutputFolder.claim`.
package func claimOutput(
  _ path: String, writing places: [String] = [], inputs: CommandInputs, isBatch: Bool = true
) throws(JobError) -> OutputFolder {
  do {
    return try OutputFolder.claim(path, writing: places, inputs: inputs, isBatch: isBatch)
  } catch {
    throw JobError(error)
  }
}

extension OutputFolder {
  /// See `require(apartFrom:writing:)`.
  package func requireApart(from files: [String], writing places: [String]) throws(JobError) {
    do {
      try require(apartFrom: CommandInputs(files), writing: places)
    } catch {
      throw JobError(error)
    }
  }

  /// `finish` for a job.
  package func finished() throws {
    do {
      try finish()
    } catch let error as OutputError {
      throw JobError(error)
    }
  }
}

/// The pictures that a list names; none for a folder or a picture, which are inputs themselves.
package func listedFiles(of path: String, _ options: ListingOptions) -> [String] {
  var isFolder = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder,
    let listing = try? PictureList.listing(at: path, options: options)
  else { return [] }
  return listing.pictures.map(\.location)
}

/// Checks single files that a job writes; see `OutputFile.check`.
package func checkOutputs(_ files: [OutputFile], inputs: CommandInputs) throws(JobError) {
  do {
    try OutputFile.check(files, inputs: inputs)
  } catch {
    throw JobError(error)
  }
}

extension JobError {
  package init(_ error: OutputError) {
    self.init(error.description, status: error.isUsage ? .usage : .nothingUsable)
  }
}

/// The files that one run of `align`, `occlude`, `portraits` or `demo` writes into a claimed folder.
///
/// A file that exists is replaced only if an earlier run of the same command wrote it: its log lists
/// it, or, after a run that did not come to its end, a hidden journal. Files of an earlier run that
/// this one would leave beside its own, because a photograph is gone, are refused or, if asked, moved
/// to `.earlier`, where no list of pictures finds them.
package final class OutputBatch {
  /// A file that a run wrote, and what it was made from.
  package struct Record: Codable, Equatable {
    package let file: String
    /// The photograph as it was listed; `nil` if there is none.
    package let path: String?

    package init(file: String, path: String?) {
      self.file = file
      self.path = path
    }
  }

  package let folder: OutputFolder
  private let command: String
  private let journalPath: String
  /// Of earlier runs and of this one, by the bytes of the names: Swift takes the two ways to write
  /// an ü for the same.
  private var known: [[UInt8]: Record] = [:]
  private var written: Set<[UInt8]> = []
  private var journal: JournalFile?
  private var ready: Set<[UInt8]> = []
  /// Folders that are there.
  private var made: Set<[UInt8]> = []
  private let originals: Set<FileIdentity>
  private let originalFolders: Set<FileIdentity>

  /// - Parameters:
  ///   - command: Such as "facet align".
  ///   - earlier: What the log of an earlier run lists.
  ///   - pictures: What is read.
  package init(
    _ folder: OutputFolder, command: String, earlier: [Record], pictures: [ListedPicture] = []
  ) {
    self.folder = folder
    self.command = command
    journalPath = "\(folder.path)/.\(command.replacing(" ", with: "-"))-files"
    originals = Set(pictures.compactMap { FileIdentity($0.location) })
    originalFolders = Set(
      Set(pictures.map { Self.folder(of: $0.location) }).compactMap { FileIdentity($0) })
    for record in earlier + Self.records(in: journalPath) {
      known[Array(record.file.utf8)] = record
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The lines of a journal up to the first that is not whole, or names a file outside of the folder.
  package static func records(in path: String) -> [Record] {
    guard let bytes = try? readFile(path) else { return [] }
    var records: [Record] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let record = try? JSONDecoder().decode(Record.self, from: Data(line)),
        isInside(record.file)
      else { break }
      records.append(record)
    }
    return records
  }

  // MARK: Before the work

  /// Checks the names that the run is going to write, and what earlier runs left.
  ///
  /// - Parameters:
  ///   - planned: Pictures, with their ending, as far as they are known.
  ///   - paths: The photographs as listed; files made from others are stale, as are those of no
  ///     photograph that are not planned.
  ///   - replaces: Move stale files away, rather than refuse.
  /// - Returns: A line on what was moved.
  /// - Throws: `JobError`.
  package func prepare(planned: [String], paths: [String], replaces: Bool) throws -> [String] {
    var foreign: [String] = []
    for name in planned {
      for file in [name, Self.landmarks(name)] where try isForeign(file) { foreign.append(file) }
    }
    if let first = foreign.first {
      throw JobError(
        OutputError.foreign(
          folder: folder.path, command: command, first: first, count: foreign.count))
    }
    let names = Set(planned.map { Array($0.utf8) })
    let current = Set(paths.map { Array($0.utf8) })
    let stale = left { record in
      guard let path = record.path else {
        return !names.contains(Array(record.file.utf8))
          && !names.contains(Array(Self.picture(record.file).utf8))
      }
      return !current.contains(Array(path.utf8))
    }
    guard let first = stale.first else { return [] }
    guard replaces else {
      throw JobError(
        OutputError.stale(folder: folder.path, first: first, count: stale.count))
    }
    return try moveAside(stale)
  }

  /// Files of earlier runs that are still there, in the order of their names.
  private func left(where isWanted: (Record) -> Bool) -> [String] {
    known.values.filter(isWanted).map(\.file).filter { file in
      var status = stat()
      return lstat("\(folder.path)/\(file)", &status) == 0
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func moveAside(_ files: [String]) throws -> [String] {
    guard !files.isEmpty else { return [] }
    var number = 1
    var status = stat()
    while lstat("\(folder.path)/.earlier/\(number)", &status) == 0 { number += 1 }
    let place = ".earlier/\(number)"
    for file in files {
      let target = "\(folder.path)/\(place)/\(file)"
      try makeFolders(Self.folder(of: "\(place)/\(file)"))
      try moveFile("\(folder.path)/\(file)", to: target)
      known[Array(file.utf8)] = nil
      // A folder that is empty now.
      rmdir(Self.folder(of: "\(folder.path)/\(file)"))
    }
    return [
      """
      \(files.count) file\(files.count == 1 ? "" : "s") of an earlier run moved to \
      '\(folder.path)/\(place)'.
      """
    ]
  }

  /// Whether a name is taken by what no run of this command wrote.
  ///
  /// - Throws: `JobError` if an original would be replaced, or surrounded by files made from it.
  private func isForeign(_ file: String) throws -> Bool {
    let path = "\(folder.path)/\(file)"
    let parent = Self.folder(of: path)
    if ready.insert(Array(parent.utf8)).inserted, let identity = FileIdentity(parent),
      originalFolders.contains(identity)
    {
      throw JobError(OutputError.amongOriginals(output: path))
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    if let identity = FileIdentity(path), originals.contains(identity) {
      throw JobError(OutputError.overInput(output: path, input: path))
    }
    // This program does not write links, so a link leads to someone else's file.
    return status.st_mode & S_IFMT != S_IFREG || known[Array(file.utf8)] == nil
  }

  private static func landmarks(_ picture: String) -> String {
    picture.hasSuffix(".png") ? picture.dropLast(4) + ".pts" : picture
  }

  private static func picture(_ landmarks: String) -> String {
    landmarks.hasSuffix(".pts") ? landmarks.dropLast(4) + ".png" : landmarks
  }

  /// Checks that names are free, or taken by what an earlier run of the command wrote.
  package func require(_ files: [String]) throws {
    let foreign = try files.filter { try isForeign($0) }
    guard let first = foreign.first else { return }
    throw JobError(
      OutputError.foreign(
        folder: folder.path, command: command, first: first, count: foreign.count))
  }

  // MARK: The work

  /// Writes a picture and the landmarks beside it, and makes the folders on the way.
  ///
  /// - Parameters:
  ///   - name: In the folder, without an ending.
  ///   - path: The photograph as listed.
  package func write(png: [UInt8], landmarks: Landmarks68?, to name: String, from path: String?)
    throws
  {
    try folder.requirePresent()
    try write(png, to: name + ".png", from: path)
    if let landmarks { try write(Array(landmarks.ptsText.utf8), to: name + ".pts", from: path) }
  }

  /// Writes another file of the batch.
  package func write(_ bytes: [UInt8], to file: String, from path: String? = nil) throws {
    let key = Array(file.utf8)
    if try isForeign(file) {
      throw JobError(
        OutputError.foreign(folder: folder.path, command: command, first: file, count: 1))
    }
    let record = Record(file: file, path: path)
    if known[key] != record { try note(record) }
    written.insert(key)
    do {
      try makeFolders(Self.folder(of: file))
      try AtomicFile.write(bytes, to: "\(folder.path)/\(file)")
    } catch {
      // Of a folder that is gone that is the better sentence.
      try folder.requirePresent()
      throw error
    }
  }

  /// Makes folders within the output folder, which itself is not made again once it is gone.
  private func makeFolders(_ place: String) throws(FileError) {
    guard place != ".", !made.contains(Array(place.utf8)) else { return }
    var path = folder.path
    for name in place.split(separator: "/") {
      path += "/" + name
      if mkdir(path, 0o777) != 0, errno != EEXIST {
        throw .cannotCreateFolder(path: path, code: errno)
      }
    }
    made.insert(Array(place.utf8))
  }

  /// Before the file: a run that is killed then leaves nothing that the next would not know.
  private func note(_ record: Record) throws {
    if journal == nil {
      journal = try JournalFile(appendingTo: journalPath)
      // What the log lists may be lost with it.
      for earlier in known.values { try append(earlier) }
    }
    known[Array(record.file.utf8)] = record
    try append(record)
  }

  private func append(_ record: Record) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try journal?.append(String(decoding: try encoder.encode(record), as: UTF8.self))
  }

  // MARK: The end

  /// Puts everything on the disk and ends the claim.
  ///
  /// - Parameters:
  ///   - isWhole: The run is complete: other files of earlier runs are moved to `.earlier`, and
  ///     the journal is not needed any more.
  ///   - log: Writes the log.
  /// - Returns: A line on what was moved.
  package func finish(isWhole: Bool, log: () throws -> Void) throws -> [String] {
    do {
      try folder.requirePresent()
      if !isWhole && journal == nil && !known.isEmpty {
        journal = try JournalFile(appendingTo: journalPath)
        for earlier in known.values { try append(earlier) }
      }
      try log()
      var lines: [String] = []
      if isWhole {
        lines = try moveAside(left { !written.contains(Array($0.file.utf8)) })
        unlink(journalPath)
      }
      try folder.finish()
      return lines
    } catch let error as OutputError {
      throw JobError(error)
    }
  }

  /// Ends a run without a log: the journal stays, and with it all that earlier runs left.
  package func finishKeepingAll() throws { try folder.finished() }
}
