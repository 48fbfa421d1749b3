import Basics
import Mustache

/// The values of all pages.
package enum PageValues {
  package static func common(
    _ templates: TemplateSet, title: String, programVersion: String
  ) -> [String: MustacheValue] {
    [
      "title": .string(title), "style": .string(templates.style),
      "styleHash": .string(templates.styleHash),
      "generator": .string("Facet \(displayed(programVersion))"),
      "logo": optional(templates.logo?.source),
    ]
  }

  package static func facts(_ facts: [Fact]) -> MustacheValue {
    .list(
      facts.map {
        ["name": .string($0.name), "value": .string($0.value), "isCode": .bool($0.isCode)]
      })
  }

  static func optional(_ text: String?) -> MustacheValue { text.map { .string($0) } ?? .null }
}
