import CommandLines
import Jobs

/// A command of Facet: what it takes, and what it does with it.
struct Command: Sendable {
  let specification: CommandSpecification
  let run: @Sendable (ParsedCommand) throws -> JobResult

  init(
    _ specification: CommandSpecification,
    run: @escaping @Sendable (ParsedCommand) throws -> JobResult
  ) {
    self.specification = specification
    self.run = run
  }

  /// In the order in which `facet --help` lists them. The names are a contract.
  static let all = [
    demo, report, check, diff, enroll, align, evaluate, verify, occlude, portraits, trainBackbone,
    trainH2L, modelImport, modelInspect, modelList,
  ]

  static let parser = CommandLineParser(
    program: "facet", version: programVersion,
    summary: """
      Facet finds a face in a gallery in two stages, re-ranks with two independent methods \
      (DeepFace-EMD and H2L), and explains the result in HTML and PDF.
      """,
    commands: all.map(\.specification),
    exitCodes: [
      (0, "Done."), (1, "Done; failures are listed."), (2, "The command line is wrong."),
      (3, "Nothing usable."), (4, "An assertion does not hold."), (130, "Interrupted."),
    ])

  /// Runs what a user asked for.
  static func run(_ parsed: ParsedCommand) throws -> JobResult {
    guard let command = all.first(where: { $0.specification == parsed.specification }) else {
      preconditionFailure("a command that the parser does not know: \(parsed.specification.name)")
    }
    try parsed.applyThreads()
    return try command.run(parsed)
  }
}
