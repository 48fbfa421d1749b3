/// The options of a command, each declared and read in one place.
///
/// The initializer runs twice: once to declare the options for help and completions, and once per
/// command line to read them. A field can therefore have no option that is not declared, and its type
/// is the option's:
///
/// ```swift
/// struct WallOptions: CommandOptions {
///   let room: String
///   let coats: Int
///
///   init(_ options: inout OptionReader) throws(UsageError) {
///     room = try options.positional("ROOM", help: "Room to paint.")
///     coats = try options.value(
///       "--coats", "N", .integer(in: 1...5), in: .paint, default: 2, help: "Number of coats.")
///   }
/// }
/// ```
///
/// What depends on several options is checked by the command, not by the initializer.
package protocol CommandOptions: Sendable {
  init(_ options: inout OptionReader) throws(UsageError)
}

extension CommandOptions {
  /// Reads the values of a command line.
  package init(_ parsed: ParsedCommand) throws(UsageError) {
    var reader = OptionReader(parsed)
    try self.init(&reader)
  }
}

/// A command's option groups have these titles, in one order for all commands.
package struct OptionTitle: Sendable, Hashable, Comparable {
  package let text: String
  let place: Int

  /// - Parameter place: Groups of smaller numbers come first.
  package init(_ text: String, place: Int) {
    self.text = text
    self.place = place
  }

  /// The group of all options without which a command does not run.
  package static let required = OptionTitle("Required", place: 0)

  package static func < (a: OptionTitle, b: OptionTitle) -> Bool { a.place < b.place }
}

/// Declares options, or reads their values from a command line.
package struct OptionReader {
  /// `nil` while options are declared.
  private let parsed: ParsedCommand?
  private(set) var positionals: [PositionalSpecification] = []
  private var declared: [(title: OptionTitle, option: OptionSpecification)] = []

  init(_ parsed: ParsedCommand) { self.parsed = parsed }

  private init() { parsed = nil }

  /// Collects what a type of options declares.
  static func declarations<Options: CommandOptions>(of type: Options.Type) -> OptionReader {
    var reader = OptionReader()
    do {
      _ = try Options(&reader)
    } catch {
      preconditionFailure("\(type) does not accept its own samples: \(error)")
    }
    return reader
  }

  /// The options by their titles, in the titles' order.
  var groups: [OptionGroup] {
    Set(declared.map(\.title)).sorted().map { title in
      OptionGroup(title.text, declared.filter { $0.title == title }.map(\.option))
    }
  }

  /// The paths that the command line gives for reading or for writing.
  package func paths(_ uses: PathUse...) -> [String] { parsed?.paths(uses) ?? [] }

  /// The options read so far that the user gave, in the order of the help, with their headings.
  package var given: [(name: String, title: OptionTitle)] {
    guard let parsed else { return [] }
    return declared.compactMap { title, option in
      parsed.values[option.name] != nil || parsed.flags.contains(option.name)
        ? (option.name, title) : nil
    }
  }

  /// The command line as it can be parsed again, without some options.
  package func arguments(without names: Set<String>) -> [String] {
    parsed?.arguments(without: names) ?? []
  }

  /// The command line for a reader who repeats it, without some options; empty while help is made.
  package func line(program: String, without names: Set<String>) -> String {
    parsed?.line(program: program, without: names) ?? ""
  }

  // MARK: Options

  /// An option without which the command does not run.
  package mutating func required<Value>(
    _ name: String, _ valueName: String, _ value: OptionValue<Value>, alias: String? = nil,
    help: String
  ) throws(UsageError) -> Value {
    let specification = OptionSpecification(
      name, valueName, alias: alias, isRequired: true, paths: value.paths, choices: value.choices,
      help: help)
    guard let text = text(of: specification, in: .required) else {
      guard parsed == nil else { throw UsageError("\(name) is missing.") }
      return value.sample
    }
    return try value.convert(text, name)
  }

  /// An option with a default, which ends its help.
  package mutating func value<Value>(
    _ name: String, _ valueName: String, _ value: OptionValue<Value>, in title: OptionTitle,
    alias: String? = nil, default standard: Value, help: String
  ) throws(UsageError) -> Value {
    try optional(
      name, valueName, value, in: title, alias: alias, otherwise: value.describe(standard),
      help: help) ?? standard
  }

  /// An option that may be absent.
  ///
  /// - Parameter otherwise: What holds without it, which ends its help.
  package mutating func optional<Value>(
    _ name: String, _ valueName: String, _ value: OptionValue<Value>, in title: OptionTitle,
    alias: String? = nil, otherwise: String? = nil, help: String
  ) throws(UsageError) -> Value? {
    let specification = OptionSpecification(
      name, valueName, alias: alias, paths: value.paths, choices: value.choices,
      help: help + (otherwise.map { " Default: \($0)." } ?? ""))
    guard let text = text(of: specification, in: title) else { return nil }
    return try value.convert(text, name)
  }

  /// An option without a value.
  package mutating func flag(_ name: String, in title: OptionTitle, help: String) -> Bool {
    declare(OptionSpecification(name, help: help), title)
    return parsed?.flags.contains(name) ?? false
  }

  private mutating func text(of option: OptionSpecification, in title: OptionTitle) -> String? {
    declare(option, title)
    return parsed?.values[option.name]
  }

  private mutating func declare(_ option: OptionSpecification, _ title: OptionTitle) {
    precondition(
      !declared.contains { $0.option.name == option.name }, "\(option.name) is declared twice")
    declared.append((title, option))
  }

  // MARK: Positionals

  /// A value without an option's name.
  package mutating func positional(
    _ name: String, _ value: OptionValue<String> = .input, help: String
  ) throws(UsageError) -> String {
    let place = positionals.count
    positionals.append(PositionalSpecification(name, help: help))
    guard let parsed else { return value.sample }
    guard parsed.positionals.indices.contains(place) else {
      throw UsageError("\(name) is missing.")
    }
    return try value.convert(parsed.positionals[place], name)
  }

  /// One value or more without an option's name; comes last.
  package mutating func positionals(_ name: String, help: String) -> [String] {
    let place = positionals.count
    positionals.append(PositionalSpecification(name, isRepeated: true, help: help))
    return parsed.map { Array($0.positionals.dropFirst(place)) } ?? []
  }
}
