/// A value that fills a template.
///
/// A value is never markup: text is escaped when a template prints it, unless the template itself
/// requests it raw with triple braces.
package enum MustacheValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number in its printed form: the number of digits is up to a report, not a template.
  case number(String)
  case string(String)
  case list([MustacheValue])
  case dictionary([String: MustacheValue])
}

extension MustacheValue {
  /// Whether a section is shown: true except for null, `false`, the empty text and the empty list.
  var isTruthy: Bool {
    switch self {
    case .null: false
    case .bool(let value): value
    case .number: true
    case .string(let text): !text.isEmpty
    case .list(let elements): !elements.isEmpty
    case .dictionary: true
    }
  }

  /// The text that a variable tag prints; empty for null, lists and dictionaries.
  var printed: String {
    switch self {
    case .null, .list, .dictionary: ""
    case .bool(let value): value ? "true" : "false"
    case .number(let text), .string(let text): text
    }
  }

  func member(_ name: String) -> MustacheValue? {
    guard case .dictionary(let members) = self else { return nil }
    return members[name]
  }
}

extension MustacheValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) { self = .string(value) }
}

extension MustacheValue: ExpressibleByBooleanLiteral {
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension MustacheValue: ExpressibleByNilLiteral {
  package init(nilLiteral: ()) { self = .null }
}

extension MustacheValue: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: MustacheValue...) { self = .list(elements) }
}

extension MustacheValue: ExpressibleByDictionaryLiteral {
  /// Creates a dictionary; the last value wins if a name occurs twice.
  package init(dictionaryLiteral elements: (String, MustacheValue)...) {
    self = .dictionary(Dictionary(elements) { _, last in last })
  }
}
