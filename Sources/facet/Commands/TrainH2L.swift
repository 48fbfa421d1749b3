import CommandLines
import Commands
import Networks
import Training

extension Command {
  private static let standard = TrainingOptions.Standard(
    items: "Pairs", steps: 2000, batch: 64, optimizer: .adamw, rate: 0.0003, decay: 0.05)

  static let trainH2L = Command(
    CommandSpecification(
      "train", "h2l", summary: "Train an H2L re-ranker on a backbone's features.",
      discussion: """
        The backbone stays as it is; its features are computed once, of each face and of copies that \
        are partly occluded. Each step takes as many pairs of one person as of two. The H2L starts as \
        the backbone's own cosine; with --steps 0 it is written as it starts.
        """,
      options: [
        SharedOptions.model,
        OptionSpecification(
          "--output", "FILE", alias: "-o", isRequired: true, help: "The .safetensors to write."),
      ] + TrainingOptions.faces + [
        OptionSpecification(
          "--occlusions", "N", help: "Occluded copies of each face, 0 to 64. Default: 4."),
        OptionSpecification(
          "--variant", "NAME",
          help: "h2l (two heads, cosine) or h2 (CLS, two-way softmax). Default: h2l."),
        OptionSpecification(
          "--loss", "NAME",
          help: """
            logistic (on the cosine of a pair), ranking (a positive pair against a negative one) or \
            arcface (each vector among all identities, as published). Default: logistic.
            """),
        OptionSpecification(
          "--scale", "X", help: "Of cosines within the loss. Default: 16."),
        OptionSpecification("--margin", "X", help: "ArcFace's m, in radians. Default: 0.3."),
        OptionSpecification("--depth", "N", help: "Transformer blocks, 1 to 24. Default: 1."),
        OptionSpecification("--heads", "N", help: "Attention heads, 1 to 16. Default: 2."),
        OptionSpecification("--hidden", "N", help: "Width of the MLP, 1 to 16384. Default: 2048."),
      ] + TrainingOptions.steps(standard) + TrainingOptions.files + SharedOptions.common)
  ) { parsed in
    let settings = try parsed.trainingSettings(standard, batchMultiple: 8)
    var start = HybridStart()
    if let depth = try parsed.integer("--depth", in: 1...24) { start.depth = depth }
    if let heads = try parsed.integer("--heads", in: 1...16) { start.heads = heads }
    if let hidden = try parsed.integer("--hidden", in: 1...16384) { start.hiddenSize = hidden }
    start.seed = settings.seed
    var training = HybridTraining(settings: settings, start: start)
    if let kind = try parsed.choice("--variant", as: HybridTraining.Kind.self) {
      training.kind = kind
    }
    guard settings.steps > 0 else {
      guard training.kind == .h2l else {
        throw UsageError("--steps 0 writes an H2L as it starts; an H2 has no start worth writing.")
      }
      return try StartHybridJob(
        model: parsed.model(), output: parsed.text("--output")!, start: start
      ).run()
    }
    if let loss = try parsed.choice("--loss", as: HybridTraining.LossKind.self) {
      training.loss = loss
    }
    if let scale = try parsed.number("--scale", in: 0.01...1000) { training.scale = Float(scale) }
    if let margin = try parsed.number("--margin", in: 0...1.5) { training.margin = Float(margin) }
    if let copies = try parsed.integer("--occlusions", in: 0...64) { training.occlusions = copies }
    return try TrainHybridJob(
      model: parsed.model(), faces: parsed.trainingFaces(), training: training,
      outputs: parsed.trainingOutputs(), isStrict: parsed.flag("--strict")
    ).run()
  }
}
