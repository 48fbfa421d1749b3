import Basics
import Evidence

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes the reports of a batch into a folder, one query at a time, and the files on the whole batch
/// at the end.
///
/// ```
/// index.html  results.csv  summary.pdf  manifest.json  timings.json
/// queries/0001-masked-s01-03-png/report.html  report.pdf  report.json
///   examiner-form.pdf  verification-form.pdf  verification-key.json
/// ```
/// Each file appears complete or not at all. The same evidence gives the same bytes.
package struct ReportWriter: Sendable {
  package let folder: String
  private let templates: TemplateSet
  private let provenance: Provenance
  private let paper: PaperSize
  /// The test set of all queries; `nil` without one.
  private let calibration: Calibration?

  /// - Parameter folder: The output folder, which is made if it does not exist.
  package init(
    folder: String, templates: TemplateSet, provenance: Provenance, paper: PaperSize = .a4,
    calibration: Calibration? = nil
  ) {
    self.folder = folder
    self.templates = templates
    self.provenance = provenance
    self.paper = paper
    self.calibration = calibration
  }

  /// Writes the three files of one query, and its forms if the evidence has pictures for them.
  ///
  /// - Parameter number: The query's place in the batch from 1, with which the folder's name begins.
  /// - Throws: `FileError` if a file cannot be written, `TemplateError` for templates that include each
  ///   other without end, `JSONTextError` for a number that is not finite, `DrawingError` if memory
  ///   runs out.
  package func write(_ evidence: QueryEvidence, number: Int) throws -> WrittenReport {
    try write(evidence, as: queryIdentifier(number: number, path: evidence.query.path))
  }

  /// - Parameter identifier: The name of the report's folder.
  func write(_ evidence: QueryEvidence, as identifier: String) throws -> WrittenReport {
    try compose(evidence, as: identifier).store(in: folder)
  }

  /// Makes the files of one query in memory.
  func compose(_ evidence: QueryEvidence, as identifier: String) throws -> ComposedReport {
    let report = try QueryReport(
      evidence, provenance: provenance, templates: templates, paper: paper,
      index: "../../index.html#\(identifier)")
    let files = ComposedFiles(
      place: "queries/\(identifier)",
      [
        ("report.html", Array(report.html.utf8)), ("report.pdf", report.pdf),
        ("report.json", Array(report.json.utf8)),
      ] + (try QueryForms.files(evidence, provenance, paper: paper)))
    return ComposedReport(
      written: WrittenReport(
        row: IndexRow(identifier: identifier, subject: report.subject),
        query: Manifest.Query(
          report: identifier, path: evidence.query.path, sha256: evidence.query.sha256),
        files: files.records,
        timings: evidence.timings.map {
          TimingsData.Query(
            report: identifier, path: evidence.query.path, sha256: evidence.query.sha256,
            times: $0)
        }), files: files)
  }

  /// Removes the files of a query whose `write` failed, for example on a full disk.
  func discard(_ identifier: String) {
    try? FileManager.default.removeItem(atPath: "\(folder)/queries/\(identifier)")
  }

  /// The files that are written in addition to the reports.
  struct Extras {
    /// Whether to write an index and a summary.
    var hasIndex = true
    /// Whether to write `timings.json`.
    var hasTimings = true
    /// The detector's boxes in gallery pictures that were not used.
    var galleryDoubtful: [IndexFailure] = []
    /// The files of other writers, for the manifest.
    var files: [FileRecord] = []
    /// The queries for the manifest; `nil` for those of the reports.
    var queries: [Manifest.Query]?
  }

  /// Writes `index.html`, `results.csv`, `summary.pdf`, `timings.json` unless the edition has no times, then
  /// `manifest.json`, which lists all the others.
  ///
  /// - Throws: As `write`.
  /// - Parameters:
  ///   - failures: The queries without a report.
  ///   - galleryFailures: The gallery pictures that were left out.
  ///   - notices: The sentences above the rows, for example that the batch ended early.
  ///   - run: The options of the job, for the manifest.
  /// - Returns: All files of the folder.
  @discardableResult
  package func finish(
    _ reports: [WrittenReport], failures: [IndexFailure], galleryFailures: [IndexFailure] = [],
    notices: [String] = [], run: JSONValue
  ) throws -> [FileRecord] {
    try finish(
      reports, failures: failures, galleryFailures: galleryFailures, notices: notices, run: run,
      Extras())
  }

  @discardableResult
  func finish(
    _ reports: [WrittenReport], failures: [IndexFailure], galleryFailures: [IndexFailure],
    notices: [String], run: JSONValue, _ extras: Extras
  ) throws -> [FileRecord] {
    let batch = BatchSummary(
      rows: reports.map(\.row), failures: failures, galleryFailures: galleryFailures,
      galleryDoubtful: extras.galleryDoubtful, notices: notices, provenance: provenance,
      calibration: calibration)
    try makeFolders(folder)
    var files = reports.flatMap(\.files) + extras.files
    func write(_ content: [UInt8], _ name: String) throws {
      try AtomicFile.write(content, to: "\(folder)/\(name)")
      files.append(FileRecord(path: name, content: content))
    }
    if extras.hasIndex {
      try write(Array(IndexPage(batch: batch).html(templates).utf8), "index.html")
      try write(Array(ResultsTable.csv(batch).utf8), ResultsTable.fileName)
      try write(SummaryDocument(batch: batch, paper: paper).pdf(), "summary.pdf")
    }
    if extras.hasTimings {
      let timings = TimingsData(queries: reports.compactMap(\.timings))
      try write(Array(JSONText.encode(timings).utf8), TimingsData.fileName)
    }
    let manifest = Manifest(
      provenance: provenance, run: run, queries: extras.queries ?? reports.map(\.query),
      files: files)
    try write(Array(JSONText.encode(manifest).utf8), Manifest.fileName)
    return files
  }
}
