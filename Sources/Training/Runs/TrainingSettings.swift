/// What backbone and re-ranker trainings have in common.
package struct TrainingSettings: Sendable, Equatable {
  package var steps: Int
  /// Pictures or pairs of a step.
  package var batch: Int
  package var rate: LearningRate
  package var optimizer: OptimizerKind
  /// Weight decay.
  package var decay: Float
  package var seed: UInt64
  /// Where the state goes every tenth of the steps, and when the user stops the training.
  package var checkpoint: String?
  /// A checkpoint to go on from.
  package var resume: String?

  package init(
    steps: Int, batch: Int, rate: LearningRate, optimizer: OptimizerKind, decay: Float,
    seed: UInt64
  ) {
    self.steps = steps
    self.batch = batch
    self.rate = rate
    self.optimizer = optimizer
    self.decay = decay
    self.seed = seed
  }

  /// What must be the same for a checkpoint to fit.
  var fingerprint: String {
    "steps \(steps), batch \(batch), rate \(rate), optimizer \(optimizer), decay \(decay), seed \(seed)"
  }
}

/// Where a training stands, for whoever shows it.
package struct TrainingProgress: Sendable {
  /// Steps done.
  package let step: Int
  package let steps: Int
  /// Mean over the steps since the last report.
  package let loss: Double
  /// Share, 0...1, since the last report.
  package let accuracy: Double
  package let rate: Double
  /// Steps since the training began or went on from a checkpoint.
  package let stepsHere: Int
  /// Pictures or pairs of those.
  package let items: Int
}
