extension CommandLineParser {
  /// All commands, one line each, under the headings of their sections.
  package func overview() -> String {
    var text = wrapped(summary, indent: 0)
    text += "\nUsage: \(program) COMMAND [OPTIONS]\n"
    let width = leftWidth(commands.map(\.name))
    for section in sections {
      text += "\n\(section.title):\n"
      text += table(section.commands.map { ($0.name, $0.summary) }, leftWidth: width)
    }
    text += "\n"
    text += wrapped(
      "Run '\(program) COMMAND --help' for a command's options, or '\(program) --version'.",
      indent: 0)
    return text
  }

  /// The commands by section, in the order in which the sections first occur.
  private var sections: [(title: String, commands: [CommandSpecification])] {
    var titles: [String] = []
    for command in commands where !titles.contains(command.section) {
      titles.append(command.section)
    }
    return titles.map { title in (title, commands.filter { $0.section == title }) }
  }

  func help(for words: [String]) throws(UsageError) -> String {
    if words.isEmpty { return overview() }
    guard let command = commands.first(where: { $0.words == words }) else {
      throw UsageError(
        "'\(words.joined(separator: " "))' is not a command."
          + suggestion(for: words.joined(separator: " "), among: commands.map(\.name)))
    }
    return help(of: command)
  }

  func help(of command: CommandSpecification) -> String {
    var text = wrapped(command.summary, indent: 0) + "\n" + wrapped(usage(of: command), indent: 0)
    if !command.discussion.isEmpty { text += "\n" + wrapped(command.discussion, indent: 0) }
    var tables: [(title: String, rows: [(String, String)])] = []
    if !command.positionals.isEmpty {
      tables.append(("Arguments", command.positionals.map { ($0.name, $0.help) }))
    }
    for group in command.groups {
      tables.append((group.title, group.options.map { (Self.heading(of: $0), $0.help) }))
    }
    // Last, under the last title: every command has it.
    let help = ("--help", "Show this help.")
    if command.groups.isEmpty {
      tables.append(("Options", [help]))
    } else {
      tables[tables.count - 1].rows.append(help)
    }
    let width = leftWidth(tables.flatMap { $0.rows.map(\.0) })
    for (title, rows) in tables { text += "\n\(title):\n" + table(rows, leftWidth: width) }
    return text
  }

  private static func heading(of option: OptionSpecification) -> String {
    (option.alias.map { $0 + ", " } ?? "") + option.name
      + (option.valueName.map { " " + $0 } ?? "")
  }

  func usage(of command: CommandSpecification) -> String {
    var words = ["Usage: \(program) \(command.name)"]
    words += command.positionals.map { $0.isRepeated ? "\($0.name) ..." : $0.name }
    words += command.options.filter(\.isRequired).map { "\($0.name) \($0.valueName ?? "")" }
    if command.options.contains(where: { !$0.isRequired }) { words.append("[OPTIONS]") }
    return words.joined(separator: " ")
  }

  /// The width of a terminal as it opens, and of consoles on remote machines. A fixed one,
  /// because the same text goes to pipes, pages and the program's tests.
  private static let lineLength = 80

  /// The width of a table's left column with its margins; longer entries have a line of their own.
  private func leftWidth(_ entries: [String]) -> Int {
    min(24, entries.map(\.count).max() ?? 0) + 4
  }

  /// Two columns; the right one is wrapped.
  private func table(_ rows: [(String, String)], leftWidth width: Int) -> String {
    var text = ""
    let margin = String(repeating: " ", count: width)
    for (left, right) in rows {
      let lines = lines(right, length: Self.lineLength - width)
      let first = "  " + left
      if first.count + 2 > width {
        text += first + "\n"
        text += lines.map { margin + $0 + "\n" }.joined()
      } else {
        text += first + margin.dropFirst(first.count) + (lines.first ?? "") + "\n"
        text += lines.dropFirst().map { margin + $0 + "\n" }.joined()
      }
    }
    return text
  }

  private func wrapped(_ text: String, indent: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { paragraph in
        lines(String(paragraph), length: Self.lineLength - indent)
          .map { String(repeating: " ", count: indent) + $0 + "\n" }.joined()
      }
      .joined()
  }

  private func lines(_ text: String, length: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] = String(word)
      } else if lines[lines.count - 1].count + 1 + word.count <= length {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
