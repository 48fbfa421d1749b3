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
package final class BatchJournal {
  /// One event; the order of events is the same in every run.
  package enum Event: Codable, Equatable {
    case report(DossierWriter.Entry)
    case failure(IndexFailure)
  }

  private enum Line: Codable {
    case signature(BatchSignature)
    /// The secret of the editions; anyone who can read this file can reverse them.
    case secret(EditionSecret)
    /// The place of the block's first picture in the list of queries.
    case block(Int)
    case event(Event)
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
  private var openBlock: Int?
  private var file: JournalFile

  package static let fileName = DossierWriter.journalName

  /// - Parameters:
  ///   - secret: The secret of a new batch; a resumed batch keeps its own.
  ///   - pictures: The list of queries, to find reported queries that changed.
  ///   - isResumed: Whether to continue; otherwise an existing journal is removed.
  /// - Throws: `JobError` if the batch began with other inputs, `FileError`.
  package init(
    folder: String, signature: BatchSignature, pictures: [ListedPicture],
    secret given: EditionSecret,
    isResumed: Bool
  ) throws {
    path = "\(folder)/\(Self.fileName)"
    var lines = [Line.signature(signature)]
    var secret = given
    var start = 0
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
        if case .block(let place) = line {
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
    self.secret = secret
    blockStart = start
    knownInBlock = known
    // Made first, readable by its owner only; then written at once.
    try? FileManager.default.removeItem(atPath: path)
    file = try JournalFile(appendingTo: path)
    for line in lines { try file.append(Self.text(line)) }
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

  /// Removes the journal of a complete batch.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }

  private static func text(_ line: Line) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }

  /// Reads events up to the first incomplete line.
  private static func lines(of path: String) -> [Line] {
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
