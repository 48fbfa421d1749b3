import Basics
import Measurement
import Networks
import Runs
import Testing
import _TestSupport

@testable import Commands
@testable import Training

/// `facet train --validate`, on drawn people of the built-in backbone's size.
@Suite struct TrainingValidationTests {
  private let folder: TemporaryFolder

  /// Four other people with three portraits each, and pairs of them.
  init() throws {
    folder = try TemporaryFolder()
    var others = TrainingFaces()
    (others.portraits, others.portraitsEach, others.portraitSeed) = (4, 3, 77)
    let shape = try loadBackbone(path: BuiltInModels.backbonePath).shape
    let source = try others.source(for: shape, isQuiet: true)
    for (number, label) in source.labels.enumerated() {
      let path = folder.file("pairs/o\(label)")
      try makeFolders(path)
      try AtomicFile.write(
        source.face(number).picture.encodedPNG(), to: "\(path)/\(number % 3).png")
    }
    var lines = ""
    for person in 0..<4 {
      for (first, second) in [(0, 1), (0, 2), (1, 2)] {
        lines += "o\(person)/\(first).png o\(person)/\(second).png 1\n"
        lines += "o\(person)/\(first).png o\((person + 1) % 4)/\(second).png 0\n"
      }
    }
    try AtomicFile.write(lines, to: folder.file("pairs/pairs.txt"))
  }

  private var faces: TrainingFaces {
    var faces = TrainingFaces()
    (faces.portraits, faces.portraitsEach) = (3, 2)
    return faces
  }

  private func settings(steps: Int, _ optimizer: OptimizerKind) -> TrainingSettings {
    TrainingSettings(
      steps: steps, batch: 4, rate: LearningRate(peak: 0.001, warmUp: 0, steps: steps),
      optimizer: optimizer, decay: 0, seed: 1)
  }

  private func outputs(_ name: String) -> TrainingOutputs {
    var outputs = TrainingOutputs(model: folder.file(name))
    outputs.log = folder.file("\(name).json")
    outputs.isQuiet = true
    return outputs
  }

  private func validation(every: Int = 2) -> TrainingValidation {
    TrainingValidation(pairs: folder.file("pairs/pairs.txt"), every: every)
  }

  @Test(arguments: [HybridTraining.Kind.h2l, .h2])
  func aReRankerIsMeasuredWhileItLearns(kind: HybridTraining.Kind) throws {
    func train(_ name: String, _ validation: TrainingValidation?) throws -> TrainingLog {
      var start = HybridStart()
      start.hiddenSize = 16
      var training = HybridTraining(settings: settings(steps: 3, .adamW()), start: start)
      (training.kind, training.occlusions) = (kind, 0)
      var job = TrainHybridJob(
        model: BuiltInModels.backbonePath, faces: faces, training: training,
        outputs: outputs(name), isStrict: true)
      job.validation = validation
      let result = try job.run()
      #expect(result.lines[0].contains("accuracy on the pairs") == (validation != nil))
      return try TrainingLog(path: folder.file("\(name).json"))
    }
    let plain = try train("plain", nil)
    let measured = try train("measured", validation())
    #expect(plain.validation == nil)
    let found = try #require(measured.validation)
    #expect(found.map(\.step) == [0, 2, 3] && found.allSatisfy { $0.pairs == 24 })
    #expect(found.allSatisfy { (0...1).contains($0.accuracy) && $0.low <= $0.high })
    #expect(measured.command[TrainingLog.networkKey] == kind.rawValue)
    #expect(
      measured.command[TrainingLog.validationKey] == "pairs.txt, 12 pictures, every 2 steps")
    // The pairs change nothing of the training.
    #expect(measured.points == plain.points)
    let tensors = try ["plain", "measured"].map {
      try ModelFile(path: folder.file($0)).contents.tensor(named: "pos_embedding").values
    }
    #expect(tensors[0] == tensors[1])
    // An H2L starts as its backbone's cosine.
    guard kind == .h2l else { return }
    let cosine = try VerifyJob(
      pairs: folder.file("pairs/pairs.txt"),
      settings: {
        var settings = JobSettings(model: BuiltInModels.backbonePath)
        settings.isQuiet = true
        return settings
      }(), scorers: [.stage1], weightings: [.apc], alphas: [1]
    ).run()
    let accuracy = try #require(cosine.results[0].accuracy)
    #expect(abs(100 * found[0].accuracy - accuracy.mean) < 1e-9)
  }

  @Test func aBackboneIsMeasuredAndAStopKeepsWhatWasMeasured() throws {
    var training = BackboneTraining(
      settings: settings(steps: 4, .sgd(momentum: 0.9)),
      size: TrainableBackboneSize(width: 16, embedding: 8), loss: .arcFace(scale: 8, margin: 0.1))
    training.settings.checkpoint = folder.file("state")
    let pairs = try validation(every: 3).opened()
    training.validation = pairs
    let source = try faces.source(
      width: training.size.side, height: training.size.side, isQuiet: true)
    let whole = try training.run(on: source, opened: { _ in }, report: { _, _ in })
    #expect(whole.history.validation.map(\.step) == [0, 3, 4])
    // The checkpoint is of step 3.
    training.settings.resume = folder.file("state")
    let resumed = try training.run(on: source, opened: { _ in }, report: { _, _ in })
    #expect(resumed.history.validation.map(\.step) == [0, 3, 4])
    let (first, second) = (whole.history.validation, resumed.history.validation)
    #expect(first.last == second.last)
    // The last measurement is that of the model that is written.
    try #require(whole.model).write(to: folder.file("model"), isWide: true, notes: [:])
    let verified = try VerifyJob(
      pairs: folder.file("pairs/pairs.txt"),
      settings: {
        var settings = JobSettings(model: folder.file("model"))
        settings.isQuiet = true
        return settings
      }(), scorers: [.stage1], weightings: [.apc], alphas: [1]
    ).run()
    let accuracy = try #require(verified.results[0].accuracy)
    #expect(abs(100 * first.last!.accuracy - accuracy.mean) < 1e-9)
  }

  @Test func peopleOfTheTrainingAreNamed() throws {
    let pairs = try validation().opened()
    let known = TrainingPictures(
      pictures: [], people: [TrainingPictures.digest(ofLabel: "o2")])
    let note = validation().note(pairs.pictures, trained: known)
    #expect(note.text.hasSuffix("; 3 of the pictures show people of the training"))
    #expect(note.warning?.contains("Use pairs of other people.") == true)
    let none = validation().note(
      pairs.pictures, trained: TrainingPictures(pictures: [], people: []))
    #expect(none.warning == nil)
  }

  @Test func tooFewPairsAreRefused() throws {
    try AtomicFile.write("o0/0.png o0/1.png 1\no0/0.png o1/1.png 0\n", to: folder.file("few.txt"))
    #expect(throws: TrainingFailure.fewValidationPairs(same: 1, different: 1)) {
      _ = try TrainingValidation(
        pairs: folder.file("few.txt"), root: folder.file("pairs"), every: 1
      ).opened()
    }
  }
}
