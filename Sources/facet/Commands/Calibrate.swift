import CommandLines
import Commands
import Evidence
import Identification
import Measurement
import Runs

extension Command {
  static let calibrate = Command(
    "calibrate", in: .measure,
    summary: "Measure how high right and wrong people score.",
    discussion: SharedOptions.paths + """


      Use other people than those of the case, 100 or more, with pictures like the case's. Give the \
      models and settings of the report. 'facet report --calibration FILE' then states rates.
      """
  ) { (options: CalibrateOptions) in
    var settings = try options.search.settings(model: options.model, options.general)
    // A picture compared with itself would count as a mate, with a score that no mate has.
    guard settings.ownPictures != .none else {
      throw UsageError(
        """
        'facet calibrate' does not take --leave-out none (--keep-self), because a picture found in \
        itself is not a mate. Omit that option.
        """)
    }
    guard settings.detector == nil || settings.queryFaces != .all else {
      throw UsageError(
        """
        --faces takes largest, center or only for the queries here, not 'all': a label names one \
        person per picture.
        """)
    }
    options.ranking.apply(to: &settings)
    settings.calibrationKind = options.kind
    var job = CalibrateJob(
      queries: options.queries, gallery: options.gallery, output: options.output,
      settings: settings)
    job.namePrefix = options.namePrefix ?? ""
    return try job.run()
  }
}

private struct CalibrateOptions: FacetOptions {
  let queries: String
  let gallery: String
  let output: String
  let model: String
  let ranking: RankingOptions
  let search: SearchOptions
  let kind: QueryKind?
  let namePrefix: String?
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    queries = try options.required("--queries", "PATH", .input, help: "Labeled faces.")
    gallery = try options.required(
      "--gallery", "PATH", .input, help: "Labeled faces, or a gallery from 'facet enroll'.")
    output = try options.required(
      "--output", "FILE", .output, alias: "-o", help: "Calibration file to write (JSON).")
    model = try options.model()
    let reranker = try options.reranker()
    ranking = try RankingOptions(&options)
    search = try SearchOptions(&options, reranker: reranker)
    kind = try options.calibrationKind(in: .measurement)
    namePrefix = try options.optional(
      "--name-prefix", "TEXT", .text, in: .measurement,
      help: """
        Text to put before each person's name. A report refuses a calibration that shares a name with \
        its search; use a prefix if the case has other people with the same names.
        """)
    general = try GeneralOptions(&options)
  }
}

extension OptionReader {
  /// `--calibration-kind`.
  mutating func calibrationKind(in title: OptionTitle) throws(UsageError) -> QueryKind? {
    try optional(
      "--calibration-kind", "KIND", .choice(QueryKind.self), in: title,
      otherwise: "the kind in the log of 'facet occlude', if there is one",
      help: """
        Kind of the queries: clean, mask, sunglasses, crop or rotate. A calibration of another kind \
        gives no rate.
        """)
  }
}
