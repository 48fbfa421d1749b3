import Mustache

extension PageValues {
  static func checks(_ content: ChecksContent?) -> MustacheValue {
    guard let content else { return .null }
    return [
      "explanation": .string(ChecksContent.explanation), "method": .string(content.method),
      "rows": .list(
        content.rows.map {
          [
            "check": .string($0.check), "result": .string($0.result),
            "expected": .string($0.expected), "verdict": .string($0.verdict),
            "verdictKind": .string($0.isPassed ? "same" : "other"),
          ]
        }),
    ]
  }

  /// - Parameter figure: The curves as template values.
  static func covering(_ content: CandidateChecksContent, figure: MustacheValue) -> MustacheValue {
    [
      "title": .string(CandidateChecksContent.title), "warning": optional(content.warning),
      "figure": figure, "facts": facts(content.facts),
    ]
  }
}
