import Basics
import Drawing
import Evidence

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes the reports of a batch into a folder, one query at a time, and an index at the end.
///
/// ```
/// index.html
/// queries/0001-masked-s01-03-png/report.html  report.pdf  report.json
/// ```
/// Each file appears whole or not at all. The same evidence gives the same bytes.
public struct ReportWriter: Sendable {
  public let folder: String
  private let templates: TemplateSet
  private let provenance: Provenance

  /// - Parameter folder: Made where it does not exist.
  public init(folder: String, templates: TemplateSet, provenance: Provenance) {
    self.folder = folder
    self.templates = templates
    self.provenance = provenance
  }

  /// Writes the three files of one query.
  ///
  /// - Parameter number: The query's place in the batch, from 1; it begins the folder's name.
  /// - Returns: Its row for the index.
  /// - Throws: `FileError` when a file cannot be written, `TemplateError` for templates that include
  ///   each other without end, `JSONTextError` for a number that is not finite, `DrawingError`
  ///   without memory.
  public func write(_ evidence: QueryEvidence, number: Int) throws -> IndexRow {
    let report = try QueryReport(evidence, provenance: provenance, templates: templates)
    let identifier = queryIdentifier(number: number, path: evidence.query.path)
    let place = "\(folder)/queries/\(identifier)"
    try makeFolders(place)
    try AtomicFile.write(report.html, to: "\(place)/report.html")
    try AtomicFile.write(report.pdf, to: "\(place)/report.pdf")
    try AtomicFile.write(report.json, to: "\(place)/report.json")
    return IndexRow(identifier: identifier, content: report.content)
  }

  /// Removes what `write` left of a query when it failed, as on a full disk.
  public func discard(number: Int, path: String) {
    try? FileManager.default.removeItem(
      atPath: "\(folder)/queries/\(queryIdentifier(number: number, path: path))")
  }

  /// Writes `index.html`.
  ///
  /// - Throws: As `write`.
  /// - Parameters:
  ///   - failures: Queries without a report.
  ///   - galleryFailures: Gallery pictures that were left out.
  ///   - notices: Sentences that stand above the rows, such as that the batch ended early.
  public func writeIndex(
    _ rows: [IndexRow], failures: [IndexFailure], galleryFailures: [IndexFailure] = [],
    notices: [String] = []
  ) throws {
    let page = IndexPage(
      rows: rows, failures: failures, galleryFailures: galleryFailures, notices: notices,
      programVersion: provenance.programVersion)
    try makeFolders(folder)
    try AtomicFile.write(page.html(templates), to: "\(folder)/index.html")
  }
}

/// The three forms of one query's report, in memory.
struct QueryReport {
  let content: ReportContent
  let html: String
  let pdf: [UInt8]
  let json: String

  init(_ evidence: QueryEvidence, provenance: Provenance, templates: TemplateSet) throws {
    try evidence.checkBalances()
    let content = ReportContent(evidence, provenance: provenance)
    self.content = content
    // Side by side: none needs another.
    let forms = try collectInParallel(count: Form.allCases.count) { place, _ in
      Result { () throws -> [UInt8] in
        switch Form.allCases[place] {
        case .html:
          Array(
            try QueryReportPage(content, faces: FaceStore(FaceFiles(evidence, for: .page)))
              .html(templates).utf8)
        case .pdf:
          try QueryReportDocument(content, faces: FaceStore(FaceFiles(evidence, for: .paper)))
            .pdf()
        case .json:
          Array(try JSONText.encode(ReportData(evidence, provenance: provenance)).utf8)
        }
      }
    }.map { try $0.get() }
    html = String(decoding: forms[0], as: UTF8.self)
    pdf = forms[1]
    json = String(decoding: forms[2], as: UTF8.self)
  }

  private enum Form: CaseIterable {
    case html
    case pdf
    case json
  }
}
