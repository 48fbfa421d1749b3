import Basics
import Datasets
import Identification
import Pictures
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The finished part of a batch, in a hidden file of its output folder, so that `--resume` can continue
/// after the program was stopped in any way. A batch that reaches its end removes the file.
///
/// Queries are opened and ranked in blocks, and the last digits of a feature may depend on the other
/// queries of a block. Therefore a resumed batch repeats its last block, except reports that are
/// already written.
///
/// A shard of a batch keeps its journal, in a file that is not hidden, for `facet merge`; see
/// `ReportShard`.
package final class BatchJournal {
  /// One event; the order of events is the same in every run.
  package enum Event: Codable, Equatable {
    case report(DossierWriter.Entry)
    case failure(IndexFailure)
  }

  enum Line: Codable {
    case signature(BatchSignature)
    /// This is part of a batch.
    case shard(ShardRecord)
    /// The secret of the editions; anyone who can read this file can reverse them.
    case secret(EditionSecret)
    /// The place of the block's first picture in the list of queries.
    case block(Int)
    case event(Event)
    /// The shard is complete.
    case end
  }

  /// What the journal of a shard says of it.
  package struct ShardRecord: Codable, Equatable, Sendable {
    package let shard: Shard
    /// The file of `--timings` as it was given.
    package let timings: String?

    package init(shard: Shard, timings: String?) {
      self.shard = shard
      self.timings = timings
    }
  }

  /// All events so far.
  package private(set) var events: [Event] = []
  /// The place of the first unfinished block in the list of queries.
  package let blockStart: Int
  /// The number of events of that block that are already known.
  package let knownInBlock: Int
  /// The secret of the resumed batch, or the one given.
  package let secret: EditionSecret
  private let path: String
  private let isShard: Bool
  private var openBlock: Int?
  private var file: JournalFile

  package static let fileName = DossierWriter.journalName

  /// - Parameters:
  ///   - secret: The secret of a new batch; a resumed batch keeps its own.
  ///   - pictures: The list of queries, to find reported queries that changed.
  ///   - isResumed: Whether to continue; otherwise an existing journal is removed.
  ///   - shard: The part of the batch that this is; `nil` for all of it.
  ///   - range: The places of its pictures in the list of queries; `nil` for all.
  /// - Throws: `JobError` if the batch began with other inputs, `FileError`.
  package init(
    folder: String, signature: BatchSignature, pictures: [ListedPicture],
    secret given: EditionSecret, isResumed: Bool, shard: ShardRecord? = nil,
    range: Range<Int>? = nil
  ) throws {
    let range = range ?? pictures.indices
    path = "\(folder)/\(shard == nil ? Self.fileName : ReportShard.fileName)"
    isShard = shard != nil
    var lines = [Line.signature(signature)]
    var secret = given
    var start = range.lowerBound
    var known = 0
    if isResumed, case let earlier = Self.lines(of: path), !earlier.isEmpty {
      guard case .signature(let before) = earlier[0] else {
        throw JobError("'\(path)' is not the journal of a batch. Run again without --resume.")
      }
      if let difference = before.difference(to: signature) {
        throw JobError(
          """
          The batch in '\(folder)' cannot be resumed: \(difference). Use the original inputs, or run \
          again without --resume.
          """)
      }
      let locations = Dictionary(pictures.map { (PathKey($0.path), $0.location) }) { first, _ in
        first
      }
      for line in earlier.dropFirst() {
        if case .secret(let noted) = line {
          secret = noted
          continue
        }
        if case .shard(let noted) = line {
          try Self.require(noted.shard, is: shard?.shard, folder)
          continue
        }
        if case .end = line { break }
        if case .block(let place) = line {
          // A block that is not of this run ends the journal as a line that is not whole.
          guard range.contains(place) else { break }
          openBlock = place
          start = place
          known = 0
        }
        if case .event(let event) = line {
          guard try Self.stillHolds(event, in: folder, locations) else { break }
          events.append(event)
          known += 1
        }
        lines.append(line)
      }
    }
    lines.insert(.secret(secret), at: 1)
    if let shard { lines.insert(.shard(shard), at: 2) }
    self.secret = secret
    blockStart = start
    knownInBlock = known
    file = try Self.write(lines, to: path)
  }

  /// The journal of a batch whose reports are those of its shards. It begins without them, so that a
  /// batch which is stopped while they are copied can be continued.
  ///
  /// - Parameters:
  ///   - shards: In their order; one or more.
  ///   - progress: Called with the number of reports and failures that are taken over.
  /// - Throws: `JobError` if a file of a shard is not as it was written, `Interrupted`, `FileError`.
  package init(
    folder: String, signature: BatchSignature, merging shards: [ReportShard],
    progress: (Int) -> Void
  ) throws {
    path = "\(folder)/\(Self.fileName)"
    isShard = false
    secret = shards[0].secret
    blockStart = 0
    knownInBlock = 0
    let head = [Line.signature(signature), .secret(secret)]
    file = try Self.write(head, to: path)
    for shard in shards {
      for event in shard.events {
        try Interruption.check()
        if case .report(let entry) = event { try shard.copy(entry, to: folder) }
        events.append(event)
        progress(events.count)
      }
    }
    file = try Self.write(head + shards.flatMap(\.lines), to: path)
  }

  /// Replaces a journal as a whole, readable by its owner only, and opens it for what follows.
  private static func write(_ lines: [Line], to path: String) throws -> JournalFile {
    let text = try lines.map { try Self.text($0) + "\n" }.joined()
    try AtomicFile.write(Array(text.utf8), to: path, permissions: 0o600)
    return try JournalFile(appendingTo: path)
  }

  private static func require(_ noted: Shard, is shard: Shard?, _ folder: String) throws(JobError) {
    guard noted != shard else { return }
    throw JobError(
      """
      The folder '\(displayed(folder))' contains \(noted) of a batch, not \
      \(shard.map { "\($0)" } ?? "a whole one"). Choose another folder with --output.
      """)
  }

  package func beginBlock(at place: Int) throws {
    guard place != openBlock else { return }
    openBlock = place
    try file.append(Self.text(.block(place)))
  }

  package func append(_ event: Event) throws {
    events.append(event)
    try file.append(Self.text(.event(event)))
  }

  /// Ends a complete batch, which needs no journal any more, or a complete shard, whose journal stays.
  package func finish() throws {
    if isShard {
      try file.append(Self.text(.end))
    } else {
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  private static func text(_ line: Line) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }

  /// Reads events up to the first incomplete line.
  static func lines(of path: String) -> [Line] {
    guard let bytes = try? readFile(path) else { return [] }
    var lines: [Line] = []
    for text in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? StrictJSON.decode(Line.self, from: Array(text)) else { break }
      lines.append(line)
    }
    return lines
  }

  /// Whether a report is on the disk as it was written.
  ///
  /// - Throws: `JobError` if the query's picture has changed.
  private static func stillHolds(
    _ event: Event, in folder: String, _ locations: [PathKey: String]
  ) throws -> Bool {
    guard case .report(let report) = event else { return true }
    if let location = locations.location(ofQuery: report.query.path),
      let digest = try? PictureFile.digest(at: location), digest != report.query.sha256
    {
      throw JobError(
        """
        The batch in '\(folder)' cannot be resumed: the picture '\(report.query.path)' changed after \
        its report was written. Run again without --resume.
        """)
    }
    return report.files.allSatisfy { (try? $0.current(in: folder)) == $0 }
  }
}
