import Basics
import Identification
import Networks
import Training

/// `facet train h2l`: a re-ranker on the features of a frozen backbone.
public struct TrainHybridJob: Sendable {
  public let model: String
  public let faces: TrainingFaces
  public let training: HybridTraining
  public let outputs: TrainingOutputs
  public let isStrict: Bool

  public init(
    model: String, faces: TrainingFaces, training: HybridTraining, outputs: TrainingOutputs,
    isStrict: Bool
  ) {
    self.model = model
    self.faces = faces
    self.training = training
    var outputs = outputs
    outputs.items = "pairs"
    self.outputs = outputs
    self.isStrict = isStrict
  }

  public func run() throws -> JobResult {
    try outputs.check()
    let file = try ModelFile(path: model)
    let backbone = try loadBackbone(file)
    let source = try faces.source(for: backbone.shape)
    var training = training
    let checkpoint = training.settings.checkpoint ?? outputs.model + ".checkpoint"
    training.settings.checkpoint = checkpoint
    let reporter = TrainingOutputs.Reporter(outputs, settings: notes(source))
    let progress = Progress("Features", total: source.labels.count, isQuiet: outputs.isQuiet)
    let result = try training.run(
      on: source, backbone: backbone, backboneDigest: file.digest,
      opened: { done in
        progress.update(done)
        if done == source.labels.count { reporter.begin() }
      }, report: reporter.report)
    if isStrict, let failure = result.failures.first { throw StrictFailure(failure) }
    guard let trained = result.model else {
      return JobResult(
        status: .interrupted,
        lines: ["Stopped by the user; go on with --resume '\(checkpoint)' and the same options."],
        failures: result.failures)
    }
    try trained.write(to: outputs.model, notes: notes(source))
    let last = result.history.points.last
    return JobResult(
      lines: [
        "\(training.kind.rawValue.uppercased()) for '\(model)' in '\(outputs.model)', trained on "
          + "\(result.pictureCount) pictures of \(result.identityCount) identities"
          + (last.map { "; last loss \(fixed($0.loss, 3))." } ?? ".")
      ], failures: result.failures)
  }

  /// For the model file and the log.
  private func notes(_ source: FaceSource) -> [String: String] {
    var notes = trainingNotes(training.settings, source)
    notes["facet.training.loss"] =
      "\(training.loss.rawValue), scale \(training.scale)"
      + (training.loss == .arcface ? ", margin \(training.margin)" : "")
    notes["facet.training.occlusions"] = "\(training.occlusions)"
    return notes
  }
}
