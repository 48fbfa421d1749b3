import Basics
import Faces
import Networks
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Training

@Suite struct TrainingRunTests {
  /// Two people who differ in brightness.
  private let faces = FaceSource(
    labels: [0, 0, 0, 1, 1, 1], description: "six plain faces", name: { "face \($0)" }
  ) { index in
    var generator = SeededGenerator(seed: UInt64(index))
    let base = index < 3 ? 60.0 : 190
    return FaceSource.Face(
      picture: Picture(
        width: 32, height: 32, channels: .gray,
        samples: (0..<32 * 32).map { _ in UInt8(base + 20 * Double(generator.unit())) }),
      landmarks: nil)
  }

  private func training(steps: Int = 6) -> BackboneTraining {
    BackboneTraining(
      settings: TrainingSettings(
        steps: steps, batch: 4, rate: LearningRate(peak: 0.05, warmUp: 1, steps: steps),
        optimizer: .sgd(momentum: 0.9), decay: 0.0005, seed: 5),
      size: TrainableBackboneSize(width: 16, embedding: 8, side: 32),
      loss: .arcFace(scale: 8, margin: 0.2))
  }

  private func values(_ model: TrainedModel?) -> [[Float]] {
    model?.tensors.map(\.tensor.values) ?? []
  }

  @Test func goingOnFromACheckpointEndsAsWithoutAStop() throws {
    let folder = try TemporaryFolder()
    var whole = training()
    whole.settings.checkpoint = folder.path + "/state"
    let uninterrupted = try whole.run(on: faces, opened: { _ in }, report: { _, _ in })
    #expect(uninterrupted.history.points.count == 6)
    // The last checkpoint stands one step before the end.
    var rest = training()
    rest.settings.resume = folder.path + "/state"
    let resumed = try rest.run(on: faces, opened: { _ in }, report: { _, _ in })
    #expect(values(resumed.model) == values(uninterrupted.model))
    #expect(resumed.history.points.map(\.step) == uninterrupted.history.points.map(\.step))
    rest.settings.seed = 6
    #expect(throws: CheckpointFailure.self) {
      _ = try rest.run(on: faces, opened: { _ in }, report: { _, _ in })
    }
  }

  /// Numbers of a damaged checkpoint that cannot be steps are refused.
  @Test(arguments: [Float.nan, .infinity, -1, 1e30])
  func aCheckpointWithImpossibleStepsIsRefused(value: Float) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("state.safetensors")
    func state() -> TrainingState {
      TrainingState(
        parameters: FloatBuffer([1]), statistics: FloatBuffer(count: 0),
        optimizer: Optimizer(.adamW(), layout: ParameterLayout(), decay: 0))
    }
    func write(step: String, history: Float, validation: [Float]) throws {
      try writeSafetensors(
        [
          ("parameters", Tensor(shape: [1], values: [1])),
          ("history", Tensor(shape: [1, 4], values: [history, 1, 1, 1])),
          ("validation", Tensor(shape: [1, 5], values: [validation[0], 1, 1, 1, validation[1]])),
        ] + ["statistics", "first", "second"].map { ($0, Tensor(shape: [0], values: [])) },
        metadata: ["facet.checkpoint": "a", "facet.step": step], to: path)
    }
    var sound = state()
    try write(step: "3", history: 2, validation: [3, 4])
    try sound.read(from: path, training: "a")
    #expect(sound.step == 3 && sound.history.validation[0].pairs == 4)
    for (step, history, validation) in [
      ("3", value, [3, 4]), ("3", 2, [value, 4]), ("3", 2, [3, value]),
      ("9223372036854775807", 2, [3, 4]),
    ] as [(String, Float, [Float])] {
      try write(step: step, history: history, validation: validation)
      #expect(throws: CheckpointFailure.isNone(path: path)) {
        var read = state()
        try read.read(from: path, training: "a")
      }
    }
  }

  @Test func theAverageOfTheWeightsForgetsTheStart() {
    let layout = ParameterLayout()
    let parameters = FloatBuffer([1, 2])
    var state = TrainingState(
      parameters: parameters, statistics: FloatBuffer(count: 0),
      optimizer: Optimizer(.adamW(), layout: layout, decay: 0), averaging: 0.5)
    // The factors: 1/10, 2/11, then 0.5 from the eighth step on.
    parameters.set([11, 2])
    state.takeIntoAverage()
    #expect(abs(state.trained.values[0] - 10) < 1e-5 && state.trained.values[1] == 2)
    state.step = 1
    parameters.set([0, 2])
    state.takeIntoAverage()
    #expect(abs(state.trained.values[0] - 20 / 11) < 1e-5)
    state.step = 100
    state.takeIntoAverage()
    #expect(abs(state.trained.values[0] - 10 / 11) < 1e-5)
    #expect(parameters.values == [0, 2])
  }

  @Test func aTrainedModelOpensAndTellsItsPeopleApart() throws {
    let folder = try TemporaryFolder()
    let result = try training(steps: 12).run(on: faces, opened: { _ in }, report: { _, _ in })
    let path = folder.path + "/model.safetensors"
    try #require(result.model).write(to: path, notes: [:])
    let backbone = try loadBackbone(path: path)
    #expect(backbone.shape.embeddingSize == 8 && backbone.shape.patchChannels == 128)
    let embeddings = try backbone.features(of: (0..<6).map { try faces.face($0).picture })
      .map { UnitRows($0.embedding, rows: 1, size: 8).values }
    func cosine(_ a: Int, _ b: Int) -> Float {
      zip(embeddings[a], embeddings[b]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(cosine(0, 1) > cosine(0, 3) && cosine(4, 5) > cosine(1, 4))
  }

  @Test(arguments: [
    (LearningRate.Schedule.cosine, [0.25, 0.5, 0.75, 1, 1, 0.5]),
    (.step, [0.25, 0.5, 0.75, 1, 1, 0.1]), (.constant, [0.25, 0.5, 0.75, 1, 1, 1]),
  ])
  func theRateGrowsAndFalls(_ schedule: LearningRate.Schedule, _ expected: [Double]) {
    let rate = LearningRate(peak: 1, schedule: schedule, warmUp: 4, steps: 12)
    for (step, value) in zip([0, 1, 2, 3, 4, 8], expected) {
      #expect(abs(rate.rate(at: step) - value) < 1e-12, "step \(step)")
    }
  }

  @Test func everyFaceComesOnceAnEpoch() {
    var order = BatchOrder(count: 7, batch: 3, seed: 2)
    let faces = (0..<7).flatMap { order.faces(step: $0) }
    for epoch in 0..<3 { #expect(Set(faces[epoch * 7..<epoch * 7 + 7]).count == 7) }
    var later = BatchOrder(count: 7, batch: 3, seed: 2)
    #expect(later.faces(step: 4) == Array(faces[12..<15]))
  }
}
