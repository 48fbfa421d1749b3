import Basics
import Identification
import Networks
import Training

/// `facet train backbone`: a small ArcFace network from pictures or portraits.
public struct TrainBackboneJob: Sendable {
  public let faces: TrainingFaces
  public let training: BackboneTraining
  public let outputs: TrainingOutputs
  public let isStrict: Bool

  public init(
    faces: TrainingFaces, training: BackboneTraining, outputs: TrainingOutputs, isStrict: Bool
  ) {
    self.faces = faces
    self.training = training
    self.outputs = outputs
    self.isStrict = isStrict
  }

  public func run() throws -> JobResult {
    try outputs.check()
    let source = try faces.source(width: training.size.side, height: training.size.side)
    var training = training
    let checkpoint = training.settings.checkpoint ?? outputs.model + ".checkpoint"
    training.settings.checkpoint = checkpoint
    let reporter = TrainingOutputs.Reporter(outputs, settings: notes(source))
    let progress = Progress("Faces", total: source.labels.count, isQuiet: outputs.isQuiet)
    let result = try training.run(
      on: source,
      opened: { done in
        progress.update(done)
        if done == source.labels.count { reporter.begin() }
      }, report: reporter.report)
    return try finish(result, source, checkpoint: checkpoint)
  }

  private func finish(
    _ result: BackboneTraining.Result, _ source: FaceSource, checkpoint: String
  ) throws -> JobResult {
    if isStrict, let failure = result.failures.first { throw StrictFailure(failure) }
    guard let model = result.model else {
      return JobResult(
        status: .interrupted,
        lines: ["Stopped by the user; go on with --resume '\(checkpoint)' and the same options."],
        failures: result.failures)
    }
    try model.write(to: outputs.model, notes: notes(source))
    let last = result.history.points.last
    return JobResult(
      lines: [
        "Backbone in '\(outputs.model)', trained on \(result.pictureCount) pictures of "
          + "\(result.identityCount) identities"
          + (last.map { "; last loss \(fixed($0.loss, 3))." } ?? ".")
      ], failures: result.failures)
  }

  /// For the model file and the log.
  private func notes(_ source: FaceSource) -> [String: String] {
    var notes = trainingNotes(training.settings, source)
    notes["facet.training.loss"] = "\(training.loss)"
    return notes
  }
}

/// What a model file says of its training.
func trainingNotes(_ settings: TrainingSettings, _ source: FaceSource) -> [String: String] {
  [
    "facet.training": "facet \(programVersion)",
    "facet.training.data": source.description,
    "facet.training.steps": "\(settings.steps)",
    "facet.training.batch": "\(settings.batch)",
    "facet.training.seed": "\(settings.seed)",
    "facet.training.rate":
      "\(settings.rate.peak), \(settings.rate.schedule.rawValue), warm-up \(settings.rate.warmUp)",
    "facet.training.optimizer": "\(settings.optimizer), decay \(settings.decay)",
    ModelKey.licence: "trained by facet; see its own data",
  ]
}
