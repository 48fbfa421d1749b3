import CommandLines
import Commands
import Training

/// Options of the commands that train.
enum TrainingOptions {
  static let faces = [
    OptionSpecification(
      "--pictures", "PATH",
      help: "Aligned faces: a folder with one sub-folder per identity, or a list with labels."),
    OptionSpecification(
      "--portraits", "N", help: "Draw so many people, in place of pictures or besides them."),
    OptionSpecification(
      "--portraits-each", "N", help: "Portraits of each drawn person. Default: 12."),
    OptionSpecification(
      "--portraits-seed", "N",
      help: """
        Another seed draws other people. Default: \(TrainingFaces.standardPortraitSeed), which \
        'facet portraits' and 'facet demo' do not draw unless asked to.
        """),
  ]

  static func steps(_ standard: Standard) -> [OptionSpecification] {
    [
      OptionSpecification("--steps", "N", help: "Training steps. Default: \(standard.steps)."),
      OptionSpecification(
        "--batch", "N", help: "\(standard.items) of a step. Default: \(standard.batch)."),
      OptionSpecification(
        "--optimizer", "NAME",
        help: "sgd (momentum 0.9) or adamw. Default: \(standard.optimizer.rawValue)."),
      OptionSpecification(
        "--rate", "X", help: "Highest learning rate. Default: \(standard.rate)."),
      OptionSpecification(
        "--schedule", "NAME",
        help:
          "How the rate falls: cosine, step (a tenth, a hundredth) or constant. Default: cosine."
      ),
      OptionSpecification(
        "--warm-up", "N", help: "Steps in which the rate grows. Default: a twentieth of the steps."),
      OptionSpecification("--decay", "X", help: "Weight decay. Default: \(standard.decay)."),
      OptionSpecification(
        "--seed", "N",
        help: "For all random numbers; the same seed gives the same model. Default: 1."
      ),
    ]
  }

  static let files = [
    OptionSpecification(
      "--checkpoint", "FILE",
      help: """
        Where the state goes every tenth of the steps and at Ctrl-C. Default: the output's name \
        with '.checkpoint', removed when the model is written.
        """),
    OptionSpecification("--resume", "FILE", help: "A checkpoint to go on from."),
    OptionSpecification("--log", "FILE", help: "Write the course of the training as JSON."),
    OptionSpecification("--curve", "FILE", help: "Draw loss and accuracy as PNG, or .pdf."),
  ]

  enum OptimizerName: String, CaseIterable {
    case sgd
    case adamw

    var kind: OptimizerKind {
      switch self {
      case .sgd: .sgd(momentum: 0.9)
      case .adamw: .adamW()
      }
    }
  }

  /// What holds where nothing is said.
  struct Standard {
    let items: String
    let steps: Int
    let batch: Int
    let optimizer: OptimizerName
    let rate: Double
    let decay: Double
  }
}

extension ParsedCommand {
  func trainingSettings(_ standard: TrainingOptions.Standard, batchMultiple: Int)
    throws(UsageError) -> TrainingSettings
  {
    let steps = try integer("--steps", in: 0...100_000_000) ?? standard.steps
    let batch = try integer("--batch", in: 2...65_536) ?? standard.batch
    guard batch < batchMultiple || batch % batchMultiple == 0, batch % 2 == 0 else {
      throw UsageError("--batch takes a multiple of \(batchMultiple), or less: an even number.")
    }
    let optimizer =
      try choice("--optimizer", as: TrainingOptions.OptimizerName.self) ?? standard.optimizer
    var settings = TrainingSettings(
      steps: steps, batch: batch,
      rate: LearningRate(
        peak: try number("--rate", in: 1e-9...100) ?? standard.rate,
        schedule: try choice("--schedule", as: LearningRate.Schedule.self) ?? .cosine,
        warmUp: try integer("--warm-up", in: 0...100_000_000) ?? steps / 20, steps: steps),
      optimizer: optimizer.kind,
      decay: Float(try number("--decay", in: 0...10) ?? standard.decay),
      seed: UInt64(try integer("--seed", in: 0...Int.max) ?? 1))
    settings.checkpoint = text("--checkpoint")
    settings.resume = text("--resume")
    return settings
  }

  func trainingFaces() throws(UsageError) -> TrainingFaces {
    var faces = TrainingFaces()
    faces.pictures = text("--pictures")
    if let people = try integer("--portraits", in: 2...1_000_000) { faces.portraits = people }
    if let each = try integer("--portraits-each", in: 1...100_000) { faces.portraitsEach = each }
    if let seed = try integer("--portraits-seed", in: 0...Int.max) {
      faces.portraitSeed = UInt64(seed)
    }
    guard faces.pictures != nil || faces.portraits > 0 else {
      throw UsageError("Give --pictures PATH, --portraits N or both: faces to train on.")
    }
    return faces
  }

  func trainingOutputs() -> TrainingOutputs {
    var outputs = TrainingOutputs(model: text("--output")!)
    outputs.log = text("--log")
    outputs.curve = text("--curve")
    outputs.isQuiet = flag("--quiet")
    return outputs
  }
}
