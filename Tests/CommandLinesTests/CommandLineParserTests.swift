import CommandLines
import Testing

@Suite struct CommandLineParserTests {
  enum Color: String, CaseIterable { case red, green }

  let parser = CommandLineParser(
    program: "paint", version: "1.2.3", summary: "Paints things.",
    commands: [
      CommandSpecification(
        "wall", summary: "Paints a wall.",
        positionals: [PositionalSpecification("ROOM", help: "Which room.")],
        options: [
          OptionSpecification("--color", "NAME", help: "red or green."),
          OptionSpecification("--coats", "N", alias: "-c", help: "How many coats."),
          OptionSpecification("--share", "X,Y", help: "Shares."),
          OptionSpecification("--gloss", help: "Shiny."),
        ]),
      CommandSpecification(
        "brush", "clean", summary: "Cleans a brush.",
        options: [OptionSpecification("--with", "LIQUID", isRequired: true, help: "What with.")]),
      CommandSpecification("brush", "list", summary: "Lists brushes.", options: []),
    ])

  func command(_ arguments: String...) throws -> ParsedCommand {
    guard case .run(let command) = try parser.parse(arguments) else {
      throw UsageError("got a text")
    }
    return command
  }

  @Test func readsValuesInBothForms() throws {
    let command = try command("wall", "--color=green", "kitchen", "--coats", "-3", "--gloss")
    #expect(command.positionals == ["kitchen"])
    #expect(try command.choice("--color", as: Color.self) == .green)
    #expect(try command.integer("--coats", in: -5...5) == -3)
    #expect(command.flag("--gloss"))
    #expect(command.text("--share") == nil)
  }

  @Test func aShortNameIsTheOption() throws {
    let command = try command("wall", "kitchen", "-c", "2")
    #expect(try command.integer("--coats", in: 1...5) == 2)
  }

  @Test func readsLists() throws {
    let command = try command("wall", "hall", "--share", "0.25,1", "--color", "red,green")
    #expect(try command.numbers("--share", in: 0...1) == [0.25, 1])
    #expect(try command.choices("--color", as: Color.self) == [.red, .green])
  }

  @Test func twoDashesEndTheOptions() throws {
    #expect(try command("wall", "--", "--gloss").positionals == ["--gloss"])
  }

  @Test func findsCommandsOfTwoWords() throws {
    #expect(try command("brush", "clean", "--with", "water").specification.name == "brush clean")
  }

  @Test(arguments: [
    ([String](), "paint needs a command."),
    (["wal"], "There is no command 'wal'. Did you mean 'wall'?"),
    (["brush"], "'paint brush' needs one of: clean, list."),
    (["brush", "lst"], "There is no command 'brush lst'. Did you mean 'list'?"),
    (["wall", "a", "--colour", "red"], "has no option '--colour'. Did you mean '--color'?"),
    (
      ["wall", "a", "--zzz"], "'paint wall' has no option '--zzz'. 'paint wall --help' lists them."
    ),
    (["wall"], "ROOM is missing: Usage: paint wall ROOM [OPTIONS]"),
    (["wall", "a", "b"], "'b' is one argument too many"),
    (["wall", "a", "--color"], "--color needs a value: --color NAME."),
    (["wall", "a", "--color", "--gloss"], "--color needs a value"),
    (["wall", "a", "--gloss=yes"], "--gloss takes no value, but got 'yes'."),
    (
      ["wall", "a", "--color", "red", "--color=green"],
      "--color is given twice, as 'red' and as 'green'; give it once."
    ),
    (["brush", "clean"], "--with is missing: Usage: paint brush clean --with LIQUID"),
    (["--gloss", "wall"], "The command comes before its options"),
    (["help", "wal"], "There is no command 'wal'. Did you mean 'wall'?"),
  ])
  func saysWhatIsWrong(arguments: [String], sentence: String) throws {
    let error = try #require(throws: UsageError.self) { try parser.parse(arguments) }
    #expect(error.description.contains(sentence), "\(error.description)")
  }

  @Test func refusesValuesOutOfRange() throws {
    let command = try command("wall", "a", "--coats", "9", "--color", "gren", "--share", "0.5,x")
    #expect(throws: UsageError("--coats takes a whole number from 1 to 5, not '9'.")) {
      try command.integer("--coats", in: 1...5)
    }
    #expect(
      throws: UsageError("--color takes one of red, green, not 'gren'. Did you mean 'green'?")
    ) { try command.choice("--color", as: Color.self) }
    #expect(throws: UsageError("--share takes a number from 0.0 to 1.0, not 'x'.")) {
      try command.numbers("--share", in: 0...1)
    }
  }

  @Test func tellsHelpAndVersion() throws {
    #expect(try parser.parse(["--version"]) == .text("paint 1.2.3\n"))
    guard case .text(let overview) = try parser.parse(["--help"]),
      case .text(let help) = try parser.parse(["wall", "kitchen", "--help"])
    else { throw UsageError("no text") }
    #expect(overview.contains("brush clean") && overview.contains("Cleans a brush."))
    #expect(help.contains("--coats N") && help.contains("How many coats."))
    #expect(try parser.parse(["help", "wall"]) == .text(help))
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 96 })
  }
}
