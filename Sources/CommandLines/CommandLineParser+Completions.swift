/// A shell that completes a half-typed command.
package enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}

extension CommandLineParser {
  /// Returns the script that a shell reads to complete the program's commands and options.
  ///
  /// Options come in the order of their groups. Values are completed by the words that an option takes,
  /// otherwise as file names: most options take one.
  package func completions(for shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletions()
    case .zsh: zshCompletions()
    case .fish: fishCompletions()
    }
  }

  func completions(named name: String?) throws(UsageError) -> String {
    guard let shell = name.flatMap(Shell.init(rawValue:)) else {
      let shells = alternatives(Shell.allCases.map(\.rawValue))
      let given = name.map { ", not '\($0)'" } ?? ""
      throw UsageError("\(Self.completionsOption) takes \(shells)\(given).")
    }
    return completions(for: shell)
  }

  /// The first words of commands, each once, with the command's summary or its second words.
  private var firstWords: [(word: String, summary: String)] {
    var seen: Set<String> = []
    return commands.compactMap { command in
      let word = command.words[0]
      guard seen.insert(word).inserted else { return nil }
      let seconds = secondWords(after: word).map(\.word)
      return (word, seconds.isEmpty ? command.summary : "\(seconds.joined(separator: ", ")).")
    }
  }

  /// The second words of commands that begin with a word.
  private func secondWords(after word: String) -> [(word: String, summary: String)] {
    commands.filter { $0.words.count > 1 && $0.words[0] == word }.map { ($0.words[1], $0.summary) }
  }

  private func names(of command: CommandSpecification) -> [String] {
    command.options.flatMap { [$0.name] + ($0.alias.map { [$0] } ?? []) } + ["--help"]
  }

  // MARK: bash

  private func bashCompletions() -> String {
    var text = """
      # Completes '\(program)' in bash.
      _\(program)() {
        local current=${COMP_WORDS[COMP_CWORD]} words=
        case "$COMP_CWORD ${COMP_WORDS[1]}" in
          '1 '*) words='\((firstWords.map(\.word) + ["--help", "--version"]).joined(separator: " "))' ;;

      """
    for (word, _) in firstWords where !secondWords(after: word).isEmpty {
      let seconds = secondWords(after: word).map(\.word).joined(separator: " ")
      text += "    '2 \(word)') words='\(seconds)' ;;\n"
    }
    text += """
        esac
        case "$current ${COMP_WORDS[1]} ${COMP_WORDS[2]}" in

      """
    for command in commands.sorted(by: { $0.words.count > $1.words.count }) {
      let pattern = command.words.count > 1 ? "-*' \(command.name)'" : "-*' \(command.name) '*"
      text += "    \(pattern)) words='\(names(of: command).joined(separator: " "))' ;;\n"
    }
    text += "  esac\n  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]} ${COMP_WORDS[COMP_CWORD-1]}\" in\n"
    for command in commands {
      let pattern = command.words.count > 1 ? "'\(command.name) " : "'\(command.name) '*' "
      for option in command.options where !option.choices.isEmpty {
        let choices = option.choices.joined(separator: " ")
        text += "    \(pattern)\(option.name)') words='\(choices)' ;;\n"
      }
    }
    text += """
        esac
        COMPREPLY=($(compgen -W "$words" -- "$current"))
      }
      complete -o default -o bashdefault -F _\(program) \(program)

      """
    return text
  }

  // MARK: zsh

  private func zshCompletions() -> String {
    func described(_ words: [(word: String, summary: String)], indent: String) -> String {
      words.map { "\(indent)'\($0.word):\(quoted($0.summary, also: ":"))'\n" }.joined()
    }
    var text = """
      #compdef \(program)
      # Completes '\(program)' in zsh.
      _\(program)() {
        local -a words_here
        if (( CURRENT == 2 )); then
          words_here=(

      """
    text += described(firstWords, indent: "      ")
    text += "    )\n    _describe command words_here\n    return\n  fi\n  case \"$words[2]\" in\n"
    for (word, _) in firstWords {
      text += "    \(word))\n"
      let seconds = secondWords(after: word)
      if !seconds.isEmpty {
        text += "      if (( CURRENT == 3 )); then\n        words_here=(\n"
        text += described(seconds, indent: "          ")
        text += "        )\n        _describe command words_here\n        return\n      fi\n"
        text += "      case \"$words[3]\" in\n"
        for command in commands where command.words.count > 1 && command.words[0] == word {
          text += "        \(command.words[1])) \(zshArguments(of: command)) ;;\n"
        }
        text += "      esac ;;\n"
      } else if let command = commands.first(where: { $0.words == [word] }) {
        text += "      \(zshArguments(of: command)) ;;\n"
      }
    }
    return text + "  esac\n}\n_\(program) \"$@\"\n"
  }

  private func zshArguments(of command: CommandSpecification) -> String {
    let options = command.options.flatMap { option in
      ([option.name] + (option.alias.map { [$0] } ?? [])).map { name in
        let help = quoted(Self.firstSentence(option.help), also: "[]:")
        let choices = option.choices.joined(separator: " ")
        let action = choices.isEmpty ? "_files" : "(\(choices))"
        let value = option.valueName.map { ":\(quoted($0, also: "[]:")):\(action)" } ?? ""
        return "'\(name)[\(help)]\(value)'"
      }
    }
    return
      "_arguments \((options + ["'--help[Show this help.]'", "'*:file:_files'"]).joined(separator: " "))"
  }

  // MARK: fish

  private func fishCompletions() -> String {
    var text = "# Completes '\(program)' in fish.\n"
    let none = "'__fish_use_subcommand'"
    for (word, summary) in firstWords {
      text += "complete -c \(program) -f -n \(none) -a \(word) -d '\(quoted(summary))'\n"
    }
    for command in commands {
      var condition = "__fish_seen_subcommand_from \(command.words[0])"
      if command.words.count > 1 {
        let second = command.words[1]
        text += "complete -c \(program) -f -n '\(condition); and not __fish_seen_subcommand_from "
        text += secondWords(after: command.words[0]).map(\.word).joined(separator: " ")
        text += "' -a \(second) -d '\(quoted(command.summary))'\n"
        condition += "; and __fish_seen_subcommand_from \(second)"
      }
      for option in command.options {
        text += "complete -c \(program) -n '\(condition)' -l \(option.name.dropFirst(2))"
        if let alias = option.alias { text += " -s \(alias.dropFirst())" }
        if option.valueName != nil { text += " -r" }
        if !option.choices.isEmpty { text += " -f -a '\(option.choices.joined(separator: " "))'" }
        text += " -d '\(quoted(Self.firstSentence(option.help)))'\n"
      }
    }
    return text
  }

  /// Returns text that may stand between single quotes of the three shells.
  private func quoted(_ text: String, also special: String = "") -> String {
    var result = ""
    for character in text {
      switch character {
      // Closing, a quote by itself, and opening again: the same in bash, zsh and fish.
      case "'": result += "'\\''"
      case "\n": result += " "
      default: result += special.contains(character) ? "\\\(character)" : String(character)
      }
    }
    return result
  }

  /// Returns a help text up to its first full stop.
  static func firstSentence(_ text: String) -> String {
    text.range(of: ". ").map { String(text[..<$0.lowerBound]) + "." } ?? text
  }
}

extension StringProtocol {
  /// Finds a text without Foundation.
  fileprivate func range(of pattern: String) -> Range<Index>? {
    var place = startIndex
    while place < endIndex {
      if self[place...].hasPrefix(pattern) {
        return place..<index(place, offsetBy: pattern.count)
      }
      place = index(after: place)
    }
    return nil
  }
}
