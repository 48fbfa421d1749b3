import CommandLines
import Identification
import Measurement
import Runs

extension Command {
  static let evaluate = Command(
    "evaluate", in: .measure,
    summary: "Measure P@1, R-precision and MAP@R on labeled faces.",
    discussion: SharedOptions.paths
  ) { (options: EvaluateOptions) in
    let output = try ResultFiles(options.results, inputs: options.inputs)
    let job = try evaluation(options)
    let results = try job.run()
    var result = JobResult(
      lines: try output.write(results, table: results.table()) {
        try results.html(templates: options.results.templates)
      }, failures: results.failures, doubtful: results.doubtful)
    result.isMachineOutput = output.isOnStandardOutput
    return result
  }

  private static func evaluation(_ options: EvaluateOptions) throws -> EvaluateJob {
    let settings = try options.search.settings(model: options.models, options.general)
    guard settings.detector == nil || settings.queryFaces != .all else {
      throw UsageError(
        """
        --faces takes largest, center or only for the queries here, not 'all': a label names one \
        person per picture.
        """)
    }
    return EvaluateJob(
      queries: options.queries, gallery: options.gallery, settings: settings,
      scorers: options.scorers, weightings: options.weighting.weightings,
      alphas: options.weighting.alphas, grids: options.grids, solvers: options.solvers,
      depths: options.depths)
  }
}

private struct EvaluateOptions: FacetOptions {
  let queries: String
  let gallery: String
  let models: String
  let search: SearchOptions
  let weighting: WeightingOptions
  let grids: [GridChoice]?
  let depths: [Int]?
  let solvers: [TransportSolver]?
  let scorers: [ScoringMethod]?
  let results: ResultOptions
  let general: GeneralOptions
  let inputs: [String]

  init(_ options: inout OptionReader) throws(UsageError) {
    queries = try options.required("--queries", "PATH", .input, help: "Labeled faces.")
    gallery = try options.required(
      "--gallery", "PATH", .input, help: "Labeled faces, or a gallery from 'facet enroll'.")
    models = try options.required(
      "--model", "LIST", .backbone(.readList),
      help: """
        Backbone, and the files of v and h1 after it, separated by commas: .safetensors files from \
        'facet model import', recognized by their contents. Or 'built-in'.
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
    results = try .jsonAndPage(&options)
    general = try GeneralOptions(&options)
    inputs = options.inputPaths
  }
}
