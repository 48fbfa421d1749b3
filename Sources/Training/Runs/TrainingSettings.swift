/// The settings that backbone and re-ranker trainings share.
package struct TrainingSettings: Sendable, Equatable {
  package var steps: Int
  /// The number of pictures or pairs of a step.
  package var batch: Int
  package var rate: LearningRate
  package var optimizer: OptimizerKind
  /// The weight decay.
  package var decay: Float
  package var seed: UInt64
  /// The file for the state, written after every tenth of the steps and when the user stops the
  /// training.
  package var checkpoint: String?
  /// A checkpoint to continue from.
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

  /// The settings that must be the same to continue from a checkpoint.
  var fingerprint: String {
    "steps \(steps), batch \(batch), rate \(rate), optimizer \(optimizer), decay \(decay), seed \(seed)"
  }
}

/// The progress of a training, for display.
package struct TrainingProgress: Sendable {
  /// The number of finished steps.
  package let step: Int
  package let steps: Int
  /// The mean over the steps since the last report.
  package let loss: Double
  /// The share of correct answers since the last report, 0...1.
  package let accuracy: Double
  package let rate: Double
  /// The number of steps since the training began or continued from a checkpoint.
  package let stepsHere: Int
  /// The number of pictures or pairs in those steps.
  package let items: Int
  /// The accuracy on the validation pairs, if it was measured since the last report, 0...1.
  package let validation: Double?
}
