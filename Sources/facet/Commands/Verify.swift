import Basics
import CommandLines
import Identification
import Measurement
import Networks
import Runs

extension Command {
  static let verify = Command(
    "verify", in: .measure,
    summary: "Measure how scorers separate mated from non-mated pairs.",
    discussion: """
      Reports accuracy over ten folds (with the threshold chosen on the other nine), equal error rate, \
      area under the curve and true-match rates at given false-match rates, each with a 95% confidence \
      interval. Rates that the number of pairs cannot support are not reported.

      FILE is LFW's pairs.txt ('name n1 n2', 'name1 n1 name2 n2'), or has 'path1 path2 same' on each \
      line, as MLFW's does, or two lines 'name fold' for a pair (0: different people), as CALFW's does; or it is a folder Protocol/Split/FF or FP of CFP.
      """
  ) { (options: VerifyOptions) in
    var settings = JobSettings(model: options.model)
    options.general.apply(to: &settings)
    try options.faces.apply(to: &settings)
    try options.landmarks.apply(to: &settings)
    options.transport.apply(to: &settings)
    settings.reranker = options.reranker
    settings.precision = options.precision
    settings.galleryListing.root = options.root
    var job = VerifyJob(
      pairs: options.pairs, settings: settings, scorers: options.scorers,
      weightings: options.weighting.weightings, alphas: options.weighting.alphas,
      limits: options.limits, seed: options.seed)
    job.isPublished = options.isPublished
    job.resamples = options.resamples
    let output = try ResultFiles(options.results, inputs: options.inputs)
    let folder = try options.output.map {
      try claimOutput($0, inputs: CommandInputs(options.inputs))
    }
    var measured = try job.run()
    measured.settings.tools.command = options.line
    let results = measured
    let forms = ResultForms(
      results, html: { try results.html(templates: options.results.templates) },
      csv: results.csv, pdf: results.pdf)
    var lines = try output.write(forms, table: results.table())
    if let path = options.output, let folder {
      lines += try ResultFiles.write(forms, ManifestFacts(results), into: path)
      try folder.finish()
    }
    var result = JobResult(
      lines: lines, failures: results.failures, doubtful: results.doubtful,
      listing: ResultFiles.listing(options.results, output: options.output))
    result.isMachineOutput = output.isOnStandardOutput
    try options.assertions.apply(to: &result) { $0.check(results) }
    return result
  }
}

private struct VerifyOptions: FacetOptions {
  let pairs: String
  let model: String
  let faces: FaceOptions
  let landmarks: LandmarkOptions
  let reranker: String?
  let precision: Precision?
  let weighting: WeightingOptions
  let transport: TransportOptions
  let scorers: Set<ScoringMethod>?
  let isPublished: Bool
  let limits: [Double]
  let seed: UInt64
  let resamples: Int
  let root: String?
  let assertions: AssertionOptions
  let output: String?
  /// The command line for the page.
  let line: String
  let results: ResultOptions
  let general: GeneralOptions
  let inputs: [String]

  init(_ options: inout OptionReader) throws(UsageError) {
    pairs = try options.required("--pairs", "FILE", .input, help: "Pairs of pictures.")
    model = try options.required(
      "--model", "LIST", .backbone(.readList),
      help: """
        Backbone, and the files of v and h1 after it, separated by commas: .safetensors files from \
        'facet model import', recognized by their contents. Or 'built-in'.
        """)
    faces = try FaceOptions(&options, .oneFace)
    landmarks = try LandmarkOptions(&options)
    reranker = try options.rerankers()
    precision = try options.precision()
    weighting = try WeightingOptions(&options)
    transport = try TransportOptions(&options)
    scorers = try options.optional(
      "--scorers", "LIST", .list(of: .choice(ScoringMethod.self)),
      in: .measurement, otherwise: "stage1, emd and each other whose trained file is given",
      help: """
        Methods to measure: stage1 (or c), emd (or d), h2l, h2, h1 or v. Separate several by commas.
        """
    ).map(Set.init)
    isPublished =
      try options.value(
        "--protocol", "NAME", .choice(among: [SearchProtocol.strict, .published]), in: .measurement,
        default: .strict,
        help: """
          Protocol: strict, or published, which also states the accuracy as the thesis's code measures \
          it, with the thresholds 0, 0.01 … 0.99 of the squared distance.
          """) == .published
    limits = unique(
      try options.value(
        "--far", "LIST", .list(of: .number(above: 0, through: 1)), in: .measurement,
        default: VerifyJob.defaultLimits,
        help: "False-match rates, above 0 and up to 1. Separate several by commas."))
    seed = try options.seed(
      in: .measurement, help: "Seed for resampling the pairs, which gives the intervals.")
    resamples = try options.value(
      "--resamples", "N", .integer(in: 40...1_000_000), in: .measurement,
      default: VerifyJob.defaultResamples,
      help: """
        Draws with replacement for intervals: of pairs, and of people, whose faces are in several pairs.
        """)
    root = try options.optional(
      "--root", "DIR", .base, in: .pictures, otherwise: "the folder of the pairs file",
      help: "Folder to which paths in the pairs file are relative.")
    assertions = try AssertionOptions(
      &options, metrics: "accuracy, EER, AUC", example: "stage1 accuracy >= 98")
    output = try options.optional(
      "--output", "DIR", .output, in: .output, alias: "-o",
      help: "Folder for index.html, results.pdf, results.json, results.csv and manifest.json.")
    line = options.shownLine
    results = try ResultOptions(&options)
    general = try GeneralOptions(&options)
    inputs = options.inputPaths
  }
}
