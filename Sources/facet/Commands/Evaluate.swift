import Basics
import CommandLines
import Commands
import Drawing
import Identification
import Measurement
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Command {
  static let evaluate = Command(
    "evaluate", in: .measure,
    summary: "Measure P@1, R-precision and MAP@R on labeled faces.",
    discussion: SharedOptions.paths + """


      Every interval is over the people, because queries of one person resemble each other. Each row is \
      compared with stage 1 on the same queries, by exact tests over the people. Searches for people who \
      are not enrolled give thresholds and their error rates.

      --recipe measures a table of the thesis on your copies of the data sets: --list-recipes lists \
      them, --show-recipe prints one to start from. --output writes the page, the PDF and all numbers.
      """
  ) { (options: EvaluateOptions) in
    if options.listsRecipes { return JobResult(lines: try RecipeLibrary.list()) }
    if let name = options.shownRecipe {
      var result = JobResult(lines: [String(try RecipeLibrary.text(of: name).dropLast(while: "\n"))]
      )
      result.isMachineOutput = true
      return result
    }
    if let shard = options.shard { return try measure(shard, options) }
    if let name = options.recipe { return try run(options, recipe: RecipeLibrary.recipe(name)) }
    let output = try ResultFiles(options.results, inputs: options.inputs)
    if let path = options.scores {
      try checkOutputs([OutputFile(path, .scores)], inputs: CommandInputs(options.inputs))
    }
    let folder = try options.output.map {
      try claimOutput($0, inputs: CommandInputs(options.inputs))
    }
    let job = try evaluation(options)
    let evaluation = try job.measurement()
    let results = evaluation.results!
    var lines = try output.write(results, table: results.table()) {
      try evaluation.html(templates: options.results.templates, gains: options.gains)
    }
    if let path = options.output, let folder {
      lines += try write(evaluation, to: path, options)
      try folder.finish()
    }
    return try checked(
      options, JobResult(lines: lines, failures: results.failures, doubtful: results.doubtful),
      output: output
    ) { $0.check(results) }
  }

  /// Measures part of the queries for `facet merge`.
  private static func measure(_ shard: Shard, _ options: EvaluateOptions) throws -> JobResult {
    let unused: [(String, Bool)] = [
      ("--recipe", options.recipe != nil), ("--scores", options.scores != nil),
      ("--timing", options.isTimed), ("--json", options.results.json != nil),
      ("--html", options.results.html != nil),
    ]
    if let option = unused.first(where: \.1)?.0 {
      throw UsageError(
        "\(option) is not available with --shard. The results are written by 'facet merge'.")
    }
    guard let output = options.output else {
      throw UsageError("--shard needs --output DIR, a folder for this shard alone.")
    }
    let folder = try claimOutput(output, inputs: CommandInputs(options.inputs), isBatch: false)
    // Until the end the folder is not a complete shard.
    try? FileManager.default.removeItem(atPath: "\(output)/\(EvaluationShard.fileName)")
    var job = try evaluation(options)
    job.part = .shard(shard, arguments: options.arguments)
    let evaluation = try job.measurement()
    try evaluation.shard!.write(to: output)
    try folder.finished()
    let name = "\(shard)".prefix(1).uppercased() + "\(shard)".dropFirst()
    let count = evaluation.shard!.count
    return JobResult(
      lines: [
        """
        \(name): \(count) quer\(count == 1 ? "y" : "ies") measured. When all shards are done, put them \
        together with 'facet merge'.
        """
      ], failures: evaluation.shardProblems.failures, doubtful: evaluation.shardProblems.doubtful)
  }

  /// Writes the results of all shards of a measurement.
  static func mergeEvaluations(_ folders: [String], output: String, isQuiet: Bool) throws
    -> JobResult
  {
    if let other = folders.first(where: { !EvaluationShard.isShard($0) }) {
      throw JobError(
        """
        '\(displayed(other))' does not contain '\(EvaluationShard.fileName)' of 'facet evaluate --shard', as \
        the others do.
        """)
    }
    let opened = try folders.map { (folder: $0, shard: try EvaluationShard(folder: $0)) }
    let shards = try MergeJob.ordered(
      opened.map { (folder: $0.folder, shard: $0.shard.shard, element: $0) })
    for (folder, shard) in shards.dropFirst() {
      if let difference = shards[0].shard.difference(to: shard) {
        throw JobError(
          """
          '\(displayed(shards[0].folder))' and '\(displayed(folder))' are not of one measurement: \
          \(difference).
          """)
      }
    }
    // Words of a file may name nothing to write.
    let words =
      ["evaluate"] + shards[0].shard.arguments + ["--output", output] + (isQuiet ? ["--quiet"] : [])
    guard case .run(let parsed) = try parser.parse(words), parsed.paths([.written]) == [output]
    else {
      throw JobError(
        "The options in '\(displayed(shards[0].folder))' are not those of a measurement.")
    }
    try parsed.requireExpandedPaths()
    let options = try EvaluateOptions(parsed)
    options.general.applyThreads()
    let folder = try claimOutput(output, inputs: CommandInputs(options.inputs + folders))
    var job = try evaluation(options)
    job.part = .merged(shards.map(\.shard))
    let evaluation = try job.measurement()
    let results = evaluation.results!
    var lines = results.table()
    lines += try write(evaluation, to: output, options)
    try folder.finish()
    let files = try ResultFiles(options.results, inputs: options.inputs)
    return try checked(
      options, JobResult(lines: lines, failures: results.failures, doubtful: results.doubtful),
      output: files
    ) { $0.check(results) }
  }

  /// Measures a recipe.
  private static func run(_ options: EvaluateOptions, recipe: Recipe) throws -> JobResult {
    let output = try ResultFiles(options.results, inputs: options.inputs)
    let folder = try options.output.map {
      try claimOutput($0, inputs: CommandInputs(options.inputs))
    }
    let unused: [(String, Bool)] = [
      ("--scores", options.scores != nil), ("--timing", options.isTimed),
      ("--groups", options.groups != nil),
    ]
    if let option = unused.first(where: \.1)?.0 {
      throw UsageError("\(option) is not available with --recipe. Give --queries and --gallery.")
    }
    guard let work = options.work ?? options.output.map({ $0 + "/work" }) else {
      throw UsageError("A recipe needs --output DIR, or --work DIR for what it makes.")
    }
    var settings = try options.search.settings(model: "", options.general)
    settings.isQuiet = options.general.isQuiet
    var job = RecipeJob(recipe: recipe, settings: settings, work: work, makers: .jobs)
    job.data = options.data
    job.places = try options.places()
    job.models = options.modelFolder
    job.model = options.models
    job.rerankers = options.search.reranker?.split(separator: ",").map(String.init) ?? []
    job.only = options.only
    job.sample = options.sample
    job.seed = options.seed
    job.limits = options.limits
    job.strangers = options.strangers
    job.fusion = options.fusion
    job.explanations = options.explanations
    guard recipe.kind != .verification else {
      let results = try job.runPairs()
      var lines = try output.write(results, table: results.lines()) {
        try results.html(templates: options.results.templates)
      }
      if let path = options.output, let folder {
        try AtomicFile.write(
          results.html(templates: options.results.templates), to: "\(path)/index.html")
        try AtomicFile.write(results.pdf(), to: "\(path)/results.pdf")
        try AtomicFile.write(JSONText.encode(results), to: "\(path)/results.json")
        try AtomicFile.write(results.csv(), to: "\(path)/results.csv")
        try folder.finish()
        lines.append("Written to '\(path)'.")
      }
      return JobResult(lines: lines, failures: results.failures)
    }
    let evaluation = try job.run()
    let results = evaluation.results!
    var lines = try output.write(results, table: evaluation.lines()) {
      try evaluation.html(templates: options.results.templates, gains: options.gains)
    }
    if let path = options.output, let folder {
      lines += try write(evaluation, to: path, options)
      try folder.finish()
    }
    return try checked(
      options, JobResult(lines: lines, failures: results.failures, doubtful: results.doubtful),
      output: output
    ) { $0.check(results) }
  }

  /// Writes the page, the PDF and the files of numbers.
  private static func write(
    _ evaluation: Evaluation, to path: String, _ options: EvaluateOptions
  ) throws -> [String] {
    try requireFonts()
    try AtomicFile.write(
      evaluation.html(templates: options.results.templates, gains: options.gains),
      to: "\(path)/index.html")
    try AtomicFile.write(evaluation.pdf(gains: options.gains), to: "\(path)/results.pdf")
    try AtomicFile.write(JSONText.encode(evaluation.results), to: "\(path)/results.json")
    try AtomicFile.write(evaluation.resultsCSV(), to: "\(path)/results.csv")
    try AtomicFile.write(evaluation.queriesCSV(), to: "\(path)/queries.csv")
    try AtomicFile.write(evaluation.latex(), to: "\(path)/table.tex")
    return [
      "Written to '\(path)': index.html, results.pdf, results.json, results.csv, queries.csv, table.tex."
    ]
  }

  /// Checks the assertions after everything was written.
  private static func checked(
    _ options: EvaluateOptions, _ result: JobResult,
    output: ResultFiles, _ check: (ResultAssertion) -> ResultAssertion.Outcome
  ) throws -> JobResult {
    var result = result
    result.isMachineOutput = output.isOnStandardOutput
    for assertion in options.assertions {
      switch check(assertion) {
      case .holds: break
      case .fitsNothing:
        throw UsageError(
          "--assert '\(assertion.text)' fits no row. The ids of rows are in the results as JSON.")
      case .fails(let sentences):
        result.status = .assertionFailed
        for sentence in sentences { writeToStandardError(sentence + "\n") }
      }
    }
    return result
  }

  private static func evaluation(_ options: EvaluateOptions) throws -> EvaluateJob {
    guard let queries = options.queries else { throw UsageError("--queries is missing.") }
    guard let gallery = options.gallery else { throw UsageError("--gallery is missing.") }
    guard let model = options.models else { throw UsageError("--model is missing.") }
    var settings = try options.search.settings(model: model, options.general)
    guard settings.detector == nil || settings.queryFaces != .all else {
      throw UsageError(
        """
        --faces takes largest, center or only for the queries here, not 'all': a label names one \
        person per picture.
        """)
    }
    // The strict protocol leaves out the originals of changed copies, too.
    if options.protocols.contains(.strict), options.protocols.count > 1,
      settings.ownPictures == .samePicture
    {
      settings.ownPictures = .samePath
    }
    var job = EvaluateJob(
      queries: options.querySets(queries), gallery: gallery, settings: settings,
      scorers: options.scorers, weightings: options.weighting.weightings,
      alphas: options.weighting.alphas, grids: options.grids, solvers: options.solvers,
      depths: options.depths)
    job.protocols = options.protocols
    job.strangers = options.strangers
    job.nonmates = options.nonmates
    job.limits = options.limits
    job.baseline = options.baseline
    job.sample = options.sample
    job.seed = options.seed
    job.scores = options.scores
    job.explanations = options.explanations
    job.isTimed = options.isTimed
    job.groups = try options.groups.map { try PersonGroups(path: $0) }
    job.fusion = options.fusion
    return job
  }
}

