import Networks
import Runs
import Training

/// The job of `facet train h2l`: trains a re-ranker on the features of a frozen backbone.
package struct TrainHybridJob: Sendable {
  package let model: String
  package let faces: TrainingFaces
  package let training: HybridTraining
  package let outputs: TrainingOutputs
  package let isStrict: Bool
  package var validation: TrainingValidation?

  package init(
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

  package func run() throws -> JobResult {
    try outputs.check(
      training.settings, faces, inputs: [model, validation?.pairs, validation?.root])
    let file = try ModelFile(path: model)
    let backbone = try loadBackbone(file)
    let source = try faces.source(for: backbone.shape, isQuiet: outputs.isQuiet)
    let pairs = try validation?.opened()
    return try TrainingExecution(
      source: source, settings: training.settings, outputs: outputs, opening: "Features",
      openingSentence: "features were computed", isStrict: isStrict,
      notes: [
        TrainingLog.networkKey: training.kind.rawValue,
        TrainingLog.depthKey: "\(training.start.depth)",
        TrainingLog.headsKey: "\(training.start.heads)",
        "facet.training.loss":
          "\(training.loss.rawValue), scale \(training.scale)"
          + (training.loss == .arcface ? ", margin \(training.margin)" : ""),
        "facet.training.occlusions": "\(training.occlusions)",
        "facet.training.occluders": training.occluders.map(\.rawValue).joined(separator: ", "),
        "facet.training.negatives": "\(training.negatives), \(training.hardShare) of them hard",
        "facet.training.variation":
          "mirrored faces \(training.mirrors ? "yes" : "no"), patches of other faces in \(training.mixedShare) of the queries",
        "facet.training.average": "\(training.averaging)",
      ], what: "\(training.kind.rawValue.uppercased()) for '\(model)'",
      validation: validation, validationPictures: pairs?.pictures ?? []
    ).run { settings, opened, report in
      var training = training
      training.settings = settings
      training.validation = pairs
      return try training.run(
        on: source, backbone: backbone, backboneDigest: file.digest, opened: opened,
        report: report)
    }
  }
}
