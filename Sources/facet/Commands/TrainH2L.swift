import CommandLines
import Commands
import Faces
import Networks
import Training

extension Command {
  static let trainH2L = Command(
    "train", "h2l", in: .models,
    summary: "Train an H2L re-ranker on a backbone's features.",
    discussion: """
      The backbone does not change. Its features are computed once, of each face and of partly \
      occluded copies. Each query of a step has one mated pair and --negatives non-mated ones. The H2L \
      starts as the backbone's own cosine; with --steps 0 it is written as it starts.
      """
  ) { (options: TrainH2LOptions) in
    let settings = try options.training.settings(batchMultiple: 8)
    guard options.negatives == 1 || options.loss == .ranking else {
      throw UsageError("--negatives above 1 needs --loss ranking.")
    }
    guard settings.batch % (1 + options.negatives) == 0 else {
      throw UsageError(
        """
        --batch takes a multiple of the \(1 + options.negatives) pairs of a query, not \
        '\(settings.batch)'.
        """)
    }
    var start = HybridStart()
    start.depth = options.depth
    start.heads = options.heads
    start.hiddenSize = options.hiddenSize
    start.seed = settings.seed
    guard settings.steps > 0 else {
      guard options.kind == .h2l else {
        throw UsageError("--steps 0 is not available for H2. Give 1 or more.")
      }
      return try StartHybridJob(model: options.model, output: options.output, start: start).run()
    }
    var training = HybridTraining(settings: settings, start: start)
    training.kind = options.kind
    training.loss = options.loss
    training.scale = Float(options.scale)
    training.margin = Float(options.margin)
    training.occlusions = options.occlusions
    training.occluders = options.occluders
    training.negatives = options.negatives
    training.hardShare = Float(options.hardShare)
    training.mirrors = options.mirrors
    training.mixedShare = Float(options.mixedShare)
    training.averaging = Float(options.averaging)
    var job = try TrainHybridJob(
      model: options.model, faces: options.faces.faces(), training: training,
      outputs: options.training.outputs(model: options.output, options.general),
      isStrict: options.general.isStrict)
    job.validation = options.training.validation
    return try job.run()
  }
}

private struct TrainH2LOptions: FacetOptions {
  let model: String
  let output: String
  let faces: TrainingFaceOptions
  let occlusions: Int
  let occluders: [OccluderKind]
  let negatives: Int
  let hardShare: Double
  let mirrors: Bool
  let mixedShare: Double
  let averaging: Double
  let kind: HybridTraining.Kind
  let depth: Int
  let heads: Int
  let hiddenSize: Int
  let loss: HybridTraining.LossKind
  let scale: Double
  let margin: Double
  let training: TrainingOptions
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    model = try options.model()
    output = try options.trainedModel()
    faces = try TrainingFaceOptions(&options)
    occlusions = try options.occludedCopies(default: 4)
    occluders = try options.value(
      "--occluders", "LIST", .list(of: .choice(OccluderKind.self)), in: .trainingFaces,
      default: FaceSource.Face.standardOccluders,
      help: """
        Covers of the copies, one of them by chance: mask (any kind), surgical, cloth, ffp2, patterned, \
        sunglasses, crop or rotate. Separate several by commas; a repeated one is more frequent.
        """)
    mirrors = options.flag(
      "--mirror", in: .trainingFaces,
      help: "Also train on mirrored faces: half of the covered copies, and each face once more.")
    kind = try options.value(
      "--variant", "NAME", .choice(HybridTraining.Kind.self), in: .network, default: .h2l,
      help: "Network to train: h2l (two heads, cosine) or h2 (CLS, two-way softmax).")
    depth = try options.value(
      "--depth", "N", .integer(in: 1...24), in: .network, default: 1,
      help: "Number of transformer blocks, 1 to 24.")
    heads = try options.value(
      "--heads", "N", .integer(in: 1...16), in: .network, default: 2,
      help: "Number of attention heads, 1 to 16.")
    hiddenSize = try options.value(
      "--hidden", "N", .integer(in: 1...16384), in: .network, default: 2048,
      help: "Width of the MLP, 1 to 16384.")
    loss = try options.value(
      "--loss", "NAME", .choice(HybridTraining.LossKind.self), in: .training, default: .logistic,
      help: """
        Loss: logistic (on the cosine of a pair), ranking (a mated pair against a non-mated one) or \
        arcface (each vector among all identities, as published).
        """)
    negatives = try options.value(
      "--negatives", "N", .integer(in: 1...63), in: .training, default: 1,
      help: "Number of non-mated pairs per query, 1 to 63; above 1 only with --loss ranking.")
    hardShare = try options.value(
      "--hard", "X", .number(in: 0...1), in: .training, default: 0.5,
      help: """
        Share of the non-mated pairs with one of the ten people nearest to the query, 0 to 1.
        """)
    mixedShare = try options.value(
      "--mix", "X", .number(in: 0...1), in: .training, default: 0,
      help: "Share of the queries in which a rectangle of patches is another face's, 0 to 1.")
    averaging = try options.value(
      "--average", "X", .number(in: 0...0.99999), in: .training, default: 0,
      help: """
        Factor of the moving average of the weights, 0 to 0.99999; the model is the average. 0: the last \
        step's weights.
        """)
    scale = try options.value(
      "--scale", "X", .number(in: 0.01...1000), in: .training, default: 16,
      help: "Factor of cosines in the loss, 0.01 to 1000.")
    margin = try options.value(
      "--margin", "X", .number(in: 0...1.5), in: .training, default: 0.3,
      help: "ArcFace's m, in radians, 0 to 1.5.")
    training = try TrainingOptions(
      &options,
      TrainingOptions.Standard(
        items: "pairs", steps: 2000, leastSteps: 0, batch: 64, optimizer: .adamw, rate: 0.0003,
        decay: 0.05))
    general = try GeneralOptions(&options)
  }
}
