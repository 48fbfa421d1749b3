import Basics
import Datasets
import Identification
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a batch has finished so far, in a hidden file of its output folder, so that `--resume` can go
/// on after the program was stopped in any way. A batch that comes to its end removes it.
///
/// Queries are opened and ranked in blocks, and the last digits of a feature may depend on its
/// companions: a resumed batch does its last block again as a whole, but for the reports that are
/// written already.
package final class BatchJournal {
  /// One thing that happened, in an order that is the same in every run.
  package enum Event: Codable, Equatable {
    case report(DossierWriter.Entry)
    case failure(IndexFailure)
  }

  private enum Line: Codable {
    case signature(BatchSignature)
    /// Of the editions; whoever can read this file can undo them.
    case secret(EditionSecret)
    /// The place of its first picture in the list of queries.
    case block(Int)
    case event(Event)
  }

  /// All events so far.
  package private(set) var events: [Event] = []
  /// The place in the list of queries of the first block that is not finished.
  package let blockStart: Int
  /// How many events of that block are known already.
  package let knownInBlock: Int
  /// That of the batch that goes on, or the one given.
  package let secret: EditionSecret
  private let path: String
  private var openBlock: Int?
  private var file: JournalFile

  package static let fileName = DossierWriter.journalName

  /// - Parameters:
  ///   - secret: Of a new batch; one that goes on keeps its own.
  ///   - pictures: The list of queries, to tell whether a reported one changed since.
  ///   - isResumed: Else a journal that is there is dropped.
  /// - Throws: `JobError` where the batch was begun with something else, `FileError`.
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
        throw JobError("'\(path)' is not the journal of a batch; start anew without --resume.")
      }
      if let difference = before.difference(to: signature) {
        throw JobError(
          """
          The batch in '\(folder)' cannot go on: \(difference). Give what it was begun with, or \
          start anew without --resume.
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
    // Made first, for its owner alone; then written at once.
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

  /// The batch is whole: nothing is left to resume.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }

  private static func text(_ line: Line) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }

  /// Up to the first line that is not whole.
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
  /// - Throws: `JobError` where the query's picture is another one now.
  private static func stillHolds(
    _ event: Event, in folder: String, _ locations: [PathKey: String]
  ) throws -> Bool {
    guard case .report(let report) = event else { return true }
    if let location = locations.location(ofQuery: report.query.path),
      let digest = try? SHA256.digest(ofFileAt: location), digest != report.query.sha256
    {
      throw JobError(
        """
        The batch in '\(folder)' cannot go on: the picture '\(report.query.path)' changed since its \
        report was written. Start anew without --resume.
        """)
    }
    return report.files.allSatisfy { (try? $0.current(in: folder)) == $0 }
  }
}
