import CommandLines
import Commands
import Training

extension Command {
  static let trainBackbone = Command(
    "train", "backbone", in: .models,
    summary: "Train an ArcFace ResNet-18 of any width on faces.",
    discussion: """
      Trains on aligned gray faces of 128x128 pixels; faces of other sizes are scaled. The network \
      learns to separate the training identities. The model keeps the embedding and the patches before \
      it.
      """
  ) { (options: TrainBackboneOptions) in
    let settings = try options.training.settings(batchMultiple: 16)
    var size = TrainableBackboneSize(width: 16, embedding: 128)
    if let start = options.start { size = try TrainableBackboneSize(modelFile: start) }
    if let width = options.width { size.width = width }
    if let embedding = options.embedding { size.embedding = embedding }
    var training = BackboneTraining(settings: settings, size: size, loss: options.classLoss)
    training.start = options.start
    training.zoom = Float(options.zoom)
    training.occlusions = options.occlusions
    var job = try TrainBackboneJob(
      faces: options.faces.faces(), training: training,
      outputs: options.training.outputs(model: options.output, options.general),
      isStrict: options.general.isStrict)
    job.validation = options.training.validation
    return try job.run()
  }
}

private struct TrainBackboneOptions: FacetOptions {
  enum Loss: String, CaseIterable { case arcface, softmax }

  let output: String
  let faces: TrainingFaceOptions
  let zoom: Double
  let occlusions: Int
  let start: String?
  let width: Int?
  let embedding: Int?
  let loss: Loss
  let scale: Double
  let margin: Double
  let training: TrainingOptions
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    output = try options.trainedModel()
    faces = try TrainingFaceOptions(&options)
    zoom = try options.value(
      "--zoom", "X", .number(in: 1...4), in: .trainingFaces, default: 1,
      help: "Largest enlargement, 1 to 4, of half of the faces, chosen by chance.")
    occlusions = try options.occludedCopies(default: 0)
    start = try options.optional(
      "--start", "FILE", .backbone(), in: .network,
      help: "A resnet_face18 model file to continue from (fine-tuning).")
    width = try options.optional(
      "--width", "N", .width, in: .network, otherwise: "16, or the width of --start",
      help: """
        Number of channels after the first filter, a multiple of 16 up to 1024. Patches have 8 times \
        as many.
        """)
    embedding = try options.optional(
      "--embedding", "N", .integer(in: 2...16384), in: .network,
      otherwise: "128, or the length in --start", help: "Length of the embedding, 2 to 16384.")
    loss = try options.value(
      "--loss", "NAME", .choice(Loss.self), in: .training, default: .arcface,
      help: "Loss: arcface or softmax.")
    scale = try options.value(
      "--scale", "X", .number(in: 0.01...1000), in: .training, default: 30,
      help: "ArcFace's s, 0.01 to 1000.")
    margin = try options.value(
      "--margin", "X", .number(in: 0...1.5), in: .training, default: 0.3,
      help: "ArcFace's m, in radians, 0 to 1.5.")
    training = try TrainingOptions(
      &options,
      TrainingOptions.Standard(
        items: "pictures", steps: 3000, leastSteps: 1, batch: 64, optimizer: .sgd, rate: 0.05,
        decay: 0.0005))
    general = try GeneralOptions(&options)
  }

  var classLoss: ClassLoss {
    switch loss {
    case .softmax: .softmax
    case .arcface: .arcFace(scale: Float(scale), margin: Float(margin))
    }
  }
}

extension OptionValue where Value == Int {
  /// Channels of a network, a multiple of 16.
  fileprivate static var width: Self {
    OptionValue(
      sample: 16, describe: { "\($0)" },
      convert: { text, option throws(UsageError) in
        guard let width = Int(text), (16...1024).contains(width), width % 16 == 0 else {
          throw UsageError("\(option) takes a multiple of 16, 16 to 1024, not '\(text)'.")
        }
        return width
      })
  }
}
