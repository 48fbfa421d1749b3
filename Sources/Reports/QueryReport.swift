import Basics
import Drawing
import Evidence

/// The three forms of one query's report, in memory.
struct QueryReport {
  let subject: ReportSubject
  let html: String
  let pdf: [UInt8]
  let json: String

  init(
    _ evidence: QueryEvidence, provenance: Provenance, templates: TemplateSet,
    paper: PaperSize = .a4, index: String? = nil
  ) throws {
    // A redacted edition's numbers are rounded; the original numbers are checked before.
    if !evidence.query.hidesOriginal { try evidence.checkBalances() }
    let subject = ReportSubject(evidence, provenance: provenance)
    self.subject = subject
    let lines = FaceFiles.lineDrawings(evidence)
    // In parallel, because they do not depend on each other.
    let forms = try collectInParallel(count: Form.allCases.count) { place, _ in
      Result { () throws -> [UInt8] in
        switch Form.allCases[place] {
        case .html:
          let files = FaceFiles(evidence, for: .page, lines: lines)
          return Array(
            try ReportPage(
              subject: subject, sections: Self.sections(subject, files),
              faces: FaceStore(files), index: index
            ).html(templates).utf8)
        case .pdf:
          let files = FaceFiles(evidence, for: .paper, passesOriginals: true, lines: lines)
          return try ReportDocument(
            subject: subject, sections: Self.sections(subject, files), faces: FaceStore(files),
            paper: paper, logo: templates.logo.map { try PaperPicture($0.picture, jpeg: nil) }
          ).pdf()
        case .json: return Array(try Self.json(evidence, provenance).utf8)
        }
      }
    }.map { try $0.get() }
    html = String(decoding: forms[0], as: UTF8.self)
    pdf = forms[1]
    json = String(decoding: forms[2], as: UTF8.self)
  }

  /// The sections in their order: this list is the report.
  static func sections(_ subject: ReportSubject, _ files: FaceFiles) -> [Section] {
    let scales = FigureScales(subject)
    var sections = [ResultSection.section(subject, scales: scales)]
    if let photograph = PhotographSection.section(subject) { sections.append(photograph) }
    if let first = PersonSection.first(subject, scales: scales) { sections.append(first) }
    sections += PersonSection.others(subject, scales: scales)
    sections += [
      RankingSection.section(subject), TestSection.section(subject, scales: scales),
      ProvenanceSection.section(subject, files: files),
    ]
    sections += subject.people.map { AppendixSection.person($0, subject, scales: scales) }
    if let quality = AppendixSection.quality(subject) { sections.append(quality) }
    return sections + [AppendixSection.words(subject)]
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
