import Basics
import Mustache

/// A table of a study's pages, which HTML and PDF share.
package struct StudyTable: Sendable, Equatable {
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

  func value(number: Int) -> MustacheValue {
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
