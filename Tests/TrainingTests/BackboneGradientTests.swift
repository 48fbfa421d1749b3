import Basics
import Testing

@testable import Training

@Suite struct BackboneGradientTests {
  private static let size = TrainableBackboneSize(width: 16, embedding: 24, side: 32)

  private func learner(_ loss: ClassLoss, classCount: Int = 5, slope: Float? = nil) throws
    -> BackboneLearner
  {
    let layout = TrainableBackboneLayout(Self.size, classCount: classCount)
    let parameters = layout.firstParameters(seed: 3)
    // Gains, shifts and slopes that are not all alike.
    var generator = SeededGenerator(seed: 4)
    for place in 0..<parameters.count { parameters.pointer[place] += 0.02 * generator.unit() }
    for entry in layout.parameters.entries where entry.shape == [1] {
      if let slope { parameters.pointer[entry.range.lowerBound] = slope }
    }
    return try BackboneLearner(
      layout: layout, parameters: parameters, statistics: layout.firstStatistics(), loss: loss,
      batch: 8, shardSize: 4)
  }

  private func pictures(_ learner: BackboneLearner) throws -> ClassLoss.Result {
    try learner.evaluate(labels: [0, 1, 2, 3, 4, 0, 1, 2]) { picture, samples in
      var generator = SeededGenerator(seed: UInt64(100 + picture))
      for place in 0..<Self.size.side * Self.size.side { samples[place] = generator.unit() }
    }
  }

  @Test(arguments: [ClassLoss.arcFace(scale: 8, margin: 0.3), .softmax])
  func everyParameterFollowsItsGradient(_ loss: ClassLoss) throws {
    let learner = try learner(loss)
    _ = try pictures(learner)
    let check = GradientCheck(
      layout: learner.layout.parameters, parameters: learner.parameters,
      gradient: learner.gradient.values, loss: { try pictures(learner).loss })
    // Slopes have their own test: their gradients are small here compared with the effect of all
    // kinks.
    let slopes = learner.layout.parameters.entries.filter { $0.shape == [1] }.map(\.name)
    #expect(slopes.count == 9)
    // A change that is the same for all pictures before the last batch normalization has no effect.
    let idle = ["bn4.bias", "fc5.bias"]
    for name in idle {
      let entry = learner.layout.parameters.entry(name)!
      #expect(check.gradient[entry.range].allSatisfy { abs($0) < 1e-4 })
    }
    try GradientCheck(
      layout: learner.layout.parameters.without(Set(idle + slopes)), parameters: check.parameters,
      gradient: check.gradient, loss: check.loss
    ).expectAgreement()
  }

  /// At slope 1 a PReLU has no kink, but its slope a gradient.
  @Test func everySlopeFollowsItsGradient() throws {
    let learner = try learner(.arcFace(scale: 8, margin: 0.3), slope: 1)
    _ = try pictures(learner)
    let others = learner.layout.parameters.entries.filter { $0.shape != [1] }.map(\.name)
    try GradientCheck(
      layout: learner.layout.parameters.without(Set(others)), parameters: learner.parameters,
      gradient: learner.gradient.values, loss: { try pictures(learner).loss }
    ).expectAgreement()
  }

  @Test func sameNumbersOnAnyNumberOfThreads() throws {
    let before = Threads.count
    defer { Threads.set(before) }
    let gradients = try [1, 2, 3].map { threads in
      Threads.set(threads)
      let learner = try learner(.arcFace(scale: 8, margin: 0.3))
      _ = try pictures(learner)
      return learner.gradient.values
    }
    #expect(gradients[0] == gradients[1] && gradients[0] == gradients[2])
  }
}

extension ParameterLayout {
  func without(_ names: Set<String>) -> ParameterLayout {
    var layout = self
    layout.remove { names.contains($0.name) }
    return layout
  }
}
