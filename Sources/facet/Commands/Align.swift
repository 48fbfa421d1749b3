import CommandLines
import Commands
import Runs

extension Command {
  static let align = Command(
    CommandSpecification(
      "align", summary: "Cut faces out of photographs and align them for a network.",
      discussion: SharedOptions.paths + """


        Needs --detector, --model and --output. Writes for each face a PNG in the size and colors of \
        the model and its 68 landmarks (from a file beside the photograph, otherwise a mean shape fitted \
        to the detector's five points), and faces.jsonl, which lists where each face came from. \
        Sub-folders are kept.

        With --check, nothing is written. It lists unreadable pictures, pictures without a face or with \
        several, doubtful faces, faces smaller than the model's input, pictures that are also in \
        --gallery, and identities with one picture.
        """,
      positionals: [PositionalSpecification("PATH", help: "Photographs.")],
      options: [
        OptionSpecification("--check", help: "Write nothing; only list problems."),
        OptionSpecification(
          "--gallery", "PATH",
          help: "With --check: a second PATH, to find pictures that are in both."),
        OptionSpecification(
          "--json", "FILE",
          help: "With --check: write the problems as JSON; '-' prints them instead of the list."),
        OptionSpecification(
          "--model", "FILE",
          help: "Backbone to align the faces for; with --check, to compare sizes with."),
        OptionSpecification(
          "--output", "DIR", alias: "-o", help: "Folder for the faces. " + SharedOptions.outputRule),
        SharedOptions.replace,
      ] + SharedOptions.onePathDetection + SharedOptions.onePathListing + SharedOptions.common)
  ) { parsed in
    // The networks are named apart: with --check neither is needed.
    var settings = JobSettings(model: parsed.backbone("--model") ?? "")
    settings.isStrict = parsed.flag("--strict")
    settings.isQuiet = parsed.flag("--quiet")
    settings.queryListing = try parsed.listing()
    try parsed.applyDetection(to: &settings)
    if parsed.flag("--check") { return try check(parsed, settings) }
    for name in ["--gallery", "--json"] where parsed.text(name) != nil {
      throw UsageError("\(name) goes with --check.")
    }
    func needed(
      _ name: String, _ value: (String) -> String?
    ) throws(UsageError) -> String {
      guard let value = value(name) else {
        throw UsageError("'facet align' needs \(name), unless --check is given.")
      }
      return value
    }
    var job = try AlignJob(
      pictures: parsed.positionals[0], detector: needed("--detector", parsed.text),
      model: needed("--model", parsed.backbone), output: needed("--output", parsed.text),
      settings: settings)
    job.replaces = parsed.flag("--replace")
    return try job.run()
  }

  private static func check(_ parsed: ParsedCommand, _ settings: JobSettings) throws -> JobResult {
    let output = try ResultFiles(parsed)
    let results = try PictureInspectionJob(
      pictures: parsed.positionals[0], gallery: parsed.text("--gallery"),
      detector: parsed.text("--detector"), model: parsed.backbone("--model"), settings: settings
    ).run()
    let status: JobResult.Status = results.failures.isEmpty ? .done : .doneWithFailures
    var result = JobResult(
      status: status, lines: try output.write(results, table: results.lines()))
    result.isMachineOutput = output.isOnStandardOutput
    return result
  }
}
