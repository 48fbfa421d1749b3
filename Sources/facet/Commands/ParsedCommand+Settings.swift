import Basics
import CommandLines
import Identification
import Jobs

/// From what a user typed to what jobs have in common.
extension ParsedCommand {
  func applyThreads() throws(UsageError) {
    if let threads = try integer("--threads", in: 1...1024) { Threads.set(threads) }
  }

  func commonSettings() throws(UsageError) -> JobSettings {
    var settings = JobSettings(model: text("--model")!)
    settings.isStrict = flag("--strict")
    settings.isQuiet = flag("--quiet")
    try applyFaces(to: &settings)
    return settings
  }

  /// All but weights and alpha, of which `evaluate` takes several.
  func rankingSettings() throws(UsageError) -> JobSettings {
    var settings = try commonSettings()
    try applyTransport(&settings)
    settings.keepsSelf = flag("--keep-self")
    (settings.queryListing, settings.galleryListing) = try listings()
    if let topK = try integer("--top-k", in: 1...1_000_000) { settings.identification.topK = topK }
    return settings
  }

  /// How pairs of faces are compared.
  func applyTransport(_ settings: inout JobSettings) throws(UsageError) {
    settings.reranker = text("--reranker")
    if let grid = try choice("--grid", as: GridChoice.self) { settings.identification.grid = grid }
    if let solver = try choice("--solver", as: TransportSolver.self) {
      settings.identification.solver = solver
    }
  }

  /// `--seed`.
  func seed() throws(UsageError) -> UInt64 {
    UInt64(try integer("--seed", in: 0...Int.max) ?? 1)
  }
}
