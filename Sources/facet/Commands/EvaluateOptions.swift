import Basics
import CommandLines
import Identification
import Measurement
import Networks
import Runs

/// The options of `facet evaluate`.
struct EvaluateOptions: FacetOptions {
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
  let comparison: ComparisonChoice
  let sample: Int?
  let seed: UInt64
  let resamples: Int
  /// Whether a long measurement is begun.
  let isConfirmed: Bool
  let gains: Int?
  let explanations: Int
  let isTimed: Bool
  let groups: String?
  let precision: Precision?
  let recipe: String?
  let curves: [String]?
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
  /// The command line for the page.
  let line: String
  let results: ResultOptions
  let general: GeneralOptions
  let inputs: [String]
  /// The options that the user gave.
  let given: [(name: String, title: OptionTitle)]
  let assertions: AssertionOptions

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
    let reranker = try options.rerankers()
    precision = try options.precision()
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
    var comparison = ComparisonChoice()
    comparison.baseline = try options.value(
      "--baseline", "NAME", .choice(ScoringMethod.self), in: .measurement, default: .stage1,
      help: "Method with which the others are compared: stage1, emd, h2l, h2, h1 or v.")
    comparison.pairs = try options.value(
      "--compare", "NAME", .choice(ComparisonChoice.Pairs.self), in: .measurement,
      default: .baseline,
      help: """
        Rows to compare: baseline (each with the baseline) or all (also each with each other). Holm's \
        correction is over all of them.
        """)
    comparison.margin = try options.optional(
      "--equivalence", "X", .number(above: 0, through: 100), in: .measurement, otherwise: "none",
      help: """
        Margin in points: also test that each difference lies within it, by two one-sided tests over the \
        people.
        """)
    self.comparison = comparison
    sample = try options.optional(
      "--sample", "N", .integer(in: 1...10_000_000), in: .measurement, otherwise: "all",
      help: "Number of queries of each set, drawn by the seed: one of each person, then a second.")
    seed = try options.seed(in: .measurement, help: "Seed of the draw and of random signs.")
    resamples = try options.value(
      "--resamples", "N", .integer(in: 40...1_000_000), in: .measurement,
      default: EvaluateJob.defaultResamples,
      help: """
        Draws of the people with replacement, by the seed: for the bands of FNIR over FPIR, and for errors over \
        the share discarded.
        """)
    isConfirmed = options.flag(
      "--yes", in: .measurement,
      help: """
        Begin even if the estimate, which is measured before the work, is above 60 minutes. Otherwise such a \
        measurement needs --sample, and a shard needs neither.
        """)
    gains = try options.optional(
      "--gains", "N", .integer(in: 0...50), in: .measurement,
      otherwise: "5 in a recipe with figures, else 0",
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
    assertions = try AssertionOptions(
      &options,
      metrics: "P@1, RP, MAP@R, CMC5, FNIR@0.01, FNMR@0.01, Cllr, accuracy, EER, AUC, seconds",
      example: "emd/apc/0.7 P@1 >= 98")
    recipe = try options.optional(
      "--recipe", "NAME", .text, in: .measurement,
      help: "Table to measure: a name from --list-recipes, or a .json file.")
    curves = try options.optional(
      "--curves", "LIST", .inputList, in: .measurement,
      help: """
        Draw the logs of 'facet train h2l --log', separated by commas: accuracy on pairs, loss and accuracy \
        over the steps.
        """
    ).map { $0.split(separator: ",").map(String.init) }
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
      help: """
        Part of a recipe to run: those parts or models whose name begins with this text; if there are none, \
        those whose name contains it.
        """)
    output = try options.optional(
      "--output", "DIR", .output, in: .output, alias: "-o",
      help:
        "Folder for index.html, results.pdf, results.json, results.csv, queries.csv, table.tex and manifest.json."
    )
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
        --recipe, --scores, --timing, --json, --html, --csv or --pdf.
        """)
    results = try ResultOptions(&options)
    general = try GeneralOptions(&options)
    inputs = options.inputPaths
    arguments = options.arguments(
      without: ["--shard", "--output", "--threads", "--quiet", "--yes"])
    line = options.shownLine
    given = options.given
    try requireFitting()
  }

  /// What only a recipe takes.
  private static let ofRecipes = ["--data", "--set", "--models", "--work", "--only"]
  /// What a recipe says itself, or what it does not have.
  private static let notOfRecipes = [
    "--queries", "--gallery", "--weights", "--alpha", "--grid", "--top-k", "--solver", "--scorers",
    "--protocol", "--leave-out", "--keep-self", "--baseline", "--nonmates", "--groups", "--timing",
    "--scores",
  ]

  /// - Throws: A sentence for options that do not fit together.
  private func requireFitting() throws(UsageError) {
    let modes = given.map(\.name).filter {
      ["--list-recipes", "--show-recipe", "--recipe", "--curves"].contains($0)
    }
    guard modes.count < 2 else {
      throw UsageError("\(modes[0]) and \(modes[1]) do not go together. Give one of them.")
    }
    guard let mode = modes.first else {
      if let option = given.first(where: { Self.ofRecipes.contains($0.name) }) {
        throw UsageError("\(option.name) goes with --recipe NAME.")
      }
      return
    }
    if mode == "--recipe" {
      if let option = given.first(where: { Self.notOfRecipes.contains($0.name) }) {
        throw UsageError(
          "\(option.name) is not available with --recipe. Give --queries and --gallery.")
      }
      return
    }
    // The others measure no searches.
    let others = given.filter {
      $0.name != mode
        && (mode == "--curves" ? $0.title != .output : true) && $0.title != .general
    }
    if let option = others.first
      ?? given.first(where: { $0.name == "--scores" || $0.name == "--work" })
    {
      throw UsageError("\(option.name) does not go with \(mode), which measures no searches.")
    }
  }

  /// What a recipe of this kind does not use.
  ///
  /// - Throws: A sentence that names the first such option.
  func requireFitting(_ recipe: Recipe) throws(UsageError) {
    let searching = [
      "--sample", "--open-set", "--fpir", "--resamples", "--compare", "--equivalence", "--gains",
      "--explanations", "--h2l-share", "--alpha-range",
    ]
    let unused: [String] =
      switch recipe.kind {
      case .identification, .timing: []
      case .verification, .grid: searching
      case .curves: searching + ["--data", "--set", "--only", "--model", "--reranker"]
      }
    if let option = given.first(where: { unused.contains($0.name) }) {
      throw UsageError(
        "\(option.name) does not go with the recipe '\(recipe.name)', which is of the kind "
          + "'\(recipe.kind.rawValue)'.")
    }
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
