import Basics
import CommandLines
import Identification
import Measurement
import Runs

extension Command {
  static let verify = Command(
    CommandSpecification(
      "verify",
      summary: "Measure how well each scorer tells the same person from others, pair by pair.",
      discussion: """
        Accuracy over ten folds (the threshold chosen on the other nine), equal error rate, area under \
        the curve and true accepts at false accept rates, each with a 95 % confidence interval. A rate \
        that the pairs are too few for is refused.

        FILE is LFW's pairs.txt ('name n1 n2', 'name1 n1 name2 n2'), or has 'path1 path2 same' on each \
        line, as MLFW's; or it is a folder Protocol/Split/FF or FP of CFP.
        """,
      options: [
        OptionSpecification("--pairs", "FILE", isRequired: true, help: "The pairs."),
        OptionSpecification(
          "--root", "DIR",
          help: "What the pairs' paths are relative to. Default: the file's own folder."),
        SharedOptions.json, SharedOptions.html, SharedOptions.templates,
        OptionSpecification(
          "--scorers", "LIST",
          help: """
            Which of stage1 (or c), emd (or d), h2l, between commas. Default: stage1, emd, and h2l where \
            a trained one is given.
            """),
        SharedOptions.model, SharedOptions.reranker, SharedOptions.weightList,
        SharedOptions.alphaList,
        OptionSpecification(
          "--far", "LIST",
          help: "False accept rates, 0 to 1, one or several. Default: 0.1,0.01,0.001."),
        OptionSpecification(
          "--seed", "N", help: "For the pairs drawn again for the intervals. Default: 1."),
        SharedOptions.aligned, SharedOptions.grid, SharedOptions.solver,
      ] + SharedOptions.oneFaceDetection + SharedOptions.common),
    run: runVerification)

  private static func scorers(_ parsed: ParsedCommand) throws -> Set<ScoringMethod>? {
    let scorers = try parsed.choices("--scorers", as: ScoringMethod.self)
    if let other = scorers?.first(where: { ![.stage1, .emd, .h2l].contains($0) }) {
      throw UsageError(
        "--scorers takes stage1, emd and h2l here; '\(other.rawValue)' ranks in 'facet evaluate'.")
    }
    return scorers.map(Set.init)
  }

  private static func runVerification(_ parsed: ParsedCommand) throws -> JobResult {
    var settings = try parsed.commonSettings()
    try parsed.requireOneFace(settings, "A pair names one person a picture")
    try parsed.applyTransport(&settings)
    settings.galleryListing.root = parsed.text("--root")
    let limits = unique(
      try parsed.numbers("--far", in: 0...1) ?? VerifyJob.defaultLimits)
    guard limits.allSatisfy({ $0 > 0 }) else {
      throw UsageError("--far takes rates greater than 0; at 0 nothing could be accepted.")
    }
    let job = VerifyJob(
      pairs: parsed.text("--pairs")!, settings: settings,
      scorers: try scorers(parsed),
      weightings: unique(try parsed.choices("--weights", as: PatchWeighting.self) ?? [.apc]),
      alphas: unique(try parsed.numbers("--alpha", in: 0...1) ?? [0.7]), limits: limits,
      seed: UInt64(try parsed.integer("--seed", in: 0...Int.max) ?? 1))
    let output = try ResultFiles(parsed)
    let results = try job.run()
    var result = JobResult(
      lines: try output.write(results, table: results.table()) {
        try results.html(templates: parsed.text("--templates"))
      }, failures: results.failures, doubtful: results.doubtful)
    result.isMachineOutput = output.isOnStandardOutput
    return result
  }
}
