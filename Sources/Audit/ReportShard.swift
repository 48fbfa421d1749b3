import Basics
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder that `facet report --shard` wrote: reports of part of a batch, and its journal.
///
/// ```
/// queries/0017-…  blind/queries/…  redacted/queries/…     as in a whole batch
/// report-shard.jsonl                                      the journal, which ends when the shard does
/// ```
package struct ReportShard {
  package static let fileName = DossierWriter.shardJournalName

  package let folder: String
  package let record: BatchJournal.ShardRecord
  package let signature: BatchSignature
  package let secret: EditionSecret
  package let events: [BatchJournal.Event]
  /// The events between the marks of their blocks.
  let lines: [BatchJournal.Line]
  package let isComplete: Bool

  package var shard: Shard { record.shard }

  package static func isShard(_ folder: String) -> Bool {
    FileStatus(of: "\(folder)/\(fileName)") != nil
  }

  /// - Throws: `JobError` if the journal cannot be read.
  package init(folder: String) throws(JobError) {
    self.folder = folder
    let lines = BatchJournal.lines(of: "\(folder)/\(Self.fileName)")
    guard lines.count >= 3, case .signature(let signature) = lines[0],
      case .secret(let secret) = lines[1], case .shard(let record) = lines[2]
    else {
      throw JobError(
        """
        '\(displayed(folder))/\(Self.fileName)' is not the journal of a shard. Run the shard again in \
        an empty folder.
        """)
    }
    self.signature = signature
    self.secret = secret
    self.record = record
    var events: [BatchJournal.Event] = []
    var isComplete = false
    for line in lines.dropFirst(3) {
      if case .event(let event) = line {
        if case .report(let entry) = event,
          let file = entry.files.first(where: { !isInside($0.path) })
        {
          throw JobError(
            "'\(displayed(folder))/\(Self.fileName)' names the file '\(displayed(file.path))' outside it."
          )
        }
        events.append(event)
      }
      if case .end = line { isComplete = true }
    }
    self.events = events
    self.lines = lines.dropFirst(3).filter { if case .end = $0 { false } else { true } }
    self.isComplete = isComplete
  }

  /// Brings the files of a report into the folder of the whole batch. Those that are there already stay.
  ///
  /// - Throws: `JobError` if a file is not as it was written, `FileError`.
  package func copy(_ entry: DossierWriter.Entry, to output: String) throws {
    var folders: Set<String> = []
    for file in entry.files {
      let target = "\(output)/\(file.path)"
      if (try? file.current(in: output)) == file { continue }
      let parent = String(target[..<target.lastIndex(of: "/")!])
      if folders.insert(parent).inserted { try makeFolders(parent) }
      let bytes = try readFile("\(folder)/\(file.path)")
      guard FileRecord(path: file.path, content: bytes) == file else {
        throw JobError(
          """
          '\(displayed(folder))/\(displayed(file.path))' is not as \(shard) wrote it. Run that shard \
          again with --resume.
          """)
      }
      try AtomicFile.write(bytes, to: target)
    }
  }
}
