import CommandLines
import Identification
import Jobs

extension Command {
  static let evaluate = Command(
    CommandSpecification(
      "evaluate", summary: "Measure P@1, R-precision and MAP@R of each stage on labelled faces.",
      discussion: SharedOptions.paths,
      options: [
        OptionSpecification("--queries", "PATH", isRequired: true, help: "Labelled faces."),
        OptionSpecification(
          "--gallery", "PATH", isRequired: true,
          help: "Labelled faces, or a folder that 'facet enroll' wrote."),
        SharedOptions.json, SharedOptions.html, SharedOptions.templates,
        OptionSpecification(
          "--calibration-out", "FILE",
          help: """
            Also write the scores by which 'facet report --calibration' tells false-match rates; takes \
            one weighting and one alpha, and no --keep-self.
            """),
        OptionSpecification(
          "--scorers", "LIST",
          help: """
            Which to compare, between commas: stage1, emd, h2l, or the six models c (as stage1), v, h1, \
            h2, h2l and d (as emd). Models of one picture rank the gallery, those of pairs re-rank \
            stage 1. Default: stage1, emd, h2l and every other whose file is given.
            """),
        OptionSpecification(
          "--model", "LIST", isRequired: true,
          help: """
            The backbone, and for v and h1 their files behind commas: .safetensors that 'facet model \
            import' wrote, recognised by what they hold. Or built-in.
            """),
        OptionSpecification(
          "--reranker", "LIST",
          help: """
            An H2L and an H2 for this backbone, between commas. Default for h2l: the untrained start, \
            the backbone's own cosine. Or built-in.
            """),
        SharedOptions.weightList, SharedOptions.alphaList,
      ] + SharedOptions.ranking + SharedOptions.listing + SharedOptions.common),
    run: runEvaluation)

  private static func runEvaluation(_ parsed: ParsedCommand) throws -> JobResult {
    let output = try ResultFiles(parsed)
    let results = try job(parsed).run()
    var result = JobResult(
      lines: try output.write(results, table: results.table()) {
        try results.html(templates: parsed.text("--templates"))
      }, failures: results.failures, doubtful: results.doubtful)
    result.isMachineOutput = output.isOnStandardOutput
    return result
  }

  private static func job(_ parsed: ParsedCommand) throws -> EvaluateJob {
    let settings = try parsed.rankingSettings()
    try parsed.requireOneFace(settings, "A label names one person a picture")
    var job = EvaluateJob(
      queries: parsed.text("--queries")!, gallery: parsed.text("--gallery")!, settings: settings,
      scorers: try parsed.choices("--scorers", as: ScorerName.self),
      weightings: unique(try parsed.choices("--weights", as: PatchWeighting.self) ?? [.apc]),
      alphas: unique(try parsed.numbers("--alpha", in: 0...1) ?? [0.7]))
    job.calibrationOutput = parsed.text("--calibration-out")
    guard
      job.calibrationOutput == nil
        || job.weightings.count == 1 && job.alphas.count == 1
    else {
      throw UsageError(
        "--calibration-out takes one of --weights and one --alpha, as a report has."
      )
    }
    // A picture compared with itself would count as a mate, with a score that no mate has.
    guard job.calibrationOutput == nil || settings.ownPictures != .none else {
      throw UsageError(
        """
        --calibration-out does not go with --leave-out none (--keep-self), because a picture found in \
        itself is not a mate. Omit that option.
        """)
    }
    return job
  }
}

/// Each once, in the order given.
func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
  var seen: Set<Value> = []
  return values.filter { seen.insert($0).inserted }
}
