import Basics
import Drawing
import Evidence
import Identification
import Mustache

/// The page that lists all queries of a batch: how many have which state, and each query beside the
/// person whom its search names first.
struct IndexPage {
  let batch: BatchSummary

  /// The longest list with pictures. Longer lists have short rows, so that 1,000 queries stay below
  /// 400 KB.
  private static let mostPictures = 100

  /// - Throws: `TemplateError` for templates that include each other without end, `DrawingError` without
  ///   memory.
  func html(_ templates: TemplateSet) throws -> String {
    let provenance = batch.provenance
    var values = PageValues.common(
      templates, title: batch.title, programVersion: provenance.programVersion)
    values["lead"] = .string(BatchSummary.warning)
    values["reference"] = PageValues.optional(CaseContent(provenance).reference)
    values["facts"] = .list(batch.facts.map { .string($0) })
    values["editionNote"] = PageValues.optional(provenance.editionNote)
    values["tally"] = .list(
      batch.tally.map { words, count in
        [
          "count": .string(grouped(count)), "words": .string(words), "isNone": .bool(count == 0),
        ]
      })
    let isLong = batch.rows.count > Self.mostPictures
    values["hasRows"] = .bool(!batch.rows.isEmpty)
    values["isLong"] = .bool(isLong)
    var rows: [MustacheValue] = []
    for (row, number) in batch.ordered {
      rows.append(try self.row(row, number: number, isLong: isLong))
    }
    values["rows"] = .list(rows)
    values["orderHint"] = .string(batch.orderHint)
    values["hasNotices"] = .bool(!batch.notices.isEmpty)
    values["notices"] = .list(batch.notices.map { ["text": .string(displayed($0))] })
    values["failureTables"] = .list(
      batch.failureTables.map { failures in
        var table = PageRenderer.values(failures.table)
        table["title"] = .string(failures.title)
        table["identifier"] = .string(failures.anchor)
        return .dictionary(table)
      })
    return try templates.index.render(.dictionary(values), partials: templates.partials)
  }

  private func row(_ row: IndexRow, number: Int, isLong: Bool) throws -> MustacheValue {
    let folder = "queries/\(row.identifier)"
    var values: [String: MustacheValue] = [
      "identifier": .string(row.identifier), "number": .string(String(number)),
      "name": .string(displayedPath(shortPath(row.path))),
      "parts": .list(breakable(displayedPath(shortPath(row.path))).map { .string($0) }),
      "state": PageValues.optional(row.state?.title),
      "isApart": .bool(row.state == .standsApart),
      "truth": PageValues.optional(batch.truth(of: row)),
      "html": .string("\(folder)/report.html"), "pdf": .string("\(folder)/report.pdf"),
      "first": try first(of: row, isLong: isLong),
    ]
    guard !isLong else { return .dictionary(values) }
    values["queryFace"] = .string(row.thumbnail.address)
    values["queryHeight"] = .string(row.thumbnail.height(width: 92))
    values["height"] = .string(batch.height(of: row))
    values["reasons"] = .list(row.reasons.prefix(4).map { .string($0) })
    if let strips = batch.strips(of: row) {
      let store = try FaceStore(FaceFiles.none)
      values["strips"] = [
        "source": .string(try strips.dataAddress(faces: store)),
        "width": .string(String(Int((strips.widthPoints * 1.4).rounded()))),
        "height": .string(String(Int((strips.heightPoints * 1.4).rounded()))),
        "alternative": .string(strips.alternativeText),
      ]
    }
    return .dictionary(values)
  }

  /// Returns the parts of a name between which a line may break.
  private func breakable(_ name: String) -> [String] {
    var parts = [""]
    for character in name {
      parts[parts.count - 1].append(character)
      if "_-./ ".contains(character) { parts.append("") }
    }
    return parts.filter { !$0.isEmpty }
  }

  private func first(of row: IndexRow, isLong: Bool) throws -> MustacheValue {
    guard let first = row.first else { return .null }
    var values: [String: MustacheValue] = [
      "name": .string(first.name), "score": .string(score(first.score)),
      "lead": .string(row.lead.map(score) ?? ""),
    ]
    guard !isLong else { return .dictionary(values) }
    values["face"] = PageValues.optional(first.thumbnail?.address)
    values["height"] = .string(first.thumbnail?.height(width: 92) ?? "0")
    values["ranks"] = .list(
      BatchSummary.ranks(first).map { .string($0) })
    values["next"] = PageValues.optional(
      row.next.flatMap { next in
        row.lead.map { "next: \(next.name), \(score($0)) behind" }
      })
    return .dictionary(values)
  }
}

extension IndexRow.Thumbnail {
  /// The picture as a `data:` address.
  var address: String { "data:image/jpeg;base64," + jpeg.base64EncodedString() }

  /// Returns the height in pixels at a width.
  func height(width: Double) -> String {
    String(Int((width * min(max(aspect, 0.01), 100)).rounded()))
  }
}