extension String {
  /// Returns the text without this letter at its end.
  fileprivate func dropLast(while letter: Character) -> Substring {
    var text = self[...]
    while text.last == letter { text = text.dropLast() }
    return text
  }
}

private struct EvaluateOptions: FacetOptions {
  let queries: String?
  let gallery: String?
  let models: String?
  let search: SearchOptions
  let weighting: WeightingOptions
  let grids: [GridChoice]?
  let depths: [Int]?
  let solvers: [TransportSolver]?
  let scorers: [ScoringMethod]?
  let protocols: [SearchProtocol]
  let strangers: StrangerSource
  let nonmates: String?
  let fusion: FusionChoice
  let limits: [Double]
  let baseline: ScoringMethod
  let sample: Int?
  let seed: UInt64
  let gains: Int
  let explanations: Int
  let isTimed: Bool
  let groups: String?
  let assertionText: String?
  let recipe: String?
  let listsRecipes: Bool
  let shownRecipe: String?
  let data: String?
  let modelFolder: String?
  let setPlaces: [String]
  let work: String?
  let only: String?
  let output: String?
  let scores: String?
  let shard: Shard?
  /// The command line for the merge of shards.
  let arguments: [String]
  let results: ResultOptions
  let general: GeneralOptions
  let inputs: [String]
  let assertions: [ResultAssertion]

