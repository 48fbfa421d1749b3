import Basics
import Networks
import Pictures
import Testing
import Training
import _TestSupport

@testable import Commands

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct TrainingJobTests {
  private func settings(_ optimizer: OptimizerKind) -> TrainingSettings {
    TrainingSettings(
      steps: 2, batch: 4, rate: LearningRate(peak: 0.01, warmUp: 0, steps: 2),
      optimizer: optimizer, decay: 0, seed: 1)
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test func aStopBeforeTheFirstStepSaysThatNothingWasWritten() throws {
    let folder = try TemporaryFolder()
    var faces = TrainingFaces()
    (faces.portraits, faces.portraitsEach) = (2, 1)
    var outputs = TrainingOutputs(model: folder.file("model"))
    outputs.isQuiet = true
    let result = try TrainingExecution(
      source: try faces.source(width: 16, height: 16, isQuiet: true), settings: settings(.adamW()),
      outputs: outputs, opening: "Features", openingSentence: "features were computed",
      isStrict: false, notes: [:], what: "H2L"
    ).run { _, _, _ in throw Interrupted() }
    #expect(result.status == .interrupted)
    #expect(
      result.lines == [
        "Stopped by the user while features were computed. Nothing was written."
      ])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  /// No identity with two pictures: no pair of the same person.
  @Test func picturesWithoutPairsAreRefusedWithWhatToDo() throws {
    let folder = try TemporaryFolder()
    var faces = TrainingFaces()
    (faces.portraits, faces.portraitsEach) = (2, 1)
    var training = HybridTraining(settings: settings(.adamW()), start: HybridStart())
    training.occlusions = 0
    var outputs = TrainingOutputs(model: folder.file("model"))
    outputs.isQuiet = true
    let job = TrainHybridJob(
      model: BuiltInModels.backbonePath, faces: faces, training: training, outputs: outputs,
      isStrict: true)
    #expect(throws: TrainingFailure.fewPictures) { _ = try job.run() }
    #expect("\(TrainingFailure.fewPictures)".contains("--portraits-each 2"))
  }

  /// A backbone, one that goes on from it with occluded copies, and both re-rankers on that.
  @Test func trainingsWriteTheirModelsAndLeaveNothingElse() throws {
    let folder = try TemporaryFolder()
    var faces = TrainingFaces()
    (faces.portraits, faces.portraitsEach) = (3, 2)
    func outputs(_ name: String) -> TrainingOutputs {
      var outputs = TrainingOutputs(model: "\(folder.path)/\(name)")
      outputs.isQuiet = true
      return outputs
    }
    var backbone = BackboneTraining(
      settings: settings(.sgd(momentum: 0.9)),
      size: TrainableBackboneSize(width: 16, embedding: 16),
      loss: .arcFace(scale: 8, margin: 0.1))
    let first = try TrainBackboneJob(
      faces: faces, training: backbone, outputs: outputs("first"), isStrict: true
    ).run()
    #expect(first.lines[0].contains("6 pictures of 3 identities"))
    #expect(!exists("\(folder.path)/first.checkpoint"))

    backbone.start = "\(folder.path)/first"
    backbone.occlusions = 2
    backbone.settings.checkpoint = "\(folder.path)/kept"
    let second = try TrainBackboneJob(
      faces: faces, training: backbone, outputs: outputs("second"), isStrict: true
    ).run()
    #expect(second.lines[0].contains("6 pictures of 3 identities"))
    #expect(exists("\(folder.path)/kept"))
    let files = try ["first", "second"].map { try ModelFile(path: "\(folder.path)/\($0)") }
    #expect(files[0].digest != files[1].digest)
    #expect(files[1].metadata["facet.training.occlusions"] == "2")
    let seen = try #require(files[1].metadata["facet.training.data"])
    #expect(
      seen == "2 portraits of each of 3 people, seed 1000001, after " + files[0].metadata[
        "facet.training.data"]!)
    #expect(isDrawnAlone(seen))
    #expect(!isDrawnAlone("2 portraits of each of 3 people, seed 1, after unknown pictures"))

    for kind in HybridTraining.Kind.allCases {
      var start = HybridStart()
      start.hiddenSize = 32
      var training = HybridTraining(settings: settings(.adamW()), start: start)
      (training.kind, training.occlusions) = (kind, 1)
      _ = try TrainHybridJob(
        model: "\(folder.path)/second", faces: faces, training: training,
        outputs: outputs(kind.rawValue), isStrict: true
      ).run()
      #expect(!exists("\(folder.path)/\(kind.rawValue).checkpoint"))
      let file = try ModelFile(path: "\(folder.path)/\(kind.rawValue)")
      #expect(file.architecture == kind.rawValue)
    }
    try anAveragedTrainingGoesOn(folder, faces)
  }

  /// With mirrored and mixed faces and averaged weights, going on from a checkpoint ends as without a stop.
  private func anAveragedTrainingGoesOn(_ folder: TemporaryFolder, _ faces: TrainingFaces) throws {
    func train(_ name: String, averaging: Float = 0.9, resume: String? = nil) throws -> SHA256Digest
    {
      var start = HybridStart()
      start.hiddenSize = 32
      var training = HybridTraining(settings: settings(.adamW()), start: start)
      (training.occlusions, training.mirrors, training.mixedShare) = (1, true, 0.5)
      training.averaging = averaging
      training.settings.steps = 3
      training.settings.checkpoint = "\(folder.path)/\(name).state"
      training.settings.resume = resume
      var outputs = TrainingOutputs(model: "\(folder.path)/\(name)")
      outputs.isQuiet = true
      _ = try TrainHybridJob(
        model: "\(folder.path)/second", faces: faces, training: training, outputs: outputs,
        isStrict: true
      ).run()
      return try ModelFile(path: "\(folder.path)/\(name)").digest
    }
    let whole = try train("whole")
    #expect(try train("rest", resume: "\(folder.path)/whole.state") == whole)
    #expect(try train("last", averaging: 0) != whole)
    #expect(throws: CheckpointFailure.self) {
      _ = try train("other", averaging: 0.8, resume: "\(folder.path)/whole.state")
    }
  }

  /// The list goes with the model, also through a second training, and cannot be exchanged.
  @Test func aTrainingOnPicturesListsThemBesideItsModel() throws {
    let folder = try TemporaryFolder()
    func pictures(_ name: String, people: [String]) throws -> [SHA256Digest] {
      try people.map { person in
        let path = "\(folder.path)/\(name)/\(person)"
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true)
        let samples = HashedValues.unit(name + person, count: 256).map { UInt8(128 + 100 * $0) }
        let bytes = Picture(width: 16, height: 16, channels: .gray, samples: samples)
          .encodedPNG()
        try AtomicFile.write(bytes, to: path + "/1.png")
        return SHA256.digest(of: bytes)
      }
    }
    func train(_ name: String, from start: String?) throws {
      var faces = TrainingFaces()
      faces.pictures = "\(folder.path)/\(name)"
      var outputs = TrainingOutputs(model: "\(folder.path)/\(name).safetensors")
      outputs.isQuiet = true
      var training = BackboneTraining(
        settings: settings(.sgd(momentum: 0.9)),
        size: TrainableBackboneSize(width: 16, embedding: 16),
        loss: .arcFace(scale: 8, margin: 0.1))
      training.start = start
      _ = try TrainBackboneJob(
        faces: faces, training: training, outputs: outputs, isStrict: true
      ).run()
    }
    let first = try pictures("first", people: ["Ann", "Bea"])
    let second = try pictures("second", people: ["Bea", "Cora"])
    try train("first", from: nil)
    try train("second", from: "\(folder.path)/first.safetensors")
    let model = try ModelFile(path: "\(folder.path)/second.safetensors")
    let known = try #require(try TrainingPictures(of: model))
    #expect(known.pictures == Set(first + second))
    #expect(known.people == Set(["Ann", "Bea", "Cora"].map(TrainingPictures.digest(ofLabel:))))
    #expect(try TrainingPictures(of: try ModelFile(path: BuiltInModels.backbonePath)) == nil)

    let list = TrainingPictures.path(besideModel: model.path)
    try AtomicFile.write(
      try readFile("\(folder.path)/first.safetensors.pictures.json", limit: 10_000), to: list)
    #expect(throws: TrainingPicturesError.exchanged(file: list, model: model.path)) {
      _ = try TrainingPictures(of: model)
    }
    try FileManager.default.removeItem(atPath: list)
    #expect(throws: TrainingPicturesError.missing(file: list)) {
      _ = try TrainingPictures(of: model)
    }
  }
}
