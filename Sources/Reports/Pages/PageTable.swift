import Basics
import Mustache

/// A table of a measurement or of a study, which the web page and the PDF share.
package struct PageTable: Sendable, Equatable {
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

  /// What `worksheet-results.html` and `measurement.html` fill in.
  ///
  /// - Parameter number: The table's place on the page, from 1.
  package func value(number: Int) -> MustacheValue {
    [
      "identifier": .string("table-\(number)"), "title": .string(displayed(title)),
      "columns": .list(columns.map { ["text": .string(displayed($0))] }),
      "rows": .list(
        rows.map { row in
          [
            "head": .string(displayed(row.first ?? "")),
            "cells": .list(row.dropFirst().map { ["text": .string(displayed($0))] }),
          ]
        }),
      "notes": .list(notes.map { ["text": .string(displayed($0))] }),
    ]
  }
}
