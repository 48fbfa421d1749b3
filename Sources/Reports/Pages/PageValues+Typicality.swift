import Mustache

extension PageValues {
  /// - Parameter figure: The histograms as template values.
  static func typicality(_ content: TypicalityContent, figure: MustacheValue) -> MustacheValue {
    [
      "title": .string(TypicalityContent.title), "figure": figure, "hint": .string(content.hint),
      "facts": facts(content.facts + content.calibration),
    ]
  }
}
