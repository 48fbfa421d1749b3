import Mustache

extension PageValues {
  /// - Parameter figure: Converts a figure to template values.
  static func contrasts(
    _ contrasts: [ContrastContent],
    figure: (_ figure: any Figure, _ kind: String, _ title: String, _ caption: String) throws ->
      MustacheValue
  ) rethrows -> MustacheValue {
    guard !contrasts.isEmpty else { return .null }
    return [
      "explanation": .string(ContrastContent.explanation),
      "list": .list(
        try contrasts.map { contrast in
          [
            "title": .string(contrast.title),
            "figure": try figure(
              contrast.figure, "map", "Difference map", contrast.figure.alternativeText),
            "sentences": .list(contrast.sentences.map { .string($0) }),
            "total": .string(contrast.total),
            "regions": .list(
              contrast.regions.map {
                [
                  "name": .string($0.name), "patches": .string($0.patches),
                  "difference": .string($0.difference),
                ]
              }),
          ]
        }),
    ]
  }
}
