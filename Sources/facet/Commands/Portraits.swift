import CommandLines
import Faces
import Jobs

extension Command {
  static let portraits = Command(
    CommandSpecification(
      "portraits", summary: "Draw people who do not exist, with landmarks, as test material.",
      discussion: """
        Writes one folder a person with its pictures and a .pts file with 68 landmarks beside each. \
        The same seed gives the same pictures; another seed gives other people. The pictures are \
        drawings: what is measured on them says nothing about real faces.
        """,
      options: [
        OptionSpecification("--output", "DIR", alias: "-o", help: "Where the folders go."),
        OptionSpecification(
          "--sheet", "FILE", help: "Write a contact sheet of the first people as PNG."),
        OptionSpecification("--people", "N", help: "How many people. Default: 20."),
        OptionSpecification("--pictures", "N", help: "How many pictures of each. Default: 5."),
        OptionSpecification("--seed", "N", help: "Default: 1."),
        OptionSpecification(
          "--size", "WxH",
          help: """
            Of each picture. Faces aligned for a network: 96x112, 128x128 or 160x160; with another \
            size head and shoulders are drawn. Default: 128x128.
            """),
      ] + SharedOptions.common)
  ) { parsed in
    let output = parsed.text("--output")
    let sheet = parsed.text("--sheet")
    guard output != nil || sheet != nil else {
      throw UsageError("Give --output DIR, --sheet FILE or both: where the portraits go.")
    }
    return try PortraitsJob(
      output: output, sheet: sheet,
      seed: UInt64(try parsed.integer("--seed", in: 0...Int.max) ?? 1),
      people: try parsed.integer("--people", in: 1...1_000_000) ?? 20,
      pictures: try parsed.integer("--pictures", in: 1...100_000) ?? 5,
      frame: try frame(parsed.text("--size") ?? "128x128"), isQuiet: parsed.flag("--quiet")
    ).run()
  }

  private static func frame(_ text: String) throws(UsageError) -> PortraitFrame {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (32...4096).contains(width), (32...4096).contains(height)
    else {
      throw UsageError(
        "--size takes a width and a height from 32 to 4096, such as 128x128, not '\(text)'.")
    }
    return .aligned(width: width, height: height) ?? PortraitFrame(width: width, height: height)
  }
}
