import CommandLines
import Commands
import Datasets
import Identification
import Runs

extension Command {
  static let align = Command(
    "align", in: .pictures,
    summary: "Crop and align the faces of photographs for a network.",
    discussion: SharedOptions.paths + """


      Needs --detector, --model and --output. For each face, the command writes a PNG in the size and \
      colors of the model, and its 68 landmarks. The landmarks come from a file beside the photograph, \
      from the predictor of --landmarks, or from a mean shape fitted to the detector's five points. \
      faces.jsonl lists where each face came from. Sub-folders are kept.

      With --check, nothing is written. The command lists unreadable pictures, pictures without a face \
      or with several, doubtful faces, faces smaller than the model's input, pictures that are also in \
      --gallery, and identities with one picture.
      """
  ) { (options: AlignOptions) in
    // Detector and model are passed apart: with --check neither is needed.
    var settings = JobSettings(model: options.model ?? "")
    options.general.apply(to: &settings)
    settings.queryListing = options.labels
    try options.detection.apply(to: &settings)
    if options.checks { return try check(options, settings) }
    // Without a detector the command stops below.
    if settings.detector != nil { try options.landmarks.apply(to: &settings) }
    if options.gallery != nil { throw UsageError("--gallery goes with --check.") }
    if options.results.json != nil { throw UsageError("--json goes with --check.") }
    var job = try AlignJob(
      pictures: options.pictures, detector: needed(options.detection.detector, "--detector FILE"),
      model: needed(options.model, "--model FILE"),
      output: needed(options.output, "--output DIR"), settings: settings)
    job.replaces = options.replaces
    job.landmarks = options.landmarks.predictor
    return try job.run()
  }

  private static func needed(_ value: String?, _ option: String) throws(UsageError) -> String {
    guard let value else {
      throw UsageError("'facet align' needs \(option), unless --check is given.")
    }
    return value
  }

  private static func check(_ options: AlignOptions, _ settings: JobSettings) throws -> JobResult {
    let output = try ResultFiles(options.results, inputs: options.inputs)
    let results = try PictureInspectionJob(
      pictures: options.pictures, gallery: options.gallery,
      detector: options.detection.detector, model: options.model, settings: settings
    ).run()
    let status: JobResult.Status = results.failures.isEmpty ? .done : .doneWithFailures
    var result = JobResult(
      status: status, lines: try output.write(ResultForms(json: results), table: results.lines()))
    result.isMachineOutput = output.isOnStandardOutput
    return result
  }
}

private struct AlignOptions: FacetOptions {
  let pictures: String
  let detection: DetectionOptions
  let model: String?
  let landmarks: LandmarkOptions
  let checks: Bool
  let gallery: String?
  let labels: ListingOptions
  let output: String?
  let replaces: Bool
  let results: ResultOptions
  let general: GeneralOptions
  let inputs: [String]

  init(_ options: inout OptionReader) throws(UsageError) {
    pictures = try options.positional("PATH", help: "Photographs.")
    detection = try DetectionOptions(&options, .onePath)
    model = try options.optional(
      "--model", "FILE", .backbone(), in: .faces,
      help: "Backbone to align the faces for. With --check: to compare sizes with.")
    landmarks = try LandmarkOptions(&options)
    checks = options.flag("--check", in: .checking, help: "Write nothing; only list problems.")
    gallery = try options.optional(
      "--gallery", "PATH", .input, in: .checking,
      help: "With --check: a second PATH, to find pictures that are in both.")
    results = ResultOptions(
      json: try options.optional(
        "--json", "FILE", .output, in: .checking,
        help: "With --check: file for the problems as JSON; '-' prints them instead of the list."),
      html: nil, csv: nil, pdf: nil, templates: nil)
    labels = try LabelOptions.onePath(&options)
    output = try options.optional(
      "--output", "DIR", .output, in: .output, alias: "-o",
      help: "Folder for the faces. " + SharedOptions.outputRule)
    replaces = options.replace()
    general = try GeneralOptions(&options)
    inputs = options.inputPaths
  }
}
