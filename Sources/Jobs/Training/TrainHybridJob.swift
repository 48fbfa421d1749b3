import Networks
import Training

/// `facet train h2l`: a re-ranker on the features of a frozen backbone.
public struct TrainHybridJob: Sendable {
  public let model: String
  public let faces: TrainingFaces
  public let training: HybridTraining
  public let outputs: TrainingOutputs
  public let isStrict: Bool

  public init(
    model: String, faces: TrainingFaces, training: HybridTraining, outputs: TrainingOutputs,
    isStrict: Bool
  ) {
    self.model = model
    self.faces = faces
    self.training = training
    var outputs = outputs
    outputs.items = "pairs"
    self.outputs = outputs
    self.isStrict = isStrict
  }

  public func run() throws -> JobResult {
    try outputs.check()
    let file = try ModelFile(path: model)
    let backbone = try loadBackbone(file)
    let source = try faces.source(for: backbone.shape)
    return try TrainingExecution(
      source: source, settings: training.settings, outputs: outputs, opening: "Features",
      openingSentence: "features were computed", isStrict: isStrict,
      notes: [
        "facet.training.loss":
          "\(training.loss.rawValue), scale \(training.scale)"
          + (training.loss == .arcface ? ", margin \(training.margin)" : ""),
        "facet.training.occlusions": "\(training.occlusions)",
      ], what: "\(training.kind.rawValue.uppercased()) for '\(model)'"
    ).run { settings, opened, report in
      var training = training
      training.settings = settings
      return try training.run(
        on: source, backbone: backbone, backboneDigest: file.digest, opened: opened,
        report: report)
    }
  }
}
