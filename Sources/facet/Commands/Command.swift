import CommandLines
import Pictures
import Runs

/// A command of Facet: what it takes, and what it does with it.
struct Command: Sendable {
  /// The headings of the overview, in its order.
  enum Section: String {
    case search = "Search and report"
    case measure = "Measure"
    case study = "User studies"
    case check = "Check"
    case pictures = "Prepare pictures"
    case models = "Models and training"
  }

  let specification: CommandSpecification
  let run: @Sendable (ParsedCommand) throws -> JobResult

  init<Options: FacetOptions>(
    _ words: String..., in section: Section, summary: String, discussion: String = "",
    run: @escaping @Sendable (Options) throws -> JobResult
  ) {
    specification = CommandSpecification(
      words, in: section.rawValue, summary: summary, discussion: discussion, takes: Options.self)
    self.run = { parsed in
      let options = try Options(parsed)
      options.general.applyThreads()
      return try run(options)
    }
  }

  /// In the order in which `facet --help` lists them. The names are a contract.
  static let all = [
    demo, report, enroll, merge, evaluate, verify, calibrate, worksheetMake, worksheetScore,
    worksheetSimulate, check, diff, align, occlude, portraits,
    modelImport,
    modelInspect, modelList, trainBackbone, trainH2L,
  ]

  static let parser = CommandLineParser(
    program: "facet", version: programVersion,
    details: [
      "Pictures: PNG, JPEG, PGM, PPM, PBM, BMP"
        + PictureDecoder.libraries.map { "; \($0)" }.joined()
    ],
    summary: """
      Facet finds a face in a gallery in two stages, re-ranks with two independent methods \
      (DeepFace-EMD and H2L), and explains the result in HTML and PDF.
      """,
    commands: all.map(\.specification), otherNames: otherNames,
    exitCodes: [
      (0, "Done."), (1, "Done; failures are listed."), (2, "The command line is wrong."),
      (3, "Nothing usable."), (4, "An assertion does not hold."), (130, "Interrupted."),
    ])

  private static let ranking = "'facet report' ranks a gallery for each query."
  private static let aligning = "'facet align' finds, crops and aligns faces."
  private static let measuring = """
    'facet evaluate' measures searches in a gallery, 'facet verify' pairs of pictures.
    """

  /// What people call commands that have another name, and a sentence about each.
  private static let otherNames = [
    "compare": ranking
      + " 'facet diff' compares two report folders, 'facet verify' pairs of faces.",
    "identify": ranking, "search": ranking, "match": ranking, "find": ranking, "rank": ranking,
    "recognize": ranking, "recognise": ranking,  // lint-words: allow
    "query": ranking, "lookup": ranking,
    "explain": ranking, "run": ranking,
    "detect": aligning, "crop": aligning, "extract": aligning,
    "embed": "'facet enroll' computes a gallery's features.",
    "index": "'facet enroll' computes a gallery's features.",
    "combine": "'facet merge' puts the shards of one batch together.",
    "join": "'facet merge' puts the shards of one batch together.",
    "shard":
      "'facet report --shard I/N' does part of a batch, and 'facet merge' puts the parts together.",
    "enrol": "'facet enroll' computes a gallery's features.",
    "import": "'facet model import' makes a model file from a checkpoint.",
    "convert": "'facet model import' makes a model file from a checkpoint.",
    "inspect": "'facet model inspect' shows what a model file contains.",
    "benchmark": measuring, "test": measuring, "eval": measuring, "pairs": measuring,
    "mask": "'facet occlude' makes masked copies of pictures.",
    "generate": "'facet portraits' draws synthetic faces.",
  ]

  /// Runs what a user asked for.
  static func run(_ parsed: ParsedCommand) throws -> JobResult {
    guard let command = all.first(where: { $0.specification == parsed.specification }) else {
      preconditionFailure("a command that the parser does not know: \(parsed.specification.name)")
    }
    try parsed.requireExpandedPaths()
    return try command.run(parsed)
  }
}
