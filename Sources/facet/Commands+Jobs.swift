import Basics
import CommandLines
import Identification
import Jobs
import Networks
import Tensors

/// From what a user typed to a job.
extension ParsedCommand {
  func applyThreads() throws(UsageError) {
    if let threads = try integer("--threads", in: 1...1024) { Threads.set(threads) }
  }

  func enrollJob() throws(UsageError) -> EnrollJob {
    EnrollJob(
      pictures: positionals[0], output: text("--output")!, settings: try commonSettings())
  }

  func evaluateJob() throws(UsageError) -> EvaluateJob {
    EvaluateJob(
      queries: text("--queries")!, gallery: text("--gallery")!, settings: try rankingSettings(),
      scorers: Set(try choices("--scorers", as: Method.self) ?? Method.allCases),
      weightings: unique(try choices("--weights", as: PatchWeighting.self) ?? [.apc]),
      alphas: unique(try numbers("--alpha", in: 0...1) ?? [0.7]))
  }

  func reportJob() throws(UsageError) -> ReportJob {
    var settings = try rankingSettings()
    if let weighting = try choice("--weights", as: PatchWeighting.self) {
      settings.identification.weighting = weighting
    }
    if let alpha = try number("--alpha", in: 0...1) { settings.identification.alpha = alpha }
    if let show = try integer("--show", in: 1...20) { settings.show = show }
    settings.templates = text("--templates")
    return ReportJob(
      queries: text("--queries")!, gallery: text("--gallery")!,
      output: text("--output") ?? "output", settings: settings)
  }

  func startHybridJob() throws(UsageError) -> StartHybridJob {
    guard text("--steps") == "0" else {
      throw UsageError(
        "--steps takes 0 in this version: it writes an H2L as it starts, and cannot train it yet.")
    }
    var start = HybridStart()
    if let depth = try integer("--depth", in: 1...24) { start.depth = depth }
    if let heads = try integer("--heads", in: 1...16) { start.heads = heads }
    if let hidden = try integer("--hidden", in: 1...16384) { start.hiddenSize = hidden }
    if let seed = try integer("--seed", in: 0...Int.max) { start.seed = UInt64(seed) }
    return StartHybridJob(model: text("--model")!, output: text("--output")!, start: start)
  }

  func importJob() -> ImportModelJob {
    ImportModelJob(
      checkpoint: positionals[0], architecture: text("--architecture")!, output: text("--output")!)
  }

  /// Each once, in the order given.
  private func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
  }

  private func commonSettings() throws(UsageError) -> JobSettings {
    var settings = JobSettings(model: text("--model")!)
    settings.isStrict = flag("--strict")
    settings.isQuiet = flag("--quiet")
    return settings
  }

  /// All but weights and alpha, of which `evaluate` takes several.
  private func rankingSettings() throws(UsageError) -> JobSettings {
    var settings = try commonSettings()
    settings.reranker = text("--reranker")
    settings.keepsSelf = flag("--keep-self")
    if let grid = try choice("--grid", as: GridChoice.self) { settings.identification.grid = grid }
    if let topK = try integer("--top-k", in: 1...1_000_000) { settings.identification.topK = topK }
    if let solver = try choice("--solver", as: TransportSolver.self) {
      settings.identification.solver = solver
    }
    return settings
  }
}
