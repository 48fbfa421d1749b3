/// What a template is filled with.
///
/// No case carries markup: text is escaped where a template prints it, unless the template itself
/// asks for it raw with triple braces.
package enum MustacheValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number as it is to be printed: how many digits is a matter of the report, not of a template.
  case number(String)
  case string(String)
  case list([MustacheValue])
  case dictionary([String: MustacheValue])
}

extension MustacheValue {
  /// Whether a section is shown: all but null, `false`, the empty text and the empty list.
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

  /// What a variable tag prints; nothing for null, lists and dictionaries.
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
  /// The last value wins where a name stands twice.
  package init(dictionaryLiteral elements: (String, MustacheValue)...) {
    self = .dictionary(Dictionary(elements) { _, last in last })
  }
}
