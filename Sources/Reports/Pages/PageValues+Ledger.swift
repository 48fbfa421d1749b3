import Identification
import Mustache

extension PageValues {
  static func ledger(_ content: LedgerContent?) -> MustacheValue {
    guard let content else { return .null }
    let rows = content.rows.map { row -> MustacheValue in
      var values: [String: MustacheValue] = identity(row.identity)
      values["name"] = .string(row.name)
      values["path"] = .string(row.path)
      values["ranks"] = .list(row.ranks.map { .string($0) })
      values["sums"] = .list(row.sums.map { .string($0) })
      return .dictionary(values)
    }
    return [
      "explanation": .string(LedgerContent.explanation),
      "alphaExplanation": .string(LedgerContent.alphaExplanation),
      "formula": .string(content.formula),
      "methods": .list(content.methods.map { .string($0.title) }), "rows": .list(rows),
      "firstPlaces": .list(content.firstPlaces.map { .string($0) }),
      "spans": .list(
        content.spans.map { spans in
          [
            "title": .string(spans.title),
            "rows": .list(
              spans.rows.map {
                ["from": .string($0.from), "to": .string($0.to), "name": .string($0.name)]
              }),
          ]
        }),
    ]
  }

  /// Returns the result of comparing labels as template values.
  static func identity(_ identity: Identity) -> [String: MustacheValue] {
    [
      "identity": optional(identity.words),
      "identityKind": .string(identity == .same ? "same" : "other"),
    ]
  }
}
