import CommandLines
import Commands
import Training

extension Command {
  private static let standard = TrainingOptions.Standard(
    items: "Pictures", steps: 3000, batch: 64, optimizer: .sgd, rate: 0.05, decay: 0.0005)

  static let trainBackbone = Command(
    CommandSpecification(
      "train", "backbone", summary: "Train an ArcFace ResNet-18 of any width on faces.",
      discussion: """
        Gray faces of 128x128 pixels, aligned; others are scaled. The training tells its identities \
        apart; the model keeps the embedding and the patches before it.
        """,
      options: [
        OptionSpecification(
          "--output", "FILE", alias: "-o", isRequired: true, help: "The .safetensors to write.")
      ] + TrainingOptions.faces + [
        OptionSpecification(
          "--start", "FILE", help: "A resnet_face18 model file to go on from (fine-tuning)."),
        OptionSpecification(
          "--width", "N",
          help: "Channels after the first filter, a multiple of 16; patches have 8 times as many. "
            + "Default: 16, or the start's."),
        OptionSpecification(
          "--embedding", "N", help: "Length of the embedding. Default: 128, or the start's."),
        OptionSpecification(
          "--loss", "NAME", help: "arcface or softmax. Default: arcface."),
        OptionSpecification("--scale", "X", help: "ArcFace's s. Default: 30."),
        OptionSpecification("--margin", "X", help: "ArcFace's m, in radians. Default: 0.3."),
        OptionSpecification(
          "--zoom", "X", help: "Enlarge half of the faces by chance, up to X times. Default: 1."),
        OptionSpecification(
          "--occlusions", "N",
          help: "Occluded copies of each face besides it, 0 to 64. Default: 0."),
      ] + TrainingOptions.steps(standard) + TrainingOptions.files + SharedOptions.common)
  ) { parsed in
    let settings = try parsed.trainingSettings(standard, batchMultiple: 16)
    guard settings.steps > 0 else { throw UsageError("--steps takes 1 or more.") }
    var size = TrainableBackboneSize(width: 16, embedding: 128)
    let start = parsed.backbone("--start")
    if let start { size = try TrainableBackboneSize(modelFile: start) }
    if let width = try parsed.integer("--width", in: 16...1024) {
      guard width % 16 == 0 else { throw UsageError("--width takes a multiple of 16.") }
      size.width = width
    }
    if let embedding = try parsed.integer("--embedding", in: 2...16384) {
      size.embedding = embedding
    }
    var training = BackboneTraining(
      settings: settings, size: size, loss: try parsed.classLoss(scale: 30, margin: 0.3))
    training.start = start
    training.zoom = Float(try parsed.number("--zoom", in: 1...4) ?? 1)
    training.occlusions = try parsed.integer("--occlusions", in: 0...64) ?? 0
    return try TrainBackboneJob(
      faces: parsed.trainingFaces(), training: training, outputs: parsed.trainingOutputs(),
      isStrict: parsed.flag("--strict")
    ).run()
  }
}

extension ParsedCommand {
  /// From --loss (arcface or softmax), --scale and --margin.
  func classLoss(scale: Double, margin: Double) throws(UsageError) -> ClassLoss {
    enum Name: String, CaseIterable { case arcface, softmax }
    switch try choice("--loss", as: Name.self) ?? .arcface {
    case .softmax: return .softmax
    case .arcface:
      return .arcFace(
        scale: Float(try number("--scale", in: 0.01...1000) ?? scale),
        margin: Float(try number("--margin", in: 0...1.5) ?? margin))
    }
  }
}
