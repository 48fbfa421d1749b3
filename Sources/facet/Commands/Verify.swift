import Basics
import CommandLines
import Identification
import Measurement
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
      line, as MLFW's does; or it is a folder Protocol/Split/FF or FP of CFP.
      """
  ) { (options: VerifyOptions) in
    var settings = JobSettings(model: options.model)
    options.general.apply(to: &settings)
    try options.faces.apply(to: &settings)
    options.transport.apply(to: &settings)
    settings.reranker = options.reranker
    settings.galleryListing.root = options.root
    let job = VerifyJob(
      pairs: options.pairs, settings: settings, scorers: options.scorers,
      weightings: options.weighting.weightings, alphas: options.weighting.alphas,
      limits: options.limits, seed: options.seed)
    let output = try ResultFiles(options.results, inputs: options.inputs)
    let results = try job.run()
    var result = JobResult(
      lines: try output.write(results, table: results.table()) {
        try results.html(templates: options.results.templates)
      }, failures: results.failures, doubtful: results.doubtful)
    result.isMachineOutput = output.isOnStandardOutput
    return result
  }
}

private struct VerifyOptions: FacetOptions {
  let pairs: String
  let model: String
  let faces: FaceOptions
  let reranker: String?
  let weighting: WeightingOptions
  let transport: TransportOptions
  let scorers: Set<ScoringMethod>?
  let limits: [Double]
  let seed: UInt64
  let root: String?
  let results: ResultOptions
  let general: GeneralOptions
  let inputs: [String]

  init(_ options: inout OptionReader) throws(UsageError) {
    pairs = try options.required("--pairs", "FILE", .input, help: "Pairs of pictures.")
    model = try options.model()
    faces = try FaceOptions(&options, .oneFace)
    reranker = try options.reranker()
    weighting = try WeightingOptions(&options)
    transport = try TransportOptions(&options)
    scorers = try options.optional(
      "--scorers", "LIST", .list(of: .choice(among: [ScoringMethod.stage1, .emd, .h2l])),
      in: .measurement, otherwise: "stage1, emd, and h2l if a trained one is given",
      help: "Methods to measure: stage1 (or c), emd (or d) or h2l. Separate several by commas."
    ).map(Set.init)
    limits = unique(
      try options.value(
        "--far", "LIST", .list(of: .number(above: 0, through: 1)), in: .measurement,
        default: VerifyJob.defaultLimits,
        help: "False-match rates, above 0 and up to 1. Separate several by commas."))
    seed = try options.seed(
      in: .measurement, help: "Seed for resampling the pairs, which gives the intervals.")
    root = try options.optional(
      "--root", "DIR", .base, in: .pictures, otherwise: "the folder of the pairs file",
      help: "Folder to which paths in the pairs file are relative.")
    results = try .jsonAndPage(&options)
    general = try GeneralOptions(&options)
    inputs = options.inputPaths
  }
}
