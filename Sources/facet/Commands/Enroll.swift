import Basics
import CommandLines
import Commands
import Datasets
import Identification
import Runs

extension Command {
  static let enroll = Command(
    "enroll", in: .search,
    summary: "Compute a gallery's features once, for later searches.",
    discussion: SharedOptions.paths + """


      When run again, the command computes only new or changed pictures and drops those that are gone. A \
      run that was stopped is continued by the same command. It needs --landmarks only for --alignment 68: \
      a search with --landmarks finds them in the enrolled photographs.
      """
  ) { (options: EnrollOptions) in
    var settings = JobSettings(model: options.model)
    options.general.apply(to: &settings)
    try options.faces.apply(to: &settings)
    try options.landmarks.apply(to: &settings)
    settings.galleryListing = options.labels
    var job = EnrollJob(pictures: options.pictures, output: options.output, settings: settings)
    job.shard = options.shard
    job.precision = options.precision
    return try job.run()
  }
}

private struct EnrollOptions: FacetOptions {
  let pictures: String
  let output: String
  let model: String
  let faces: FaceOptions
  let landmarks: LandmarkOptions
  let labels: ListingOptions
  let shard: Shard?
  let precision: PatchPrecision
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    pictures = try options.positional("PATH", help: "Known faces.")
    output = try options.required(
      "--output", "GALLERY", .output, alias: "-o",
      help: "Gallery folder to write, outside PATH. Only files of a gallery are replaced.")
    model = try options.model()
    faces = try FaceOptions(&options, .onePath)
    landmarks = try LandmarkOptions(&options)
    labels = try LabelOptions.onePath(&options)
    shard = try options.shard(
      in: .output,
      help: "Enroll only part I of N of the pictures, into a gallery folder of its own.")
    precision = try options.value(
      "--patches", "NAME", .choice(PatchPrecision.self), in: .output, default: .float16,
      help: """
        Storage of the patches of each face: float16, or int8 with the largest value of each patch, \
        which halves the gallery and may change scores in the third decimal.
        """)
    general = try GeneralOptions(&options)
  }
}
