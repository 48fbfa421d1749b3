import Basics
import Evidence
import Identification

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes all editions of a batch from one run.
///
/// ```
/// index.html  results.csv  summary.pdf  manifest.json  timings.json  queries/…   the full edition
/// blind/  redacted/                        folders to hand out, each with its own index and manifest
/// sealed/key.json                          the key that reverses them
/// ```
/// The manifest at the top lists the files of all editions.
package struct DossierWriter: Sendable {
  package let folder: String
  private let editions: Set<Edition>
  private let full: ReportWriter
  private let redacted: ReportWriter
  private let blind: BlindWriter
  private let secret: EditionSecret
  private let redaction: Redaction

  /// The files and folders that a batch writes in its output folder; none may be an input.
  package static let places = [
    "queries", "blind", "redacted", "sealed", "index.html", ResultsTable.fileName, "summary.pdf",
    Manifest.fileName,
    Manifest.signatureName, TimingsData.fileName, journalName,
    shardJournalName,
  ]

  /// The file that a stopped batch leaves for `--resume`.
  package static let journalName = ".facet-batch.jsonl"
  /// The file in which a shard of a batch lists its reports for `facet merge`.
  package static let shardJournalName = "report-shard.jsonl"

  /// The files that one query wrote.
  package struct Entry: Codable, Sendable, Equatable {
    package let query: Manifest.Query
    package let full: WrittenReport?
    package let redacted: WrittenReport?
    package let blind: [FileRecord]
    package let key: SealedKey.Query?
    /// The gallery pictures that are not ranked because they are the query's own.
    package let leftOut: [LeftOutPicture]

    /// The files with paths from the output folder.
    package var files: [FileRecord] {
      (full?.files ?? []) + (redacted?.files ?? []).map { $0.under("redacted") }
        + blind.map { $0.under("blind") }
    }
  }

  package init(
    folder: String, templates: TemplateSet, provenance: Provenance, paper: PaperSize,
    editions: Set<Edition>, redaction: RedactionStyle = .silhouette, secret: EditionSecret,
    calibration: Calibration? = nil
  ) {
    self.folder = folder
    self.editions = editions
    self.secret = secret
    self.redaction = Redaction(secret: secret, style: redaction)
    full = ReportWriter(
      folder: folder, templates: templates, provenance: provenance, paper: paper,
      calibration: calibration)
    redacted = ReportWriter(
      folder: "\(folder)/redacted", templates: templates,
      provenance: self.redaction.provenance(provenance), paper: paper, calibration: calibration)
    blind = BlindWriter(
      folder: "\(folder)/blind", templates: templates, provenance: provenance, secret: secret,
      paper: paper)
  }

  /// - Throws: As `ReportWriter.write`.
  package func write(_ evidence: QueryEvidence, number: Int) throws -> Entry {
    try store(try compose(evidence, number: number))
  }

  /// The files of all editions of one query, in memory.
  package struct Composed: Sendable {
    fileprivate let full: ComposedReport?
    fileprivate let redacted: ComposedReport?
    fileprivate let blind: ComposedFiles?
    fileprivate let entry: Entry
  }

  /// Makes the files of one query.
  ///
  /// - Throws: As `ReportWriter.write`, except `FileError`.
  package func compose(_ evidence: QueryEvidence, number: Int) throws -> Composed {
    try evidence.checkBalances()
    let query = evidence.query
    let identifier = queryIdentifier(number: number, path: query.path)
    func code(_ edition: Edition) -> String {
      secret.code(ofQuery: query.sha256, path: query.path, number: number, in: edition)
    }
    let blindContent =
      editions.contains(.blind)
      ? BlindContent(evidence, number: code(.blind), of: number, secret: secret) : nil
    let fullReport =
      try editions.contains(.full) ? full.compose(evidence, as: identifier) : nil
    let redactedReport =
      try editions.contains(.redacted)
      ? redacted.compose(try redaction.evidence(evidence), as: code(.redacted)) : nil
    let blindFiles = try blindContent.map(blind.compose)
    return Composed(
      full: fullReport, redacted: redactedReport, blind: blindFiles,
      entry: Entry(
        query: Manifest.Query(report: identifier, path: query.path, sha256: query.sha256),
        full: fullReport?.written, redacted: redactedReport?.written,
        blind: blindFiles?.records ?? [],
        key: needsKey
          ? SealedKey.Query(
            query, fullReport: identifier, redactedReport: code(.redacted), blind: blindContent)
          : nil,
        leftOut: evidence.leftOut))
  }

  /// Writes the files of one query.
  ///
  /// - Throws: `FileError`.
  package func store(_ composed: Composed) throws -> Entry {
    try composed.full?.files.store(in: folder)
    try composed.redacted?.files.store(in: "\(folder)/redacted")
    try composed.blind?.store(in: "\(folder)/blind")
    return composed.entry
  }

  /// Removes the files of a query whose `write` failed, for example on a full disk.
  ///
  /// - Parameter digest: The digest of the query's file.
  package func discard(number: Int, path: String, sha256 digest: SHA256Digest) {
    full.discard(queryIdentifier(number: number, path: path))
    func code(_ edition: Edition) -> String {
      secret.code(ofQuery: digest, path: path, number: number, in: edition)
    }
    redacted.discard(code(.redacted))
    try? FileManager.default.removeItem(atPath: "\(folder)/blind/queries/\(code(.blind))")
  }

  /// Writes the files on the whole batch; see `ReportWriter.finish`.
  package func finish(
    _ entries: [Entry], failures: [IndexFailure], galleryFailures: [IndexFailure] = [],
    galleryDoubtful: [IndexFailure] = [], notices: [String] = [], run: JSONValue
  ) throws {
    var others: [FileRecord] = []
    if editions.contains(.redacted) {
      // In the order of their codes, because the order of the batch shows the order of the files'
      // names.
      let reports = entries.compactMap(\.redacted).sorted {
        $0.query.report.utf8.lexicographicallyPrecedes($1.query.report.utf8)
      }
      // A failure names a file.
      let missing = failures.indices.map {
        IndexFailure(path: "\($0 + 1)", reason: "See the full edition for the reason.")
      }
      others += try redacted.finish(
        reports, failures: missing, galleryFailures: [], notices: [], run: .null,
        ReportWriter.Extras(hasTimings: false)
      ).map { $0.under("redacted") }
    }
    if editions.contains(.blind) {
      others += try blind.finish(
        entries.compactMap(\.key?.blindReport).sorted(), entries.flatMap(\.blind)
      ).map { $0.under("blind") }
    }
    for edition in [Edition.blind, .redacted] where editions.contains(edition) {
      // Neither the files' times nor their order in the folder shows the order of the batch.
      try sortEntries(ofFolder: "\(folder)/\(edition.rawValue)/queries")
      try setFixedTimes(ofFolder: "\(folder)/\(edition.rawValue)")
    }
    if needsKey {
      let key = SealedKey(secret, queries: entries.compactMap(\.key))
      let text = Array(try JSONText.encode(key).utf8)
      try makeFolders("\(folder)/sealed")
      let path = "\(folder)/\(SealedKey.path)"
      try AtomicFile.write(text, to: path, permissions: 0o600)
      others.append(FileRecord(path: SealedKey.path, content: text))
    }
    try full.finish(
      entries.compactMap(\.full), failures: failures, galleryFailures: galleryFailures,
      notices: notices, run: run,
      ReportWriter.Extras(
        hasIndex: editions.contains(.full), hasTimings: editions.contains(.full),
        galleryDoubtful: galleryDoubtful, files: others,
        queries: entries.map(\.query)))
  }

  private var needsKey: Bool { editions.contains(.blind) || editions.contains(.redacted) }
}

extension FileRecord {
  /// Returns the same file with its path from the folder above.
  func under(_ folder: String) -> FileRecord {
    FileRecord(path: "\(folder)/\(path)", bytes: bytes, sha256: sha256)
  }
}
