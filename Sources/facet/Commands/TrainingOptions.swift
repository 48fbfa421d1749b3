import CommandLines
import Commands
import Training

/// Faces to train on: pictures, drawn portraits or both.
struct TrainingFaceOptions: Sendable {
  private let pictures: String?
  private let portraits: Int?
  private let portraitsEach: Int
  private let portraitSeed: UInt64

  init(_ options: inout OptionReader) throws(UsageError) {
    pictures = try options.optional(
      "--pictures", "PATH", .input, in: .trainingFaces,
      help: "Aligned faces: a folder with one sub-folder per identity, or a list with labels.")
    portraits = try options.optional(
      "--portraits", "N", .integer(in: 2...1_000_000), in: .trainingFaces,
      help: """
        Number of synthetic people to draw, instead of or in addition to --pictures; 2 or more.
        """)
    portraitsEach = try options.value(
      "--portraits-each", "N", .integer(in: 1...100_000), in: .trainingFaces, default: 12,
      help: "Number of portraits of each synthetic person.")
    portraitSeed = try options.value(
      "--portraits-seed", "N", .seed, in: .trainingFaces,
      default: TrainingFaces.standardPortraitSeed,
      help: """
        Seed for the portraits; another one gives other people. The default gives people that 'facet \
        portraits' and 'facet demo' do not draw by default.
        """)
  }

  func faces() throws(UsageError) -> TrainingFaces {
    guard pictures != nil || portraits != nil else {
      throw UsageError("Give --pictures PATH, --portraits N or both: faces to train on.")
    }
    var faces = TrainingFaces()
    faces.pictures = pictures
    if let portraits { faces.portraits = portraits }
    faces.portraitsEach = portraitsEach
    faces.portraitSeed = portraitSeed
    return faces
  }
}

/// Steps, learning rate and checkpoints.
struct TrainingOptions: Sendable {
  let steps: Int
  let seed: UInt64
  private let batch: Int
  private let optimizer: OptimizerName
  private let rate: Double
  private let schedule: LearningRate.Schedule
  private let warmUp: Int?
  private let decay: Double
  private let checkpoint: String?
  private let resume: String?
  private let log: String?
  private let curve: String?
  let validation: TrainingValidation?

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

  /// The defaults of a command.
  struct Standard {
    let items: String
    let steps: Int
    /// The fewest steps.
    let leastSteps: Int
    let batch: Int
    let optimizer: OptimizerName
    let rate: Double
    let decay: Double
  }

  init(_ options: inout OptionReader, _ standard: Standard) throws(UsageError) {
    steps = try options.value(
      "--steps", "N", .integer(in: standard.leastSteps...100_000_000), in: .training,
      default: standard.steps, help: "Number of training steps.")
    batch = try options.value(
      "--batch", "N", .integer(in: 2...65_536), in: .training, default: standard.batch,
      help: "Number of \(standard.items) per step.")
    optimizer = try options.value(
      "--optimizer", "NAME", .choice(OptimizerName.self), in: .training,
      default: standard.optimizer, help: "Optimizer: sgd (momentum 0.9) or adamw.")
    rate = try options.value(
      "--rate", "X", .number(in: 1e-9...100), in: .training, default: standard.rate,
      help: "Highest learning rate.")
    schedule = try options.value(
      "--schedule", "NAME", .choice(LearningRate.Schedule.self), in: .training, default: .cosine,
      help: "Fall of the rate: cosine, step (a tenth, then a hundredth) or constant.")
    warmUp = try options.optional(
      "--warm-up", "N", .integer(in: 0...100_000_000), in: .training,
      otherwise: "a twentieth of the steps", help: "Number of steps in which the rate grows.")
    decay = try options.value(
      "--decay", "X", .number(in: 0...10), in: .training, default: standard.decay,
      help: "Weight decay.")
    seed = try options.seed(
      in: .training, help: "Seed for all random numbers. The same seed gives the same model.")
    resume = try options.optional(
      "--resume", "FILE", .input, in: .training, help: "Checkpoint to continue from.")
    checkpoint = try options.optional(
      "--checkpoint", "FILE", .output, in: .output,
      otherwise: "the output's name with '.checkpoint', removed when the model is written",
      help: "File for the state, written every tenth of the steps and at Ctrl-C.")
    log = try options.optional(
      "--log", "FILE", .output, in: .output,
      help: "File for the course of the training, as JSON.")
    curve = try options.optional(
      "--curve", "FILE", .output, in: .output,
      help: "File for a chart of loss and accuracy, as PNG or .pdf.")
    let pairs = try options.optional(
      "--validate", "FILE", .input, in: .training,
      help: """
        Pairs of aligned faces of other people, as 'facet verify' reads them: the accuracy over ten folds \
        before the first step, from time to time and at the end, in --log and --curve. The pairs change \
        nothing of the training.
        """)
    let root = try options.optional(
      "--validate-root", "DIR", .base, in: .training, otherwise: "the folder of the pairs file",
      help: "Folder to which paths in the pairs file are relative.")
    let every = try options.optional(
      "--validate-every", "N", .integer(in: 1...100_000_000), in: .training,
      otherwise: "a tenth of the steps", help: "Number of steps between two measurements.")
    guard pairs != nil || (root == nil && every == nil) else {
      throw UsageError(
        "\(root != nil ? "--validate-root" : "--validate-every") goes with --validate FILE.")
    }
    guard pairs == nil || steps > 0 else {
      throw UsageError("--validate measures a training, but --steps 0 does not train.")
    }
    let standard = max(1, steps / 10)
    validation = pairs.map {
      TrainingValidation(pairs: $0, root: root, every: every ?? standard)
    }
  }

  /// - Parameter batchMultiple: Batches of this size or more are computed in parts of it.
  func settings(batchMultiple: Int) throws(UsageError) -> TrainingSettings {
    guard batch < batchMultiple || batch % batchMultiple == 0, batch % 2 == 0 else {
      throw UsageError(
        """
        --batch takes a multiple of \(batchMultiple), or a smaller even number, not '\(batch)'.
        """)
    }
    var settings = TrainingSettings(
      steps: steps, batch: batch,
      rate: LearningRate(
        peak: rate, schedule: schedule, warmUp: warmUp ?? steps / 20, steps: steps),
      optimizer: optimizer.kind, decay: Float(decay), seed: seed)
    settings.checkpoint = checkpoint
    settings.resume = resume
    return settings
  }

  func outputs(model: String, _ general: GeneralOptions) -> TrainingOutputs {
    var outputs = TrainingOutputs(model: model)
    outputs.log = log
    outputs.curve = curve
    outputs.isQuiet = general.isQuiet
    return outputs
  }
}

extension OptionReader {
  /// `--output` of a training.
  mutating func occludedCopies(default count: Int) throws(UsageError) -> Int {
    try value(
      "--occlusions", "N", .integer(in: 0...64), in: .trainingFaces, default: count,
      help: "Number of occluded copies of each face, 0 to 64.")
  }

  mutating func trainedModel() throws(UsageError) -> String {
    try required(
      "--output", "FILE", .output, alias: "-o", help: "Model file to write, a .safetensors.")
  }
}