  init(_ options: inout OptionReader) throws(UsageError) {
    queries = try options.optional(
      "--queries", "LIST", .inputList, in: .faces,
      help: "Labeled faces. Several sets, separated by commas, are searched in one gallery.")
    gallery = try options.optional(
      "--gallery", "PATH", .input, in: .faces,
      help: "Labeled faces, or a gallery from 'facet enroll'.")
    models = try options.optional(
      "--model", "LIST", .backbone(.readList), in: .faces,
      help: """
        Backbone, and the files of v and h1 after it, separated by commas: .safetensors files from \
        'facet model import', recognized by their contents. Or 'built-in'. With --recipe: a backbone in \
        place of the recipe's.
        """)
    let reranker = try options.optional(
      "--reranker", "LIST", .reranker(.readList), in: .ranking, otherwise: "none",
      help: """
        H2L and H2 for this backbone, separated by a comma. Or 'built-in'; or 'start', an untrained \
        H2L that only measures time.
        """)
    weighting = try WeightingOptions(&options)
    grids = try options.optional(
      "--grid", "LIST", .list(of: .choice(GridChoice.self)), in: .ranking,
      otherwise: GridChoice.native.rawValue, help: RankingHelp.grid + RankingHelp.several
    ).map(unique)
    depths = try options.optional(
      "--top-k", "LIST", .list(of: .integer(in: 1...1_000_000)), in: .ranking, otherwise: "100",
      help: RankingHelp.depth + RankingHelp.several
    ).map(unique)
    solvers = try options.optional(
      "--solver", "LIST", .list(of: .choice(TransportSolver.self)), in: .ranking,
      otherwise: TransportSolver.sinkhorn.rawValue, help: RankingHelp.solver + RankingHelp.several
    ).map(unique)
    search = try SearchOptions(&options, reranker: reranker)
    scorers = try options.optional(
      "--scorers", "LIST", .list(of: .choice(ScoringMethod.self)), in: .measurement,
      otherwise: "stage1, emd and each other whose trained file is given",
      help: """
        Methods to compare: stage1 (or c), emd (or d), h2l, h2, h1 or v. Separate several by commas. \
        Single-picture models rank the gallery; pair models re-rank stage 1.
        """
    ).map(unique)
    protocols = unique(
      try options.value(
        "--protocol", "LIST", .list(of: .choice(SearchProtocol.self)), in: .measurement,
        default: [.strict],
        help: """
          Protocols: strict: a query's own photograph is left out (--leave-out). thesis: changed copies are ranked \
          against a gallery with their originals. published: as the thesis's code, with its solver, and \
          R with the query. Separate several by commas.
          """))
    strangers = try options.value(
      "--open-set", "NAME", .choice(StrangerSource.self), in: .measurement, default: .own,
      help: """
        Searches for people who are not enrolled. own: each query searches again without its own \
        person. split: the people are halved by the seed; each half is searched with the queries of \
        both. none: none.
        """)
    nonmates = try options.optional(
      "--nonmates", "PATH", .input, in: .measurement,
      help: "Labeled faces of people who are not in the gallery, in place of --open-set.")
    var fusion = FusionChoice()
    fusion.shares = unique(
      try options.optional(
        "--h2l-share", "LIST", .list(of: .number(in: 0...1)), in: .ranking, otherwise: "none",
        help: """
          Also measure the EMD and the H2L together: the share of the H2L in the mean of the two, 0 to \
          1. Separate several by commas.
          """) ?? [])
    let range = try options.optional(
      "--alpha-range", "LOW,HIGH", .list(of: .number(in: 0...1)), in: .ranking, otherwise: "none",
      help: """
        Also measure an alpha that follows from the covered area of each query: LOW if nothing is \
        covered, HIGH if 40% of the face or more is.
        """)
    if let range {
      guard range.count == 2 else {
        throw UsageError("--alpha-range takes two numbers, such as 0.3,0.8.")
      }
      fusion.alphaRanges = [AlphaRange(low: range[0], high: range[1])]
    }
    self.fusion = fusion
    limits = unique(
      try options.value(
        "--fpir", "LIST", .list(of: .number(above: 0, through: 1)), in: .measurement,
        default: EvaluateJob.defaultLimits,
        help:
          "False-positive identification rates, above 0 and up to 1. Separate several by commas."))
    baseline = try options.value(
      "--baseline", "NAME", .choice(ScoringMethod.self), in: .measurement, default: .stage1,
      help: "Method with which the others are compared: stage1, emd, h2l, h2, h1 or v.")
    sample = try options.optional(
      "--sample", "N", .integer(in: 1...10_000_000), in: .measurement, otherwise: "all",
      help: "Number of queries of each set, drawn by the seed: one of each person, then a second.")
    seed = try options.seed(in: .measurement, help: "Seed of the draw and of random signs.")
    gains = try options.value(
      "--gains", "N", .integer(in: 0...50), in: .measurement, default: 0,
      help: "Number of the largest gains and losses that the page shows with pictures.")
    explanations = try options.value(
      "--explanations", "N", .integer(in: 0...1_000_000), in: .measurement, default: 0,
      help: """
        Number of queries of each set whose explanations are measured: deletion and insertion against \
        random orders, weight on what covers a face, agreement of maps. About a second per query.
        """)
    groups = try options.optional(
      "--groups", "FILE", .input, in: .measurement,
      help: """
        CSV file with 'label,group' or 'path,group' on each line: error rates of each group at one \
        threshold. Groups are never guessed from faces or names. Not with --recipe.
        """)
    isTimed = options.flag(
      "--timing", in: .measurement,
      help: """
        Time each stage for each query, one query at a time: median, quartiles, and growth with k. Not \
        with --recipe.
        """)
    assertionText = try options.optional(
      "--assert", "TEXT", .text, in: .measurement,
      help: """
        Conditions such as 'emd/apc/0.7 P@1 >= 98', separated by semicolons: parts of a row's id, a \
        metric (P@1, RP, MAP@R, CMC5, FNIR@0.01, Cllr), >=, <=, >, < or =, and a number (= 98+-0.1). If \
        one does not hold, the exit code is 4.
        """)
    recipe = try options.optional(
      "--recipe", "NAME", .text, in: .measurement,
      help: "Table to measure: a name from --list-recipes, or a .json file.")
    listsRecipes = options.flag(
      "--list-recipes", in: .measurement, help: "List the built-in recipes.")
    shownRecipe = try options.optional(
      "--show-recipe", "NAME", .text, in: .measurement, help: "Print a recipe.")
    data = try options.optional(
      "--data", "DIR", .input, in: .pictures,
      help: """
        Folder of a recipe's data, with a sub-folder (or a list NAME.txt) for each set: lfw, calfw, \
        agedb, cfp, talfw, mlfw, and changed copies such as lfw-mask, which are made if absent.
        """)
    setPlaces =
      try options.optional(
        "--set", "LIST", .list(of: .text), in: .pictures,
        help: "Other places of a recipe's data sets, as NAME=PATH. Separate several by commas."
      ) ?? []
    modelFolder = try options.optional(
      "--models", "DIR", .input, in: .pictures,
      help: "Folder of a recipe's model files, recognized by their contents.")
    work = try options.optional(
      "--work", "DIR", .base, in: .output, otherwise: "'work' in --output",
      help: "Folder for a recipe's aligned faces and changed copies, which later runs use again."
    )
    only = try options.optional(
      "--only", "TEXT", .text, in: .measurement,
      help: "Part of a recipe to run: those parts or models whose name contains this text.")
    output = try options.optional(
      "--output", "DIR", .output, in: .output, alias: "-o",
      help:
        "Folder for index.html, results.pdf, results.json, results.csv, queries.csv and table.tex.")
    scores = try options.optional(
      "--scores", "FILE", .output, in: .output,
      help: """
        CSV file for the scores of each query and candidate: cosine, and each re-ranker's own \
        similarity. Not with --recipe.
        """)
    shard = try options.shard(
      in: .output,
      help: """
        Measure only part I of N of each set of queries, into an output folder of its own. Not with \
        --recipe, --scores, --timing, --json or --html.
        """)
    results = try .jsonAndPage(&options)
    general = try GeneralOptions(&options)
    inputs = options.inputPaths
    arguments = options.arguments(without: ["--shard", "--output", "--threads", "--quiet"])
    var assertions: [ResultAssertion] = []
    for text in assertionText?.split(separator: ";") ?? [] {
      let words = text.split(separator: " ").joined(separator: " ")
      guard let assertion = ResultAssertion(words) else {
        throw UsageError(
          "--assert takes conditions such as 'emd/apc/0.7 P@1 >= 98', not '\(words)'.")
      }
      assertions.append(assertion)
    }
    self.assertions = assertions
  }

  /// Returns one set if its own name contains commas.
  func querySets(_ text: String) -> [String] {
    FileStatus(of: text) != nil ? [text] : text.split(separator: ",").map(String.init)
  }

  /// The places of sets by their names.
  func places() throws(UsageError) -> [String: String] {
    var places: [String: String] = [:]
    for text in setPlaces {
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex,
        text.index(after: equals) < text.endIndex
      else { throw UsageError("--set takes NAME=PATH, not '\(text)'.") }
      places[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    return places
  }
}
