import Basics
import Foundation
import Testing

@testable import Training

@Suite struct HybridGradientTests {
  private func learner(_ output: HybridLayout.Output, _ loss: HybridLoss, depth: Int = 2)
    -> HybridLearner
  {
    let layout = HybridLayout(
      output: output, patches: 4, tokenSize: 24, heads: 2, hidden: 20, depth: depth, classCount: 4)
    let parameters = FloatBuffer(count: layout.parameters.count)
    var generator = SeededGenerator(seed: 8)
    for entry in layout.parameters.entries {
      let isGain = entry.name.hasSuffix("norm.weight") || entry.name.hasPrefix("bn")
      for place in entry.range {
        parameters.pointer[place] = (isGain ? 1 : 0) + 0.3 * generator.unit()
      }
    }
    return HybridLearner(
      layout: layout, parameters: parameters, loss: loss, batch: 8, shardSize: 2)
  }

  private func pairs(_ learner: HybridLearner) -> HybridLearner.Result {
    let identities = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3), (3, 0)]
    let count = learner.layout.patches * learner.layout.tokenSize
    return learner.evaluate(identities: identities.map { (query: $0.0, candidate: $0.1) }) {
      pair, query, candidate in
      var generator = SeededGenerator(seed: UInt64(50 + pair))
      for place in 0..<count {
        query[place] = generator.unit()
        candidate[place] = generator.unit()
      }
    }
  }

  /// The parameters on which the loss does not depend.
  private func idle(_ output: HybridLayout.Output, _ loss: HybridLoss) -> Set<String> {
    var idle: Set<String> = ["loss.threshold", "classes.weight"]
    if output == .classToken { return idle }
    switch loss {
    case .identities: idle.remove("classes.weight")
    case .pairs(.logistic, _, _): idle.remove("loss.threshold")
    case .pairs: break
    }
    return idle
  }

  @Test(arguments: [
    HybridLoss.pairs(.logistic, scale: 4), .pairs(.ranking, scale: 4),
    .pairs(.ranking, scale: 4, group: 4),
    .identities(.arcFace(scale: 4, margin: 0.2)), .identities(.softmax),
  ])
  func everyParameterOfAnH2LFollowsItsGradient(_ loss: HybridLoss) throws {
    try check(.twoHeads(size: 10), loss)
  }

  /// One negative pair is the comparison of two cosines; more add up before the logarithm.
  @Test func aRankingComparesEachNegativeWithThePositive() {
    let (one, slopes) = PairLoss.ranking.evaluate([0.5, 0.2, 0.1, 0.4], scale: 10, threshold: 0)
    #expect(abs(one.loss - (log1p(exp(-3.0)) + log1p(exp(3.0))) / 2) < 1e-5)
    #expect(one.correct == 2 && slopes[0] < 0 && slopes[1] == -slopes[0])
    let (all, _) = PairLoss.ranking.evaluate(
      [0.5, 0.2, 0.1, 0.4], group: 4, scale: 10, threshold: 0)
    #expect(abs(all.loss - log(1 + exp(-3.0) + exp(-4.0) + exp(-1.0))) < 1e-5)
    #expect(all.correct == 4)
  }

  @Test func everyParameterOfAnH2FollowsItsGradient() throws {
    try check(.classToken, .pairs(.logistic, scale: 1))
  }

  private func check(_ output: HybridLayout.Output, _ loss: HybridLoss) throws {
    let learner = learner(output, loss)
    _ = pairs(learner)
    try GradientCheck(
      layout: learner.layout.parameters.without(idle(output, loss)),
      parameters: learner.parameters, gradient: learner.gradient.values,
      loss: { pairs(learner).loss }
    ).expectAgreement(change: 1e-3, tolerance: 0.01)
  }

  @Test func sameNumbersOnAnyNumberOfThreads() {
    let before = Threads.count
    defer { Threads.set(before) }
    let gradients = [1, 2, 3].map { threads in
      Threads.set(threads)
      let learner = learner(.twoHeads(size: 10), .pairs(.logistic, scale: 4))
      _ = pairs(learner)
      return learner.gradient.values
    }
    #expect(gradients[0] == gradients[1] && gradients[0] == gradients[2])
  }
}
