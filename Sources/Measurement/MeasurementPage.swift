import Basics
import Drawing
import Mustache
import Reports
import Runs

/// A page with the tables and curves of a measurement.
package struct MeasurementPage: Sendable {
  package struct Table: Sendable, Equatable {
    package let title: String
    package let columns: [String]
    /// The rows, each with as many cells as there are columns.
    package let rows: [[String]]
    package let notes: [String]

    package init(title: String, columns: [String], rows: [[String]], notes: [String] = []) {
      precondition(rows.allSatisfy { $0.count == columns.count })
      self.title = title
      self.columns = columns
      self.rows = rows
      self.notes = notes
    }
  }

  package let title: String
  package let lead: String
  package let tables: [Table]
  package let figures: [any MeasurementFigure]
  /// The setup of the measurement, names and values.
  package let facts: [(name: String, value: String)]
  /// The pictures left out, path and reason.
  package let failures: [(path: String, reason: String)]

  package init(
    title: String, lead: String, tables: [Table], figures: [any MeasurementFigure],
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
    values["tables"] = .list(tables.enumerated().map { table($1, number: $0 + 1) })
    values["hasFigures"] = .bool(!figures.isEmpty)
    values["figures"] = .list(
      try figures.map { figure in
        [
          "kind": "map", "title": .string(figure.title),
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

  private func table(_ table: Table, number: Int) -> MustacheValue {
    [
      "identifier": .string("table-\(number)"), "title": .string(displayed(table.title)),
      "columns": .list(table.columns.map { ["text": .string(displayed($0))] }),
      "rows": .list(
        table.rows.map { row in
          [
            "head": .string(displayed(row.first ?? "")),
            "cells": .list(row.dropFirst().map { ["text": .string(displayed($0))] }),
          ]
        }),
      "notes": .list(table.notes.map { ["text": .string(displayed($0))] }),
    ]
  }
}
