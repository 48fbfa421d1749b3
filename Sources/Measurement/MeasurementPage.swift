import Basics
import Drawing
import Mustache
import Reports
import Runs

/// A page with the tables and curves of a measurement.
package struct MeasurementPage: Sendable {
  package let title: String
  package let lead: String
  /// The results in sentences, each an item of a list.
  package var findings: [String] = []
  package let tables: [PageTable]
  package let figures: [any MeasurementFigure]
  /// The setup of the measurement, names and values.
  package let facts: [(name: String, value: String)]
  /// The pictures left out, path and reason.
  package let failures: [(path: String, reason: String)]

  package init(
    title: String, lead: String, tables: [PageTable], figures: [any MeasurementFigure],
    facts: [(name: String, value: String)], failures: [(path: String, reason: String)]
  ) {
    self.title = title
    self.lead = lead
    self.tables = tables
    self.figures = figures
    self.facts = facts
    self.failures = failures
  }

  /// - Throws: `DrawingError`, and `TemplateError` for templates that include each other without end.
  package func html(_ templates: TemplateSet, programVersion: String) throws -> String {
    var values = PageValues.common(templates, title: title, programVersion: programVersion)
    values["lead"] = .string(lead)
    values["hasFindings"] = .bool(!findings.isEmpty)
    values["findings"] = .list(findings.map { ["text": .string(displayed($0))] })
    // The figures follow the main table, as on paper.
    values["tables"] = .list(
      tables.enumerated().map { place, table in
        guard case .dictionary(var value) = table.value(number: place + 1) else {
          preconditionFailure("a table is not a dictionary")
        }
        value["isMain"] = .bool(place == 0)
        return .dictionary(value)
      })
    values["hasFigures"] = .bool(!figures.isEmpty)
    values["figures"] = .list(
      try figures.map { figure in
        [
          // A figure that is wider than a column would be drawn too small in it.
          "kind": .string(figure.widthPoints > 330 ? "map span" : "map"),
          "title": .string(figure.title),
          "source": .string(try Self.address(of: figure)),
          "width": .number(String(Int(figure.widthPoints * 4 / 3))),
          "height": .number(String(Int(figure.heightPoints * 4 / 3))),
          "alternative": .string(displayed(figure.alternativeText)),
          "caption": .string(displayed(figure.caption)),
        ]
      })
    values["settings"] = [
      "facts": PageValues.facts(facts.map { Fact(name: $0.name, value: displayed($0.value)) })
    ]
    values["hasFailures"] = .bool(!failures.isEmpty)
    values["failures"] = .list(
      failures.map {
        ["path": .string(displayed($0.path)), "reason": .string(displayed($0.reason))]
      })
    return try templates.measurement.render(.dictionary(values), partials: templates.partials)
  }

  private static func address(of figure: any MeasurementFigure) throws(DrawingError) -> String {
    let bytes = try drawnSVG(
      widthPoints: figure.widthPoints, heightPoints: figure.heightPoints
    ) { figure.draw(on: $0) }
    return svgAddress(bytes)
  }
}
