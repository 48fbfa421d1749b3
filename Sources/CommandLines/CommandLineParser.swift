/// Reads a program's arguments by a table of commands.
package struct CommandLineParser: Sendable {
  package let program: String
  package let version: String
  /// Further lines of `--version`.
  package let details: [String]
  package let summary: String
  package let commands: [CommandSpecification]
  /// What people may call a command, and a sentence about the one that they look for.
  package let otherNames: [String: String]
  /// Each exit code with its meaning, for the manual page.
  package let exitCodes: [(code: Int32, meaning: String)]

  package init(
    program: String, version: String, details: [String] = [], summary: String,
    commands: [CommandSpecification],
    otherNames: [String: String] = [:], exitCodes: [(code: Int32, meaning: String)] = []
  ) {
    self.otherNames = otherNames
    self.exitCodes = exitCodes
    self.program = program
    self.version = version
    self.details = details
    self.summary = summary
    self.commands = commands
  }

  /// Prints a shell's completions; what installs the program calls it.
  package static let completionsOption = "--completions"
  /// Prints the manual page.
  package static let manualOption = "--manual"

  /// What the arguments ask for.
  package enum Request: Sendable, Equatable {
    /// Print this and exit with 0.
    case text(String)
    case run(ParsedCommand)
  }

  /// - Parameter arguments: Without the program's name.
  package func parse(_ arguments: [String]) throws(UsageError) -> Request {
    guard let first = arguments.first else {
      throw UsageError("Give a command.\n\n" + overview())
    }
    switch first {
    case "--help", "-h": return .text(overview())
    case "--version":
      return .text((["\(program) \(version)"] + details).map { $0 + "\n" }.joined())
    case "help": return .text(try help(for: Array(arguments.dropFirst())))
    case Self.completionsOption: return .text(try completions(named: arguments.dropFirst().first))
    case Self.manualOption: return .text(manualPage())
    default: break
    }
    let command = try command(at: arguments)
    return try parse(Array(arguments.dropFirst(command.words.count)), for: command)
  }

  /// The longest command whose words the arguments begin with.
  private func command(at arguments: [String]) throws(UsageError) -> CommandSpecification {
    let found =
      commands
      .filter { arguments.starts(with: $0.words) }
      .max { $0.words.count < $1.words.count }
    if let found { return found }
    let first = arguments[0]
    let family = commands.filter { $0.words.count > 1 && $0.words[0] == first }
    if first.hasPrefix("-") {
      throw UsageError("Put the command before its options; '\(first)' comes first.")
    }
    if !family.isEmpty {
      let seconds = family.map { $0.words[1] }
      guard arguments.count > 1, !arguments[1].hasPrefix("-") else {
        throw UsageError(
          "'\(program) \(first)' takes \(alternatives(seconds)).")
      }
      throw UsageError(
        "'\(first) \(arguments[1])' is not a command."
          + suggestion(for: arguments[1], among: seconds)
          + " '\(program) \(first)' takes \(alternatives(seconds)).")
    }
    if let sentence = otherNames[first.lowercased()] {
      throw UsageError(
        "'\(first)' is not a command. \(sentence) '\(program) --help' lists all commands.")
    }
    throw UsageError(
      "'\(first)' is not a command."
        + suggestion(for: first, among: Array(Set(commands.map { $0.words[0] })).sorted())
        + " '\(program) --help' lists all.")
  }

  private func parse(_ arguments: [String], for command: CommandSpecification) throws(UsageError)
    -> Request
  {
    var positionals: [String] = []
    var values: [String: String] = [:]
    var flags: Set<String> = []
    var onlyPositionals = false
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      if onlyPositionals || !argument.hasPrefix("-") || argument == "-" {
        positionals.append(argument)
        continue
      }
      if argument == "--" {
        onlyPositionals = true
        continue
      }
      if argument == "--help" || argument == "-h" { return .text(help(of: command)) }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let option = command.option(named: String(parts[0])) else {
        let name = String(parts[0])
        throw UsageError(
          "'\(program) \(command.name)' has no option '\(name)'."
            + suggestion(for: name, among: command.options.map(\.name))
            + " '\(program) \(command.name) --help' lists all.")
      }
      let name = option.name
      guard let valueName = option.valueName else {
        guard parts.count == 1 else {
          throw UsageError("\(name) takes no value, but got '\(parts[1])'.")
        }
        flags.insert(name)
        continue
      }
      let value: String
      if parts.count == 2 {
        value = String(parts[1])
      } else {
        guard index < arguments.count, arguments[index] == "-" || !arguments[index].hasPrefix("--")
        else { throw UsageError("\(name) needs a value: \(name) \(valueName).") }
        value = arguments[index]
        index += 1
      }
      if let earlier = values[name] {
        throw UsageError("\(name) is given twice, as '\(earlier)' and as '\(value)'; give it once.")
      }
      values[name] = value
    }
    try check(positionals: positionals, values: values, of: command)
    return .run(
      ParsedCommand(
        specification: command, positionals: positionals, values: values, flags: flags))
  }

  private func check(
    positionals: [String], values: [String: String], of command: CommandSpecification
  ) throws(UsageError) {
    let wanted = command.positionals
    if positionals.count < wanted.count {
      throw UsageError(
        "\(wanted[positionals.count].name) is missing: \(usage(of: command))")
    }
    if positionals.count > wanted.count && wanted.last?.isRepeated != true {
      throw UsageError(
        "'\(positionals[wanted.count])' is one argument too many: \(usage(of: command))\n"
          + "If the shell expanded a pattern such as *.png, give the folder or a list instead.")
    }
    for option in command.options where option.isRequired && values[option.name] == nil {
      throw UsageError("\(option.name) is missing: \(usage(of: command))")
    }
  }
}
