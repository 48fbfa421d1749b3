import CommandLines
import Jobs

extension Command {
  static let align = Command(
    CommandSpecification(
      "align", summary: "Cut faces out of photographs and align them for a network.",
      discussion: SharedOptions.paths + """


        Writes a PNG for each face in the model's size and colours, 68 landmarks for LMK beside it \
        (of a file beside the photograph, else a mean shape laid on the detector's five points), and \
        faces.jsonl, which says where each came from. Sub-folders are kept.

        With --check nothing is written: it lists unreadable pictures, those without a face or with \
        several, faces smaller than the model's input, pictures that --gallery has too, and \
        identities with one picture.
        """,
      positionals: [PositionalSpecification("PATH", help: "The photographs.")],
      options: [
        OptionSpecification("--check", help: "Only look, and list what is amiss."),
        OptionSpecification(
          "--gallery", "PATH", help: "With --check: a second PATH, to find what both have."),
        OptionSpecification(
          "--json", "FILE",
          help: "With --check: write the findings as JSON; '-' prints them instead of the list."),
        OptionSpecification(
          "--model", "FILE",
          help: "The backbone that the faces are aligned for. With --check: for sizes."),
        OptionSpecification("--output", "DIR", alias: "-o", help: "Where the faces go."),
      ] + SharedOptions.onePathDetection + SharedOptions.onePathListing + SharedOptions.common)
  ) { parsed in
    // The networks are named apart: with --check neither is needed.
    var settings = JobSettings(model: parsed.text("--model") ?? "")
    settings.isStrict = parsed.flag("--strict")
    settings.isQuiet = parsed.flag("--quiet")
    settings.queryListing = try parsed.listing()
    try parsed.applyDetection(to: &settings)
    if parsed.flag("--check") { return try check(parsed, settings) }
    for name in ["--gallery", "--json"] where parsed.text(name) != nil {
      throw UsageError("\(name) goes with --check.")
    }
    func needed(_ name: String) throws(UsageError) -> String {
      guard let value = parsed.text(name) else {
        throw UsageError("'facet align' needs \(name), unless with --check.")
      }
      return value
    }
    return try AlignJob(
      pictures: parsed.positionals[0], detector: needed("--detector"), model: needed("--model"),
      output: needed("--output"), settings: settings
    ).run()
  }

  private static func check(_ parsed: ParsedCommand, _ settings: JobSettings) throws -> JobResult {
    let output = try ResultFiles(parsed)
    let results = try CheckPicturesJob(
      pictures: parsed.positionals[0], gallery: parsed.text("--gallery"),
      detector: parsed.text("--detector"), model: parsed.text("--model"), settings: settings
    ).run()
    let status: JobResult.Status = results.failures.isEmpty ? .done : .doneWithFailures
    var result = JobResult(
      status: status, lines: try output.write(results, table: results.lines()))
    result.isMachineOutput = output.isOnStandardOutput
    return result
  }
}
