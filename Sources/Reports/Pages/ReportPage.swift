import Basics
import Drawing
import Evidence
import Mustache

/// The report of one query as a web page: one file, without scripts and without outside addresses.
struct ReportPage {
  let subject: ReportSubject
  let sections: [Section]
  let faces: FaceStore
  /// The folder names of the reports before and after in the batch.
  var links = ReportLinks()

  /// - Throws: `DrawingError` without memory, `TemplateError` for templates that include each other
  ///   without end.
  func html(_ templates: TemplateSet) throws -> String {
    let renderer = PageRenderer(faces: faces)
    var values = PageValues.common(
      templates, title: "\(ResultSection.title): \(subject.queryName)",
      programVersion: subject.provenance.programVersion)
    values["lead"] = .string(ResultSection.warning)
    values["reference"] = PageValues.optional(subject.reference)
    values["query"] = .string(subject.queryName)
    values["editionNote"] = PageValues.optional(subject.provenance.editionNote)
    values["index"] = PageValues.optional(links.index)
    values["previous"] = PageValues.optional(links.previous)
    values["first"] = try renderer.values(sections[0])
    var rest: [MustacheValue] = []
    for section in sections.dropFirst() { rest.append(try renderer.values(section)) }
    values["sections"] = .list(rest)
    values["contents"] = .list(
      sections.dropFirst().map {
        ["anchor": .string($0.anchor), "title": .string($0.title)]
      })
    return try templates.report.render(.dictionary(values), partials: templates.partials)
  }
}

/// The addresses of other pages of a batch, from a report's folder.
struct ReportLinks: Sendable {
  var index: String?
  var previous: String?
}
