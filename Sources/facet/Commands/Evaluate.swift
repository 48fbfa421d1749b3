import CommandLines
import Identification
import Measurement
import Runs

extension Command {
  static let evaluate = Command(
    CommandSpecification(
      "evaluate", summary: "Measure P@1, R-precision and MAP@R of each stage on labeled faces.",
      discussion: SharedOptions.paths,
      options: [
        OptionSpecification("--queries", "PATH", isRequired: true, help: "Labeled faces."),
        OptionSpecification(
          "--gallery", "PATH", isRequired: true,
          help: "Labeled faces, or a folder that 'facet enroll' wrote."),
        SharedOptions.json, SharedOptions.html, SharedOptions.templates,
        OptionSpecification(
          "--calibration-out", "FILE",
          help: """
            Also write the scores by which 'facet report --calibration' tells false-match rates; takes \
            one of each setting, and no --keep-self.
            """),
        OptionSpecification(
          "--scorers", "LIST",
          help: """
            Which to compare, between commas: stage1 (or c), emd (or d), h2l, h2, h1, v. Models of one \
            picture rank the gallery, those of pairs re-rank stage 1. Default: stage1, emd and every \
            other whose trained file is given.
            """),
        OptionSpecification(
          "--model", "LIST", isRequired: true,
          help: """
            The backbone, and for v and h1 their files behind commas: .safetensors that 'facet model \
            import' wrote, recognized by what they hold. Or built-in.
            """),
        OptionSpecification(
          "--reranker", "LIST",
          help: """
            An H2L and an H2 for this backbone, between commas. Or built-in; or start: an untrained H2L, \
            for its time only. Default: none.
            """),
        SharedOptions.weightList, SharedOptions.alphaList, SharedOptions.gridList,
        SharedOptions.depthList, SharedOptions.solverList,
      ] + SharedOptions.search + SharedOptions.listing + SharedOptions.common),
    run: runEvaluation)

  private static func runEvaluation(_ parsed: ParsedCommand) throws -> JobResult {
    let output = try ResultFiles(parsed)
    let job = try job(parsed)
    let results: EvaluationResults
    do {
      results = try job.run()
    } catch let error as CalibrationOfSeveral {
      throw UsageError(error.description)
    }
    var result = JobResult(
      lines: try output.write(results, table: results.table()) {
        try results.html(templates: parsed.text("--templates"))
      }, failures: results.failures, doubtful: results.doubtful)
    result.isMachineOutput = output.isOnStandardOutput
    return result
  }

  private static func job(_ parsed: ParsedCommand) throws -> EvaluateJob {
    let settings = try parsed.searchSettings()
    try parsed.requireOneFace(settings, "A label names one person a picture")
    var job = EvaluateJob(
      queries: parsed.text("--queries")!, gallery: parsed.text("--gallery")!, settings: settings,
      scorers: try parsed.choices("--scorers", as: ScoringMethod.self).map(unique),
      weightings: unique(try parsed.choices("--weights", as: PatchWeighting.self) ?? [.apc]),
      alphas: unique(try parsed.numbers("--alpha", in: 0...1) ?? [0.7]),
      grids: try parsed.choices("--grid", as: GridChoice.self).map(unique),
      solvers: try parsed.choices("--solver", as: TransportSolver.self).map(unique),
      depths: try parsed.integers("--top-k", in: 1...1_000_000).map(unique))
    job.calibrationOutput = parsed.text("--calibration-out")
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
