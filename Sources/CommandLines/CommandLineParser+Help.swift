extension CommandLineParser {
  /// All commands, one line each.
  package func overview() -> String {
    var text = "\(summary)\n\nUsage: \(program) COMMAND [OPTIONS]\n\nCommands:\n"
    text += table(commands.map { ($0.name, $0.summary) })
    text += "\n'\(program) COMMAND --help' lists a command's options; '\(program) --version' the "
    text += "version.\n"
    return text
  }

  func help(for words: [String]) throws(UsageError) -> String {
    if words.isEmpty { return overview() }
    guard let command = commands.first(where: { $0.words == words }) else {
      throw UsageError(
        "There is no command '\(words.joined(separator: " "))'."
          + suggestion(for: words.joined(separator: " "), among: commands.map(\.name)))
    }
    return help(of: command)
  }

  func help(of command: CommandSpecification) -> String {
    var text = command.summary + "\n\n" + usage(of: command) + "\n"
    if !command.discussion.isEmpty { text += "\n" + wrapped(command.discussion, indent: 0) }
    if !command.positionals.isEmpty {
      text += "\nArguments:\n" + table(command.positionals.map { ($0.name, $0.help) })
    }
    text += "\nOptions:\n"
    text += table(
      command.options.map { option in
        (
          (option.alias.map { $0 + ", " } ?? "") + option.name
            + (option.valueName.map { " " + $0 } ?? ""), option.help
        )
      } + [("--help", "Show this help.")])
    return text
  }

  func usage(of command: CommandSpecification) -> String {
    var words = ["Usage: \(program) \(command.name)"]
    words += command.positionals.map { $0.isRepeated ? "\($0.name) ..." : $0.name }
    words += command.options.filter(\.isRequired).map { "\($0.name) \($0.valueName ?? "")" }
    if command.options.contains(where: { !$0.isRequired }) { words.append("[OPTIONS]") }
    return words.joined(separator: " ")
  }

  private static let lineLength = 96

  /// Two columns; the right one is wrapped.
  private func table(_ rows: [(String, String)]) -> String {
    let width = min(30, rows.map { $0.0.count }.max() ?? 0) + 4
    var text = ""
    for (left, right) in rows {
      let lines = lines(right, length: Self.lineLength - width)
      let first = "  " + left
      if first.count + 2 > width {
        text += first + "\n"
        text += lines.map { String(repeating: " ", count: width) + $0 + "\n" }.joined()
      } else {
        let padding = String(repeating: " ", count: width - first.count)
        text += first + padding + (lines.first ?? "") + "\n"
        text +=
          lines.dropFirst().map { String(repeating: " ", count: width) + $0 + "\n" }.joined()
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
