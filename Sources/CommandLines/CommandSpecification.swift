/// One option: `--name VALUE`, `--name=VALUE`, or a flag without a value.
public struct OptionSpecification: Sendable, Equatable {
  /// With its two dashes.
  public let name: String
  /// A short form, such as "-o".
  public let alias: String?
  /// Such as "DIR"; `nil` for a flag.
  public let valueName: String?
  public let help: String
  public let isRequired: Bool

  public init(
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
public struct PositionalSpecification: Sendable, Equatable {
  public let name: String
  public let help: String
  /// Takes one value or more; only the last one may.
  public let isRepeated: Bool

  public init(_ name: String, isRepeated: Bool = false, help: String) {
    self.name = name
    self.isRepeated = isRepeated
    self.help = help
  }
}

/// One command, such as `facet model import`.
public struct CommandSpecification: Sendable, Equatable {
  /// The words after the program's name.
  public let words: [String]
  public let summary: String
  /// Paragraphs for the command's own help.
  public let discussion: String
  public let positionals: [PositionalSpecification]
  public let options: [OptionSpecification]

  public init(
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

  public var name: String { words.joined(separator: " ") }

  func option(named name: String) -> OptionSpecification? {
    options.first { $0.name == name || $0.alias == name }
  }
}
