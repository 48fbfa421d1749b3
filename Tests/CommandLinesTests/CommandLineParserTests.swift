import Testing

@testable import CommandLines

@Suite struct CommandLineParserTests {
  enum Color: String, CaseIterable { case red, green }

  struct WallOptions: CommandOptions {
    let room: String
    let color: Color?
    let coats: Int
    let shares: [Double]
    let isGlossy: Bool

    init(_ options: inout OptionReader) throws(UsageError) {
      room = try options.positional("ROOM", help: "Room to paint.")
      isGlossy = options.flag("--gloss", in: .look, help: "Paint it shiny.")
      coats = try options.value(
        "--coats", "N", .integer(in: -5...5), in: .paint, alias: "-c", default: 2,
        help: "Number of coats.")
      color = try options.optional(
        "--color", "NAME", .choice(Color.self), in: .look, otherwise: "as it is",
        help: "Color of the wall: red or green.")
      shares = try options.value(
        "--share", "X,Y", .list(of: .number(in: 0...1)), in: .paint, default: [0.5, 1],
        help: "Shares.")
    }
  }

  struct CleanOptions: CommandOptions {
    let liquid: String
    let tools: [String]

    init(_ options: inout OptionReader) throws(UsageError) {
      liquid = try options.required("--with", "LIQUID", .text, help: "What to clean it with.")
      tools = options.positionals("TOOL", help: "Tools.")
    }
  }

  struct ListOptions: CommandOptions {
    init(_ options: inout OptionReader) {}
  }

  let parser = CommandLineParser(
    program: "paint", version: "1.2.3", summary: "Paints things.",
    commands: [
      CommandSpecification(
        ["wall"], in: "Walls", summary: "Paint a wall.", takes: WallOptions.self),
      CommandSpecification(
        ["brush", "clean"], in: "Brushes", summary: "Clean a brush.", takes: CleanOptions.self),
      CommandSpecification(
        ["brush", "list"], in: "Brushes", summary: "List brushes.", takes: ListOptions.self),
    ])

  func parsed(_ arguments: [String]) throws -> ParsedCommand {
    guard case .run(let command) = try parser.parse(arguments) else {
      throw UsageError("got a text")
    }
    return command
  }

  /// As a shell takes it: words with other letters are in quotes.
  @Test func aCommandIsShownAsItCanBeTyped() throws {
    let command = try parsed(["wall", "Anna's <room> $1", "--gloss", "-c", "-2", "--share", "0,1"])
    #expect(
      command.line(program: "paint", without: ["--gloss"])
        == #"paint wall --coats -2 --share 0,1 'Anna'\''s <room> $1'"#)
  }

  func wall(_ arguments: String...) throws -> WallOptions {
    try WallOptions(parsed(["wall"] + arguments))
  }

  @Test func readsValuesInBothForms() throws {
    let options = try wall("--color=green", "kitchen", "--coats", "-3", "--gloss")
    #expect(options.room == "kitchen")
    #expect(options.color == .green)
    #expect(options.coats == -3)
    #expect(options.isGlossy)
  }

  @Test func anAbsentOptionIsItsDefault() throws {
    let options = try wall("kitchen")
    #expect(options.color == nil && options.coats == 2 && options.shares == [0.5, 1])
    #expect(!options.isGlossy)
  }

  @Test func aShortNameIsTheOption() throws {
    #expect(try wall("kitchen", "-c", "1").coats == 1)
  }

  @Test func readsLists() throws {
    #expect(try wall("hall", "--share", "0.25,1").shares == [0.25, 1])
  }

  @Test func readsARequiredOptionAndSeveralPositionals() throws {
    let options = try CleanOptions(parsed(["brush", "clean", "a", "b", "--with", "water"]))
    #expect(options.liquid == "water" && options.tools == ["a", "b"])
  }

  @Test func twoDashesEndTheOptions() throws {
    #expect(try wall("--", "--gloss").room == "--gloss")
  }

