import CommandLines
import Commands
import Faces
import Runs

extension Command {
  static let occlude = Command(
    CommandSpecification(
      "occlude", summary: "Make masked, sunglassed, cropped or turned copies of face pictures.",
      discussion: SharedOptions.paths + """


        Masks and glasses are placed by 68 landmarks: those of the .pts or .json file beside a \
        picture; without one, with --aligned, a mean face on the template's five points, or, with \
        --detector, on the five points of the face found in it. Folders and names stay; pictures become PNG, landmark \
        files move along, and \(OccludeJob.logName) says what was done to each. The same seed does \
        the same to a picture of the same name.
        """,
      positionals: [PositionalSpecification("PATH", help: "The pictures.")],
      options: [
        OptionSpecification(
          "--kind", "NAME", isRequired: true,
          help: """
            mask (any of the next four), surgical, cloth, ffp2, patterned, sunglasses, crop (a random \
            part of 70 % of each side, scaled back), rotate (5 to 30 degrees either way).
            """),
        OptionSpecification(
          "--output", "DIR", alias: "-o", isRequired: true,
          help: "Where the copies go. " + SharedOptions.outputRule),
        SharedOptions.replace,
        OptionSpecification("--seed", "N", help: "Default: 1."),
        SharedOptions.alignedToTemplate,
      ] + SharedOptions.oneFaceDetection + SharedOptions.onePathListing + SharedOptions.common)
  ) { parsed in
    try parsed.refuseAlignedWithDetector()
    var settings = JobSettings(model: "")
    try parsed.applyDetection(to: &settings)
    try parsed.requireOneFace(settings, "An occlusion covers one face")
    guard let kind = try parsed.choice("--kind", as: OccluderKind.self) else {
      preconditionFailure("--kind is required")
    }
    var job = OccludeJob(
      pictures: parsed.positionals[0], output: parsed.text("--output")!, kind: kind,
      seed: try parsed.seed())
    job.isAligned = parsed.flag("--aligned")
    job.detector = settings.detector
    job.faces = settings.queryFaces
    job.minimumFace = settings.minimumFace
    job.minimumScore = settings.minimumScore
    job.listing = try parsed.listing()
    job.replaces = parsed.flag("--replace")
    job.isStrict = parsed.flag("--strict")
    job.isQuiet = parsed.flag("--quiet")
    return try job.run()
  }
}
