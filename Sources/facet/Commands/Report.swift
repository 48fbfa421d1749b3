import CommandLines
import Commands
import Identification

extension Command {
  static let report = Command(
    CommandSpecification(
      "report", summary: "Rank a gallery for each query and write the explained reports.",
      discussion: SharedOptions.paths,
      options: [
        OptionSpecification("--queries", "PATH", isRequired: true, help: "Faces to identify."),
        OptionSpecification(
          "--gallery", "PATH", isRequired: true,
          help: "Known faces: pictures, or a gallery made by 'facet enroll'."),
        OptionSpecification(
          "--output", "DIR", alias: "-o",
          help:
            "Folder for the reports. It may contain the inputs, but not lie in one. Default: output."
        ),
        OptionSpecification(
          "--show", "N", help: "Number of candidates to explain, 1 to 20. Default: 5."),
        OptionSpecification(
          "--calibration", "FILE",
          help: """
            Calibration from 'facet evaluate --calibration-out' with the same models and settings. \
            Adds false-match rates to the report.
            """),
        OptionSpecification(
          "--no-checks",
          help: """
            Skip the sanity checks, which run the network about a hundred times per query on covered, \
            mirrored and shuffled copies.
            """),
        OptionSpecification(
          "--resume", help: "Continue a batch that was stopped in the same output folder."),
        SharedOptions.templates,
      ] + DossierArguments.options + [
        SharedOptions.model, SharedOptions.reranker, SharedOptions.weights, SharedOptions.alpha,
      ] + SharedOptions.ranking + SharedOptions.listing + SharedOptions.common)
  ) { parsed in
    var settings = try parsed.rankingSettings()
    if let weighting = try parsed.choice("--weights", as: PatchWeighting.self) {
      settings.identification.weighting = weighting
    }
    if let alpha = try parsed.number("--alpha", in: 0...1) {
      settings.identification.alpha = alpha
    }
    if let show = try parsed.integer("--show", in: 1...20) { settings.show = show }
    settings.calibration = parsed.text("--calibration")
    settings.hasChecks = !parsed.flag("--no-checks")
    settings.templates = parsed.text("--templates")
    var job = ReportJob(
      queries: parsed.text("--queries")!, gallery: parsed.text("--gallery")!,
      output: parsed.text("--output") ?? "output", settings: settings,
      isResumed: parsed.flag("--resume"), dossier: try DossierArguments.dossier(parsed))
    if parsed.text("--sealed") != nil, parsed.text("--seed") != nil {
      throw UsageError("Give either --sealed or --seed: a sealed key contains its own secret.")
    }
    job.sealedKey = parsed.text("--sealed")
    job.timings = parsed.text("--timings")
    job.signingKey = parsed.text("--sign")
    return try job.run()
  }
}
