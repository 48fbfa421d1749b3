import Networks
import Runs
import Training

/// The job of `facet train backbone`: trains a small ArcFace network on pictures or portraits.
package struct TrainBackboneJob: Sendable {
  package let faces: TrainingFaces
  package let training: BackboneTraining
  package let outputs: TrainingOutputs
  package let isStrict: Bool
  package var validation: TrainingValidation?

  package init(
    faces: TrainingFaces, training: BackboneTraining, outputs: TrainingOutputs, isStrict: Bool
  ) {
    self.faces = faces
    self.training = training
    self.outputs = outputs
    self.isStrict = isStrict
  }

  package func run() throws -> JobResult {
    try outputs.check(
      training.settings, faces, inputs: [training.start, validation?.pairs, validation?.root])
    let source = try faces.source(
      width: training.size.side, height: training.size.side, isQuiet: outputs.isQuiet)
    let pairs = try validation?.opened()
    var notes = [
      TrainingLog.networkKey: "backbone",
      "facet.training.loss": "\(training.loss)",
      "facet.training.zoom": "\(training.zoom)",
      "facet.training.occlusions": "\(training.occlusions)",
    ]
    var earlier: TrainingPictures?
    if let start = training.start {
      // The model has also seen the training data of its start.
      let file = try ModelFile(path: start)
      earlier = try TrainingPictures(of: file)
      notes["facet.training.start"] = file.digest.hexadecimal
      notes[trainingDataKey] =
        "\(source.description), after \(file.metadata[trainingDataKey] ?? "unknown pictures")"
    }
    return try TrainingExecution(
      source: source, settings: training.settings, outputs: outputs, opening: "Faces",
      openingSentence: "faces were opened", isStrict: isStrict, notes: notes, what: "Backbone",
      earlier: earlier, validation: validation, validationPictures: pairs?.pictures ?? []
    ).run { settings, opened, report in
      var training = training
      training.settings = settings
      training.validation = pairs
      return try training.run(on: source, opened: opened, report: report)
    }
  }
}
