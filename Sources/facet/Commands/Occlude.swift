import CommandLines
import Commands
import Datasets
import Faces
import Identification
import Runs

extension Command {
  static let occlude = Command(
    "occlude", in: .pictures,
    summary: "Make masked, cropped or turned copies of faces.",
    discussion: SharedOptions.paths + """


      Masks and glasses are placed by 68 landmarks: those of the .pts or .json file beside a picture. \
      Without such a file, --aligned uses a mean face on the template's five points, and --detector \
      uses the five points of the face found in the picture. Folders and names stay. Pictures become \
      PNG, landmark files move along, and \(OccludeJob.logName) records what was done to each. The \
      same seed does the same to a picture of the same name.
      """
  ) { (options: OccludeOptions) in
    var settings = JobSettings(model: "")
    try options.faces.applyOptionally(to: &settings)
    var job = OccludeJob(
      pictures: options.pictures, output: options.output, kind: options.kind, seed: options.seed)
    job.isAligned = options.faces.isAligned
    job.detector = settings.detector
    job.faces = settings.queryFaces
    job.minimumFace = settings.minimumFace
    job.minimumScore = settings.minimumScore
    job.listing = options.labels
    job.replaces = options.replaces
    job.isStrict = options.general.isStrict
    job.isQuiet = options.general.isQuiet
    return try job.run()
  }
}

private struct OccludeOptions: FacetOptions {
  let pictures: String
  let kind: OccluderKind
  let output: String
  let faces: FaceOptions
  let seed: UInt64
  let labels: ListingOptions
  let replaces: Bool
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    pictures = try options.positional("PATH", help: "Pictures to copy.")
    kind = try options.required(
      "--kind", "NAME", .choice(OccluderKind.self),
      help: """
        Occlusion: mask (any of the next four), surgical, cloth, ffp2, patterned, sunglasses, crop (a \
        random part of 70% of each side, scaled back) or rotate (5 to 30 degrees either way).
        """)
    output = try options.required(
      "--output", "DIR", .output, alias: "-o",
      help: "Folder for the copies. " + SharedOptions.outputRule)
    faces = try FaceOptions(&options, .oneFace, template: true)
    seed = try options.seed(
      in: .drawing, help: "Seed; another one gives other shapes, colors and places.")
    labels = try LabelOptions.onePath(&options)
    replaces = options.replace()
    general = try GeneralOptions(&options)
  }
}
