import CommandLines
import Jobs

extension Command {
  static let enroll = Command(
    CommandSpecification(
      "enroll", summary: "Compute a gallery's features once, for report and evaluate.",
      discussion: SharedOptions.paths
        + "\n\nRun again, it computes only what is new or changed and drops what is gone.",
      positionals: [PositionalSpecification("PATH", help: "The known faces.")],
      options: [
        OptionSpecification(
          "--output", "GALLERY", alias: "-o", isRequired: true,
          help: "The gallery folder, outside PATH. Only a gallery's files are replaced."),
        SharedOptions.model, SharedOptions.aligned,
      ] + SharedOptions.onePathDetection + SharedOptions.onePathListing + SharedOptions.common)
  ) { parsed in
    var settings = try parsed.commonSettings()
    settings.galleryListing = try parsed.listing()
    return try EnrollJob(
      pictures: parsed.positionals[0], output: parsed.text("--output")!,
      settings: settings
    ).run()
  }
}
