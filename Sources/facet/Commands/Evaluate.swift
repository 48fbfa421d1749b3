import Basics
import CommandLines
import Commands
import Drawing
import Identification
import Measurement
import Networks
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
    if let paths = options.curves {
      let results = try CurvesJob(paths).run()
      return try write(results, options, ResultOutputs(options))
    }
    if let name = options.recipe { return try run(options, recipe: RecipeLibrary.recipe(name)) }
    let outputs = try ResultOutputs(options)
    if let path = options.scores {
      try checkOutputs([OutputFile(path, .scores)], inputs: CommandInputs(options.inputs))
    }
    return try write(
      evaluation(options).measurement(), options, outputs, lines: { $0.results.table() })
  }

  /// The files and the folder of a run, claimed before the work.
  private struct ResultOutputs {
    let files: ResultFiles
    let folder: OutputFolder?

    /// - Parameter further: More inputs than those of the options.
    init(_ options: EvaluateOptions, further: [String] = []) throws {
      files = try ResultFiles(options.results, inputs: options.inputs)
      folder = try options.output.map {
        try claimOutput($0, inputs: CommandInputs(options.inputs + further))
      }
    }
  }

  /// Measures part of the queries for `facet merge`.
  private static func measure(_ shard: Shard, _ options: EvaluateOptions) throws -> JobResult {
    let unused = [
      "--recipe", "--curves", "--scores", "--timing", "--json", "--html", "--csv", "--pdf",
    ]
    if let option = options.given.first(where: { unused.contains($0.name) }) {
      throw UsageError(
        "\(option.name) is not available with --shard. The results are written by 'facet merge'.")
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
    // The words of a file are parsed like those of a user.
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
    let outputs = try ResultOutputs(options, further: folders)
    var job = try evaluation(options)
    job.part = .merged(shards.map(\.shard))
    return try write(job.measurement(), options, outputs, lines: { $0.results.table() })
  }

  /// Measures a recipe.
  private static func run(_ options: EvaluateOptions, recipe: Recipe) throws -> JobResult {
    guard let work = options.work ?? options.output.map({ $0 + "/work" }) else {
      throw UsageError("A recipe needs --output DIR, or --work DIR for what it makes.")
    }
    try options.requireFitting(recipe)
    let outputs = try ResultOutputs(options)
    var settings = try options.search.settings(model: "", options.general)
    settings.isQuiet = options.general.isQuiet
    guard settings.identification.template == .none else {
      throw UsageError("--template is not available with --recipe. Give --queries and --gallery.")
    }
    settings.precision = options.precision
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
    job.comparison = options.comparison
    job.explanations = options.explanations
    job.gains = options.gains ?? (recipe.figures?.isEmpty ?? true ? 0 : 5)
    job.estimates.isConfirmed = options.isConfirmed
    job.resamples = options.resamples
    switch recipe.kind {
    case .identification, .timing:
      return try write(job.run(), options, outputs, lines: { $0.lines() })
    case .verification: return try write(job.runPairs(), options, outputs)
    case .grid: return try write(job.runGrid(), options, outputs)
    case .curves: return try write(job.runCurves(), options, outputs)
    }
  }

  /// Writes an evaluation and checks the assertions.
  private static func write(
    _ evaluation: Evaluation, _ options: EvaluateOptions, _ outputs: ResultOutputs,
    lines table: (Evaluation) -> [String]
  ) throws -> JobResult {
    var evaluation = evaluation
    evaluation.setCommand(options.line)
    let written = evaluation
    let results = evaluation.results!
    let forms = ResultForms(
      results,
      html: { try written.html(templates: options.results.templates) },
      csv: written.resultsCSV, pdf: { try written.pdf() })
    var lines = try outputs.files.write(forms, table: table(written))
    if let path = options.output, let folder = outputs.folder {
      lines += try ResultFiles.write(
        forms, ManifestFacts(results),
        further: [("queries.csv", written.queriesCSV), ("table.tex", written.latex)],
        into: path)
      try folder.finish()
    }
    var result = JobResult(
      lines: lines, failures: results.failures, doubtful: results.doubtful,
      listing: ResultFiles.listing(options.results, output: options.output))
    result.isMachineOutput = outputs.files.isOnStandardOutput
    try options.assertions.apply(to: &result) { $0.check(results) }
    return result
  }

  /// Writes the results of pairs, of a grid or of training logs, and checks the assertions.
  private static func write(
    _ found: some TableResults, _ options: EvaluateOptions, _ outputs: ResultOutputs
  ) throws -> JobResult {
    var commanded = found
    commanded.command = options.line
    let results = commanded
    let forms = ResultForms(
      results, html: { try results.html(templates: options.results.templates) },
      csv: results.csv, pdf: results.pdf)
    var lines = try outputs.files.write(forms, table: results.lines())
    if let path = options.output, let folder = outputs.folder {
      lines += try ResultFiles.write(forms, results.manifestFacts, into: path)
      try folder.finish()
    }
    var result = JobResult(
      lines: lines, failures: results.failures,
      listing: ResultFiles.listing(options.results, output: options.output))
    result.isMachineOutput = outputs.files.isOnStandardOutput
    try options.assertions.apply(to: &result) { $0.check(results.rowsToCheck) }
    return result
  }

  private static func evaluation(_ options: EvaluateOptions) throws -> EvaluateJob {
    guard let queries = options.queries else { throw UsageError("--queries is missing.") }
    guard let gallery = options.gallery else { throw UsageError("--gallery is missing.") }
    guard let model = options.models else { throw UsageError("--model is missing.") }
    var settings = try options.search.settings(model: model, options.general)
    settings.precision = options.precision
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
    job.comparison = options.comparison
    job.sample = options.sample
    job.seed = options.seed
    job.scores = options.scores
    job.explanations = options.explanations
    job.isTimed = options.isTimed
    job.gains = options.gains ?? 0
    job.estimates.isConfirmed = options.isConfirmed
    job.resamples = options.resamples
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
