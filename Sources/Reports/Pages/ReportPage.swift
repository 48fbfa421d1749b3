import Basics
import Drawing
import Evidence
import Mustache

/// The report of one query as a web page: one file, without scripts and without outside addresses.
struct ReportPage {
  let subject: ReportSubject
  let sections: [Section]
  let faces: FaceStore
  /// The address of the batch's index from the report's folder, if there is one.
  let index: String?

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
    values["index"] = PageValues.optional(index)
    values["first"] = try renderer.values(sections[0], titleLevel: 1)
    var rest: [MustacheValue] = []
    for section in sections.dropFirst() { rest.append(try renderer.values(section)) }
    func page() throws -> String {
      values["sections"] = .list(rest)
      return try templates.report.render(.dictionary(values), partials: templates.partials)
    }
    values["contents"] = .list(
      sections.dropFirst().map {
        ["anchor": .string($0.anchor), "title": .string($0.title)]
      })
    var whole = try page()
    // The method of the last person first; the paper has all of it.
    for (place, section) in sections.dropFirst().enumerated().reversed()
    where whole.utf8.count > Self.mostBytes && section.anchor.hasPrefix("method-") {
      var short = section
      short.blocks = [.note(Self.noMaps)]
      rest[place] = try renderer.values(short)
      whole = try page()
    }
    return whole
  }

  /// The largest page in bytes: a larger one is slow to open and to send.
  static let mostBytes = 1_950_000
  private static let noMaps = """
    These maps are in report.pdf only: with the maps of all people, this page would be larger than 2 MB. \
    report.json contains their numbers.
    """
}
