/// One option: `--name VALUE`, `--name=VALUE`, or a flag without a value.
package struct OptionSpecification: Sendable, Equatable {
  /// With its two dashes.
  package let name: String
  /// A short form, such as "-o".
  package let alias: String?
  /// Such as "DIR"; `nil` for a flag.
  package let valueName: String?
  package let isRequired: Bool
  /// What the command does with the value, if it is a path.
  package let paths: PathUse?
  /// The words that the value may be; empty if it may be others.
  package let choices: [String]
  package let help: String

  init(
    _ name: String, _ valueName: String? = nil, alias: String? = nil, isRequired: Bool = false,
    paths: PathUse? = nil, choices: [String] = [], help: String
  ) {
    precondition(name.hasPrefix("--"))
    self.name = name
    self.alias = alias
    self.valueName = valueName
    self.isRequired = isRequired
    self.paths = paths
    self.choices = choices
    self.help = help
  }
}

/// Options that belong together, with a title.
package struct OptionGroup: Sendable, Equatable {
  package let title: String
  package let options: [OptionSpecification]

  init(_ title: String, _ options: [OptionSpecification]) {
    self.title = title
    self.options = options
  }
}

/// A value that stands without an option's name.
package struct PositionalSpecification: Sendable, Equatable {
  package let name: String
  package let help: String
  /// Takes one value or more; only the last one may.
  package let isRepeated: Bool

  init(_ name: String, isRepeated: Bool = false, help: String) {
    self.name = name
    self.isRepeated = isRepeated
    self.help = help
  }
}

/// One command, such as `facet model import`.
package struct CommandSpecification: Sendable, Equatable {
  /// The words after the program's name.
  package let words: [String]
  /// The heading under which the overview lists the command.
  package let section: String
  package let summary: String
  /// Paragraphs for the command's own help.
  package let discussion: String
  package let positionals: [PositionalSpecification]
  package let groups: [OptionGroup]

  /// Takes positionals and options from the type that reads them.
  package init(
    _ words: [String], in section: String, summary: String, discussion: String = "",
    takes options: (some CommandOptions).Type
  ) {
    precondition(!words.isEmpty)
    self.words = words
    self.section = section
    self.summary = summary
    self.discussion = discussion
    let declarations = OptionReader.declarations(of: options)
    positionals = declarations.positionals
    groups = declarations.groups
  }

  package var name: String { words.joined(separator: " ") }

  package var options: [OptionSpecification] { groups.flatMap(\.options) }

  func option(named name: String) -> OptionSpecification? {
    options.first { $0.name == name || $0.alias == name }
  }
}
