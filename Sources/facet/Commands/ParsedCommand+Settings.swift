import Basics
import CommandLines
import Identification
import Networks
import Runs

/// From what a user typed to what jobs have in common.
extension ParsedCommand {
  func applyThreads() throws(UsageError) {
    if let threads = try integer("--threads", in: 1...1024) { Threads.set(threads) }
  }

  /// `--model`; "built-in" stands for the program's own.
  func model() -> String { backbone("--model")! }

  /// Any option that takes a backbone, likewise.
  func backbone(_ option: String) -> String? {
    text(option).map { $0 == BuiltInModels.name ? BuiltInModels.backbonePath : $0 }
  }

  /// `--reranker`, likewise; "start" stays as it is.
  func reranker() -> String? {
    text("--reranker").map { $0 == BuiltInModels.name ? BuiltInModels.rerankerPath : $0 }
  }

  func commonSettings() throws(UsageError) -> JobSettings {
    var settings = JobSettings(model: model())
    settings.isStrict = flag("--strict")
    settings.isQuiet = flag("--quiet")
    try applyFaces(to: &settings)
    return settings
  }

  /// All but weights and alpha.
  func rankingSettings() throws(UsageError) -> JobSettings {
    var settings = try searchSettings()
    try applyTransport(&settings)
    if let topK = try integer("--top-k", in: 1...1_000_000) { settings.identification.topK = topK }
    return settings
  }

  /// All but the settings of which `evaluate` takes several.
  func searchSettings() throws(UsageError) -> JobSettings {
    var settings = try commonSettings()
    settings.reranker = reranker()
    settings.ownPictures = try ownPictures()
    (settings.queryListing, settings.galleryListing) = try listings()
    return settings
  }

  /// `--leave-out`; `--keep-self` is its `none`.
  private func ownPictures() throws(UsageError) -> OwnPictureRule {
    let rule = try choice("--leave-out", as: OwnPictureRule.self)
    guard flag("--keep-self") else { return rule ?? .samePicture }
    guard rule == nil || rule == OwnPictureRule.none else {
      throw UsageError(
        "--keep-self leaves no picture out, but --leave-out asks for it. Give one of them.")
    }
    return .none
  }

  /// How pairs of faces are compared.
  func applyTransport(_ settings: inout JobSettings) throws(UsageError) {
    settings.reranker = reranker()
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