  @Test func findsCommandsOfTwoWords() throws {
    #expect(try parsed(["brush", "list"]).specification.name == "brush list")
  }

  /// What a type reads and what the help lists are the same: both come from its initializer.
  @Test func everyOptionThatIsReadIsDeclaredUnderItsTitle() throws {
    let groups = try parsed(["wall", "a"]).specification.groups
    #expect(groups.map(\.title) == ["Look", "Paint"])
    #expect(
      groups.map { $0.options.map(\.name) } == [["--gloss", "--color"], ["--coats", "--share"]])
    #expect(
      try parsed(["brush", "clean", "a", "--with", "b"]).specification.groups.map(\.title)
        == ["Required"])
  }

  @Test(arguments: [
    ([String](), "Give a command."),
    (["wal"], "'wal' is not a command. Did you mean 'wall'?"),
    (["brush"], "'paint brush' takes clean or list."),
    (["brush", "lst"], "'brush lst' is not a command. Did you mean 'list'?"),
    (["wall", "a", "--colr", "red"], "has no option '--colr'. Did you mean '--color'?"),
    (
      ["wall", "a", "--zzz"], "'paint wall' has no option '--zzz'. 'paint wall --help' lists all."
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
    (
      ["brush", "clean", "a"],
      "--with is missing: Usage: paint brush clean TOOL ... --with LIQUID"
    ),
    (["--gloss", "wall"], "Put the command before its options; '--gloss' comes first."),
    (["help", "wal"], "'wal' is not a command. Did you mean 'wall'?"),
    (["--completions", "csh"], "--completions takes bash, zsh or fish, not 'csh'."),
  ])
  func saysWhatIsWrong(arguments: [String], sentence: String) throws {
    let error = try #require(throws: UsageError.self) { try parser.parse(arguments) }
    #expect(error.description.contains(sentence), "\(error.description)")
  }

  @Test func refusesValuesOutOfRange() {
    #expect(throws: UsageError("--coats takes a whole number, -5 to 5, not '9'.")) {
      try wall("a", "--coats", "9")
    }
    #expect(
      throws: UsageError("--color takes red or green, not 'gren'. Did you mean 'green'?")
    ) { try wall("a", "--color", "gren") }
    #expect(throws: UsageError("--share takes a number, 0 to 1, not 'x'.")) {
      try wall("a", "--share", "0.5,x")
    }
    #expect(throws: UsageError("--share takes a number, 0 to 1, not '0x1'.")) {
      try wall("a", "--share", "0x1")
    }
  }

  @Test func printsHelpAndVersion() throws {
    #expect(try parser.parse(["--version"]) == .text("paint 1.2.3\n"))
    guard case .text(let overview) = try parser.parse(["--help"]),
      case .text(let help) = try parser.parse(["wall", "kitchen", "--help"])
    else { throw UsageError("no text") }
    #expect(overview.contains("\nBrushes:\n  brush clean  Clean a brush.\n"))
    #expect(
      help == """
        Paint a wall.

        Usage: paint wall ROOM [OPTIONS]

        Arguments:
          ROOM           Room to paint.

        Look:
          --gloss        Paint it shiny.
          --color NAME   Color of the wall: red or green. Default: as it is.

        Paint:
          -c, --coats N  Number of coats. Default: 2.
          --share X,Y    Shares. Default: 0.5,1.
          --help         Show this help.

        """)
    #expect(try parser.parse(["help", "wall"]) == .text(help))
  }

  @Test func theManualPageHasTheTitlesAsParagraphs() {
    let page = parser.manualPage()
    #expect(page.contains(".SS paint wall\nPaint a wall.\n"))
    #expect(page.contains(".PP\n.I Look:\n.TP\n\\fB\\-\\-gloss\\fR\nPaint it shiny.\n"))
  }
}

extension OptionTitle {
  fileprivate static let look = OptionTitle("Look", place: 1)
  fileprivate static let paint = OptionTitle("Paint", place: 2)
}
