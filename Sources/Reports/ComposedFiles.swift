import Basics

/// Files that are made and not written yet, so that making them need not wait for the disk.
struct ComposedFiles: Sendable {
  /// The folder of the files, from the output folder.
  let place: String
  /// The files as the manifest lists them.
  let records: [FileRecord]
  private let contents: [[UInt8]]

  init(place: String, _ files: [(name: String, content: [UInt8])]) {
    self.place = place
    records = files.map { FileRecord(path: "\(place)/\($0.name)", content: $0.content) }
    contents = files.map(\.content)
  }

  /// Writes the files; each appears complete or not at all.
  ///
  /// - Throws: `FileError`.
  func store(in folder: String) throws {
    try makeFolders("\(folder)/\(place)")
    for (record, content) in zip(records, contents) {
      try AtomicFile.write(content, to: "\(folder)/\(record.path)")
    }
  }
}

/// The report of one query in memory.
struct ComposedReport: Sendable {
  let written: WrittenReport
  let files: ComposedFiles

  /// - Throws: `FileError`.
  func store(in folder: String) throws -> WrittenReport {
    try files.store(in: folder)
    return written
  }
}
