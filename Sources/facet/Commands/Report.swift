import Basics
import CommandLines
import Commands
import Evidence
import Identification
import Networks
import Runs

extension Command {
  static let report = Command(
    "report", in: .search,
    summary: "Rank a gallery for each query and write explained reports.",
    discussion: SharedOptions.paths
  ) { (options: ReportOptions) in
    var settings = try options.search.settings(model: options.model, options.general)
    options.ranking.apply(to: &settings)
    settings.precision = options.precision
    settings.show = options.show
    settings.calibration = options.calibration
    settings.calibrationKind = options.calibrationKind
    settings.apartAt = options.apartAt
    settings.hasChecks = !options.skipsChecks
    settings.pixelMasks = try options.pixelMasks
    settings.templates = options.templates
    var job = ReportJob(
      queries: options.queries, gallery: options.gallery, output: options.output,
      settings: settings, isResumed: options.isResumed, dossier: try options.dossier.dossier())
    job.sealedKey = options.dossier.sealedKey
    job.timings = options.timings
    job.signingKey = options.dossier.signingKey
    if let shard = options.shard {
      guard job.signingKey == nil else {
        throw UsageError("--sign is for a whole batch. Give it to 'facet merge'.")
      }
      job.part = .shard(shard)
    }
    return try job.run()
  }
}

private struct ReportOptions: FacetOptions {
  let queries: String
  let gallery: String
  let model: String
  let search: SearchOptions
  let ranking: RankingOptions
  let output: String
  let show: Int
  let calibration: String?
  let calibrationKind: QueryKind?
  let apartAt: Double?
  let skipsChecks: Bool
  let precision: Precision?
  private let importance: ImportanceKind
  private let masks: Int?
  let isResumed: Bool
  let shard: Shard?
  let timings: String?
  let templates: String?
  let dossier: DossierArguments
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    queries = try options.required("--queries", "PATH", .input, help: "Faces to identify.")
    gallery = try options.required(
      "--gallery", "PATH", .input,
      help: "Known faces: pictures, or a gallery from 'facet enroll'.")
    model = try options.model()
    let reranker = try options.reranker()
    precision = try options.precision()
    ranking = try RankingOptions(&options)
    search = try SearchOptions(&options, reranker: reranker)
    output = try options.value(
      "--output", "DIR", .output, in: .report, alias: "-o", default: "output",
      help: "Folder for the reports. It may contain the inputs, but must not lie in one.")
    show = try options.value(
      "--show", "N", .integer(in: JobSettings.shown), in: .report, default: 3,
      help: "Number of candidates to explain, 1 to 20.")
    calibration = try options.optional(
      "--calibration", "FILE", .input, in: .report,
      help: """
        Calibration from 'facet calibrate' with the same models and settings and with other people. \
        The report then states how often a wrong person scores as high.
        """)
    calibrationKind = try options.calibrationKind(in: .report)
    apartAt = try options.optional(
      "--apart-at", "X", .number(in: 0...1), in: .report,
      otherwise: "\(SearchState.Rule().apartAt)",
      help: """
        Largest rate of wrong people in the calibration's searches at which one person stands apart.
        """)
    skipsChecks = options.flag(
      "--no-checks", in: .report,
      help: """
        Skip the sanity checks, which run the network about a hundred times per query on covered, \
        mirrored and shuffled copies.
        """)
    importance = try options.value(
      "--importance", "NAME", .choice(ImportanceKind.self), in: .report, default: .patches,
      help: """
        Measured importance of the query's parts. patches: by covering patches. corrrise: also a map \
        by pixels, from random masks (about 2 ms each).
        """)
    masks = try options.optional(
      "--masks", "N", .integer(in: JobSettings.masks), in: .report, otherwise: "500",
      help: "Number of random masks of --importance corrrise.")
    isResumed = options.flag(
      "--resume", in: .report, help: "Continue a batch that was stopped in the same output folder.")
    shard = try options.shard(
      in: .report,
      help: """
        Report only part I of N of the queries, into an output folder of its own. Editions other than \
        full need --sealed, the same key for all shards.
        """)
    timings = try options.optional(
      "--timings", "FILE", .input, in: .report, otherwise: "measure",
      help: """
        The timings.json of an earlier run with the same queries. Its times are printed, so that the \
        report repeats byte by byte.
        """)
    templates = try options.templates(in: .report)
    dossier = try DossierArguments(&options)
    general = try GeneralOptions(&options)
  }
}

/// What `--importance` measures.
private enum ImportanceKind: String, CaseIterable, Sendable {
  case patches
  case corrrise
}

extension ReportOptions {
  /// The number of masks by pixels; `nil` without them.
  ///
  /// - Throws: `UsageError` if options contradict each other.
  fileprivate var pixelMasks: Int? {
    get throws(UsageError) {
      guard importance == .corrrise else {
        guard masks == nil else {
          throw UsageError("--masks is for --importance corrrise. Give both, or neither.")
        }
        return nil
      }
      guard !skipsChecks else {
        throw UsageError(
          "--importance corrrise measures what --no-checks leaves out. Give one of them.")
      }
      return masks ?? 500
    }
  }
}
