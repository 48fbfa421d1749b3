import CommandLines
import Commands
import Faces
import Portraits

extension Command {
  static let portraits = Command(
    CommandSpecification(
      "portraits", summary: "Draw people who do not exist, with landmarks, as test material.",
      discussion: """
        Writes one folder a person with its pictures and a .pts file with 68 landmarks beside each, \
        and \(PortraitsJob.logName), which lists them. \
        The same seed gives the same pictures; another seed gives other people. The pictures are \
        drawings: what is measured on them says nothing about real faces.
        """,
      options: [
        OptionSpecification(
          "--output", "DIR", alias: "-o",
          help: "Where the folders go. " + SharedOptions.outputRule),
        SharedOptions.replace,
        OptionSpecification(
          "--sheet", "FILE", help: "Write a contact sheet of the first people as PNG."),
        OptionSpecification("--people", "N", help: "How many people. Default: 20."),
        OptionSpecification("--pictures", "N", help: "How many pictures of each. Default: 5."),
        OptionSpecification("--seed", "N", help: "Default: 1."),
        OptionSpecification(
          "--occlude", "LIST",
          help: """
            Each picture gets one of these, by chance: \(OccluderKind.allCases.map(\.rawValue).joined(separator: ", ")), \
            none. Default: none.
            """),
        OptionSpecification(
          "--size", "WxH",
          help: """
            Of each picture. 96x112, 128x128 and 160x160 are faces aligned for a network; with \
            another size head and shoulders are drawn. Default: 128x128.
            """),
        OptionSpecification(
          "--for", "MODEL", help: "Faces aligned for this backbone, instead of --size."),
      ] + SharedOptions.common)
  ) { parsed in
    let output = parsed.text("--output")
    let sheet = parsed.text("--sheet")
    guard output != nil || sheet != nil else {
      throw UsageError("Give --output DIR, --sheet FILE or both: where the portraits go.")
    }
    var job = PortraitsJob(frame: try frame(parsed))
    (job.output, job.sheet) = (output, sheet)
    job.seed = try parsed.seed()
    job.people = try parsed.integer("--people", in: 1...1_000_000) ?? job.people
    job.pictures = try parsed.integer("--pictures", in: 1...100_000) ?? job.pictures
    if let names = try parsed.choices("--occlude", as: OccluderName.self) {
      job.occluders = names.map { OccluderKind(rawValue: $0.rawValue) }
    }
    job.model = parsed.text("--for")
    job.replaces = parsed.flag("--replace")
    job.isQuiet = parsed.flag("--quiet")
    return try job.run()
  }

  private enum OccluderName: String, CaseIterable {
    case none, mask, surgical, cloth, ffp2, patterned, sunglasses, crop, rotate
  }

  private static func frame(_ parsed: ParsedCommand) throws -> PortraitFrame {
    if let model = parsed.backbone("--for") {
      guard parsed.text("--size") == nil else {
        throw UsageError("--for tells the size of the pictures; give it or --size.")
      }
      return try portraitFrame(forModel: model)
    }
    let text = parsed.text("--size") ?? "128x128"
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (32...4096).contains(width), (32...4096).contains(height)
    else {
      throw UsageError(
        "--size takes a width and a height from 32 to 4096, such as 128x128, not '\(text)'.")
    }
    guard ["96x112", "128x128", "160x160"].contains(text) else {
      return PortraitFrame(width: width, height: height)
    }
    return .aligned(width: width, height: height)!
  }
}
