import Mustache

extension PageValues {
  /// - Parameter figure: The numbered pictures as template values.
  static func balance(_ content: FlowDecompositionContent, figure: MustacheValue) -> MustacheValue {
    [
      "title": .string(FlowDecompositionContent.title),
      "caption": .string(FlowDecompositionContent.caption),
      "figure": figure, "grid": .string(content.grid),
      "restCount": .number(String(content.restCount)), "rest": .number(content.rest),
      "total": .number(content.total),
      "pairs": .list(
        content.pairs.map {
          [
            "number": .string($0.number), "query": .string($0.query),
            "candidate": .string($0.candidate), "flow": .number($0.flow),
            "cosine": .number($0.cosine), "contribution": .number($0.contribution),
          ]
        }),
    ]
  }
}
