import Drawing
import Mustache

/// Turns sections into the values of `section.html.mustache` and `block.html.mustache`.
struct PageRenderer {
  let faces: FaceStore

  /// CSS pixels for each point of a figure, so that the smallest type of a figure has 12 pixels.
  static let scale = 1.6

  /// - Parameter titleLevel: The heading level of the section's title, from 1.
  func values(_ section: Section, titleLevel: Int = 2) throws(DrawingError) -> MustacheValue {
    var levels = HeadingLevels(section: titleLevel)
    return [
      "anchor": .string(section.anchor), "title": .string(section.title),
      "isFolded": .bool(section.isFolded), "aside": .list(section.aside.map { .string($0) }),
      "blocks": try values(section.blocks, &levels),
    ]
  }

  /// The heading levels of HTML in a section, without a gap.
  private struct HeadingLevels {
    let section: Int
    /// The level of the last heading, or of the section's title before the first one.
    private(set) var last: Int

    init(section: Int) {
      self.section = section
      last = section
    }

    /// Begins a part of the section.
    mutating func heading() -> MustacheValue {
      last = section + 1
      return .number(String(last))
    }

    /// The level of a title in the part that was begun last.
    var title: MustacheValue { .number(String(last + 1)) }
  }

  private func values(
    _ blocks: [Block], _ levels: inout HeadingLevels
  ) throws(DrawingError) -> MustacheValue {
    var list: [MustacheValue] = []
    for block in blocks {
      guard let (kind, value) = try value(block, &levels) else { continue }
      list.append(.dictionary(Self.noKind.merging([kind: value]) { $1 }))
    }
    return .list(list)
  }

  /// Every kind as absent: a name that a block does not have would be looked up in the block around it.
  private static let noKind: [String: MustacheValue] = Dictionary(
    uniqueKeysWithValues: [
      "heading", "title", "lead", "text", "note", "warning", "remark", "states", "facts", "list",
      "table", "figure", "faces", "columns", "folded", "group", "links", "explorer",
    ].map { ($0, .null) })

  /// Returns the name of the block's part of the template, and its values.
  private func value(
    _ block: Block, _ levels: inout HeadingLevels
  ) throws(DrawingError) -> (String, MustacheValue)? {
    switch block {
    case .heading(let title, let aside):
      (
        "heading",
        [
          "level": levels.heading(), "title": .string(title),
          "aside": aside.map { .string($0) } ?? .null,
        ]
      )
    case .title(let title): ("title", ["level": levels.title, "text": .string(title)])
    case .lead(let text): ("lead", ["text": .string(text)])
    case .text(let text): ("text", ["text": .string(text)])
    case .note(let text): ("note", ["text": .string(text)])
    case .warning(let text): ("warning", ["text": .string(text)])
    case .remark(let text): ("remark", ["text": .string(text)])
    case .states(let badges):
      (
        "states",
        [
          "badges": .list(
            badges.map { ["title": .string($0.title), "isOn": .bool($0.isOn)] })
        ]
      )
    case .facts(let facts): ("facts", ["facts": PageValues.facts(facts)])
    case .list(let items): ("list", ["items": .list(items.map { .string($0) })])
    case .table(let table): ("table", .dictionary(Self.values(table)))
    case .figure(let figure, let caption):
      ("figure", try self.figure(figure, caption))
    case .faces(let faces): ("faces", try self.faces(faces))
    case .columns(let columns): ("columns", try self.columns(columns, &levels))
    case .space: nil
    case .folded(let title, let blocks):
      ("folded", ["title": .string(title), "blocks": try values(blocks, &levels)])
    case .only(.page, let blocks): ("group", ["blocks": try values(blocks, &levels)])
    case .only(.paper, _): nil
    case .links(let links):
      (
        "links",
        [
          "links": .list(
            links.map { ["title": .string($0.title), "address": .string($0.address)] })
        ]
      )
    case .explorer(let explorer): ("explorer", explorer.values(faces.files))
    }
  }

  /// The values of `table.html.mustache`.
  static func values(_ table: Table) -> [String: MustacheValue] {
    [
      "caption": .string(table.caption),
      "hasHead": .bool(table.columns.contains { !$0.title.isEmpty }),
      "columns": .list(
        table.columns.map { ["title": .string($0.title), "isNumber": .bool($0.isNumber)] }),
      "rows": .list(
        table.rows.enumerated().map { place, cells in
          [
            "isRuled": .bool(table.ruled.contains(place)),
            "cells": .list(
              zip(cells, table.columns).enumerated().map { index, pair in
                cell(pair.0, pair.1, isFirst: index == 0)
              }),
          ]
        }),
    ]
  }

  private static func cell(_ cell: Table.Cell, _ column: Table.Column, isFirst: Bool)
    -> MustacheValue
  {
    var classes = column.isNumber ? ["number"] : []
    var address: String?
    switch cell {
    case .text: break
    case .bold: classes.append("strong")
    case .faint: classes.append("faint")
    case .code: classes.append("code")
    case .link(_, let target): address = target
    }
    return [
      "text": .string(cell.words), "isFirst": .bool(isFirst), "column": .string(column.title),
      "classes": .string(classes.joined(separator: " ")), "hasClasses": .bool(!classes.isEmpty),
      "address": PageValues.optional(address),
    ]
  }

  private func figure(
    _ figure: any Figure, _ caption: String?
  ) throws(DrawingError) -> MustacheValue {
    var values = try image(figure)
    values["caption"] = PageValues.optional(caption)
    values["isWide"] = .bool(figure.widthPoints > 330)
    return .dictionary(values)
  }

  private func image(_ figure: some Figure) throws(DrawingError) -> [String: MustacheValue] {
    [
      "source": .string(try figure.dataAddress(faces: faces)),
      "width": pixels(figure.widthPoints), "height": pixels(figure.heightPoints),
      "alternative": .string(figure.alternativeText),
    ]
  }

  private func pixels(_ points: Double) -> MustacheValue {
    .number(String(Int((points * Self.scale).rounded())))
  }

  private func faces(_ blocks: [FaceBlock]) throws(DrawingError) -> MustacheValue {
    var items: [MustacheValue] = []
    for block in blocks {
      items.append([
        "source": .string(faces.files.address(of: block.face)),
        "width": pixels(block.widthPoints), "height": pixels(block.widthPoints * block.aspect),
        "alternative": .string(block.alternativeText),
        "letter": PageValues.optional(block.letter), "title": .string(block.title),
        "lines": .list(block.lines.map { .string($0) }),
      ])
    }
    return ["faces": .list(items)]
  }

  private func columns(
    _ columns: [Block.Column], _ levels: inout HeadingLevels
  ) throws(DrawingError) -> MustacheValue {
    var items: [MustacheValue] = []
    for column in columns {
      items.append([
        "twelfths": .number(String(column.twelfths)), "blocks": try values(column.blocks, &levels),
      ])
    }
    return ["columns": .list(items)]
  }
}
