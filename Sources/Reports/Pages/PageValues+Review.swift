import Mustache

extension PageValues {
  static func review(_ content: ReviewContent?) -> MustacheValue {
    guard let content else { return .null }
    return [
      "title": .string(ReviewContent.title), "disagreement": optional(content.disagreement),
      "reasons": .list(content.reasons.map { .string($0) }),
      "disagreementHint": .string(ReviewContent.disagreementHint),
      "verdict": optional(content.verdict),
      "verdictKind": .string(content.suitability == .sufficient ? "plain" : "warning"),
      "hint": .string(content.hint),
      "measures": .list(
        content.measures.map {
          [
            "name": .string($0.name), "value": .string($0.value), "limits": .string($0.limits),
            "outcome": .string($0.outcome), "kind": .string($0.isGood ? "plain" : "other"),
          ]
        }),
    ]
  }

  /// Returns the values of the index: the number, the reasons, and the query's suitability unless it
  /// is sufficient.
  static func review(_ row: IndexRow) -> MustacheValue {
    [
      "disagreement": optional(row.printedDisagreement),
      "reasons": optional(row.reasons.isEmpty ? nil : row.reasons),
      "unsuitable": optional(row.suitability.flatMap { $0 == .sufficient ? nil : $0.rawValue }),
    ]
  }
}
