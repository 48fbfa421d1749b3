import Basics
import Drawing
import Mustache
import Reports
import Statistics

/// A part of the results page, for HTML and PDF.
struct StudySection {
  let title: String
  var paragraphs: [String] = []
  var figure: (any StudyFigure)?
  var tables: [PageTable] = []
}

/// The results of a study as a page and as paper, from one set of values.
package struct StudyResultsPage: Sendable {
  let results: StudyResults
  private let programVersion: String

  package init(_ results: StudyResults, programVersion: String) {
    self.results = results
    self.programVersion = programVersion
  }

  var scores: StudyScores { results.scores }
  static let title = "Results of a face-matching study"

  private var lead: String {
    let pairs = scores.methods.compactMap { method in
      method.participants > 0 ? method.shown / method.participants : nil
    }.max()
    let excluded = Set(results.exclusions.filter { $0.method == nil }.map(\.participant)).count
    var text = "Study \(results.study): \(results.title). "
    text += "\(scores.participants.count) people, \(results.data.methods.count) methods"
    if let pairs { text += ", \(pairs) pairs each" }
    text += "."
    let absent = results.participantsInDesign - results.data.participants.count
    if absent > 0 { text += " \(absent) of \(results.participantsInDesign) sheets have no answer." }
    if excluded > 0 {
      text += " \(excluded) \(excluded == 1 ? "person is" : "people are") left out by the rules."
    }
    return text
  }

  /// - Throws: `DrawingError`, `TemplateError`.
  package func html(_ templates: StudyTemplates, _ pageTemplates: TemplateSet) throws -> String {
    var values = PageValues.common(
      pageTemplates, title: Self.title, programVersion: programVersion)
    values["lead"] = .string(displayed(lead))
    values["simulated"] = results.simulated.map { .string($0) } ?? .null
    var number = 0
    values["sections"] = .list(
      try sections.enumerated().map { place, section in
        let tables = section.tables.map { table in
          number += 1
          return table.value(number: number)
        }
        var figure = MustacheValue.null
        if let drawn = section.figure {
          figure = [
            "source": .string(
              svgAddress(
                try drawnSVG(widthPoints: SheetSettings.textWidth, heightPoints: drawn.height) {
                  drawn.draw(on: $0)
                })),
            "width": .number("\(Int(SheetSettings.textWidth * 4 / 3))"),
            "height": .number("\(Int((drawn.height * 4 / 3).rounded()))"),
            "alternative": .string(displayed(drawn.alternativeText)),
            "caption": .string(drawn.caption),
          ]
        }
        return [
          "identifier": .string("section-\(place + 1)"), "title": .string(displayed(section.title)),
          "paragraphs": .list(section.paragraphs.map { ["text": .string(displayed($0))] }),
          "figure": figure, "tables": .list(tables),
        ]
      })
    return try templates.results.render(.dictionary(values), partials: pageTemplates.partials)
  }

  /// - Throws: `DrawingError`.
  package func pdf(_ paper: PaperSize) throws(DrawingError) -> [UInt8] {
    let width = paper == .a4 ? PDFDocument.a4WidthPoints : 612
    let height = paper == .a4 ? PDFDocument.a4HeightPoints : 792
    let document = try PDFDocument(
      widthPoints: width, heightPoints: height,
      metadata: .init(
        title: Self.title, author: "", subject: "Study \(results.study)",
        creator: "Facet \(programVersion)"))
    var flow = ResultsFlow(
      canvas: document.canvas, width: width, height: height,
      head:
        "Study \(results.study)  ·  \(scores.participants.count) people  ·  \(results.data.methods.count) methods",
      foot: "Facet \(programVersion)  ·  key \(results.keySHA256.hexadecimal.prefix(16))")
    flow.title(Self.title)
    if let simulated = results.simulated { flow.warning(simulated) }
    flow.text(displayed(lead))
    for section in sections {
      flow.heading(displayed(section.title), keeping: section.figure?.height ?? 40)
      for paragraph in section.paragraphs { flow.text(displayed(paragraph)) }
      if let figure = section.figure { flow.figure(figure) }
      for table in section.tables { flow.table(table) }
    }
    flow.finish(document)
    return try document.finished()
  }
}
