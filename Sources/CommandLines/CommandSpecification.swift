/// One option: `--name VALUE`, `--name=VALUE`, or a flag without a value.
package struct OptionSpecification: Sendable, Equatable {
  /// With its two dashes.
  package let name: String
  /// A short form, such as "-o".
  package let alias: String?
  /// Such as "DIR"; `nil` for a flag.
  package let valueName: String?
  package let help: String
  package let isRequired: Bool

  package init(
    _ name: String, _ valueName: String? = nil, alias: String? = nil, isRequired: Bool = false,
    help: String
  ) {
    precondition(name.hasPrefix("--"))
    self.name = name
    self.alias = alias
    self.valueName = valueName
    self.isRequired = isRequired
    self.help = help
  }
}

/// A value that stands without an option's name.
package struct PositionalSpecification: Sendable, Equatable {
  package let name: String
  package let help: String
  /// Takes one value or more; only the last one may.
  package let isRepeated: Bool

  package init(_ name: String, isRepeated: Bool = false, help: String) {
    self.name = name
    self.isRepeated = isRepeated
    self.help = help
  }
}

/// One command, such as `facet model import`.
package struct CommandSpecification: Sendable, Equatable {
  /// The words after the program's name.
  package let words: [String]
  package let summary: String
  /// Paragraphs for the command's own help.
  package let discussion: String
  package let positionals: [PositionalSpecification]
  package let options: [OptionSpecification]

  package init(
    _ words: String..., summary: String, discussion: String = "",
    positionals: [PositionalSpecification] = [], options: [OptionSpecification]
  ) {
    precondition(!words.isEmpty)
    self.words = words
    self.summary = summary
    self.discussion = discussion
    self.positionals = positionals
    self.options = options
  }

  package var name: String { words.joined(separator: " ") }

  func option(named name: String) -> OptionSpecification? {
    options.first { $0.name == name || $0.alias == name }
  }
}
