/// What backbone and re-ranker trainings have in common.
public struct TrainingSettings: Sendable, Equatable {
  public var steps: Int
  /// Pictures or pairs of a step.
  public var batch: Int
  public var rate: LearningRate
  public var optimizer: OptimizerKind
  /// Weight decay.
  public var decay: Float
  public var seed: UInt64
  /// Where the state goes every tenth of the steps, and when the user stops the training.
  public var checkpoint: String?
  /// A checkpoint to go on from.
  public var resume: String?

  public init(
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
public struct TrainingProgress: Sendable {
  /// Steps done.
  public let step: Int
  public let steps: Int
  /// Mean over the steps since the last report.
  public let loss: Double
  /// Share, 0...1, since the last report.
  public let accuracy: Double
  public let rate: Double
  /// Steps since the training began or went on from a checkpoint.
  public let stepsHere: Int
  /// Pictures or pairs of those.
  public let items: Int
}
