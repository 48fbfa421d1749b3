import Basics
import Drawing
import Evidence

/// The three forms of one query's report, in memory.
struct QueryReport {
  let content: ReportContent
  let html: String
  let pdf: [UInt8]
  let json: String

  init(
    _ evidence: QueryEvidence, provenance: Provenance, templates: TemplateSet,
    paper: PaperSize = .a4
  ) throws {
    // A redacted edition's numbers are rounded; the original numbers are checked before.
    if !evidence.query.hidesOriginal { try evidence.checkBalances() }
    let content = ReportContent(evidence, provenance: provenance)
    self.content = content
    let lines = FaceFiles.lineDrawings(evidence)
    // In parallel, because they do not depend on each other.
    let forms = try collectInParallel(count: Form.allCases.count) { place, _ in
      Result { () throws -> [UInt8] in
        switch Form.allCases[place] {
        case .html:
          Array(
            try QueryReportPage(
              content, faces: FaceStore(FaceFiles(evidence, for: .page, lines: lines))
            )
            .html(templates).utf8)
        case .pdf:
          try QueryReportDocument(
            content,
            faces: FaceStore(
              FaceFiles(evidence, for: .paper, passesOriginals: true, lines: lines)),
            paper: paper,
            logo: templates.logo.map { try PaperPicture($0.picture, jpeg: nil) }
          ).pdf()
        case .json:
          Array(try Self.json(evidence, provenance).utf8)
        }
      }
    }.map { try $0.get() }
    html = String(decoding: forms[0], as: UTF8.self)
    pdf = forms[1]
    json = String(decoding: forms[2], as: UTF8.self)
  }

  private static func json(
    _ evidence: QueryEvidence, _ provenance: Provenance
  ) throws -> String {
    let text = try JSONText.encode(ReportData(evidence, provenance: provenance))
    guard evidence.query.hidesOriginal else { return text }
    return try JSONText.encode(
      StrictJSON.decode(JSONValue.self, from: Array(text.utf8)).withRoundedNumbers)
  }

  private enum Form: CaseIterable {
    case html
    case pdf
    case json
  }
}
