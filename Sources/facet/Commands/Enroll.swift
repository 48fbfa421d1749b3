import CommandLines
import Commands

extension Command {
  static let enroll = Command(
    CommandSpecification(
      "enroll", summary: "Compute the features of a gallery once, for use by report and evaluate.",
      discussion: SharedOptions.paths
        + "\n\nWhen run again, it computes only new or changed pictures and drops those that are gone.",
      positionals: [PositionalSpecification("PATH", help: "Known faces.")],
      options: [
        OptionSpecification(
          "--output", "GALLERY", alias: "-o", isRequired: true,
          help: "Gallery folder to write, outside PATH. Only files of a gallery are replaced."),
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
