extension CommandLineParser {
  /// Returns the program's manual page in the man(7) language: every command with every option.
  package func manualPage() -> String {
    var page = ".TH \(program.uppercased()) 1 \"\" \"\(program) \(version)\" \"User commands\"\n"
    page += ".SH NAME\n\(program) \\- find a face in a gallery and explain the result\n"
    page += ".SH SYNOPSIS\n.B \(program)\n.I COMMAND\n.RI [ OPTIONS ]\n"
    page += ".SH DESCRIPTION\n\(Self.roff(summary))\n"
    page += ".SH COMMANDS\n"
    for command in commands {
      page += ".SS \(Self.roff("\(program) \(command.name)"))\n"
      page += Self.roff(command.summary) + "\n.PP\n" + Self.roff(usage(of: command)) + "\n"
      for paragraph in command.discussion.split(separator: "\n") where !paragraph.isEmpty {
        page += ".PP\n" + Self.roff(String(paragraph)) + "\n"
      }
      for positional in command.positionals {
        page += ".TP\n.I \(Self.roff(positional.name))\n\(Self.roff(positional.help))\n"
      }
      for group in command.groups {
        page += ".PP\n.I \(Self.roff(group.title)):\n"
        for option in group.options {
          let names = (option.alias.map { [$0, option.name] } ?? [option.name])
            .map { "\\fB\(Self.roff($0))\\fR" }.joined(separator: ", ")
          let value = option.valueName.map { " \\fI\(Self.roff($0))\\fR" } ?? ""
          page += ".TP\n\(names)\(value)\n\(Self.roff(option.help))\n"
        }
      }
    }
    page += ".SH EXIT STATUS\n"
    for (code, meaning) in exitCodes { page += ".TP\n.B \(code)\n\(Self.roff(meaning))\n" }
    return page
  }

  /// Escapes what would be read as a request: backslashes, hyphens, and a point or a quote that
  /// begins a line.
  private static func roff(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var escaped = ""
      for character in line {
        switch character {
        case "\\": escaped += "\\e"
        case "-": escaped += "\\-"
        default: escaped.append(character)
        }
      }
      return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + escaped : escaped
    }.joined(separator: "\n")
  }
}
