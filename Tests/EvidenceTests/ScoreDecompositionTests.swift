import Identification
import Networks
import Testing
import _TestSupport

@testable import Evidence

@Suite struct ScoreDecompositionTests {
  private let grid = PatchGrid(rows: 7, columns: 6)
  private let layout = FaceLayout(inputWidth: 96, inputHeight: 112)
  private let alpha = 0.7

  private func flow(_ name: String, on grid: PatchGrid) throws -> FlowMap {
    func face(_ name: String) -> FacePatches {
      FacePatches(
        patches: PatchSet(
          grid: self.grid, channels: 10,
          networkOutput: HashedValues.unit(name, count: self.grid.count * 10))
      ).pooled(to: grid)
    }
    return try FlowMap(query: face("q"), gallery: face(name), weighting: .apc)
  }

  private var parts: EmbeddingSum.Parts {
    func vector(_ name: String) -> [Double] {
      HashedValues.unit(name, count: 6).map { Double($0) / 10 }
    }
    return EmbeddingSum.Parts(
      patches: (0..<grid.count).map { vector("patch\($0)") }, constant: vector("bias"))
  }

  private func embedding(_ name: String) -> [Float] { HashedValues.unit(name, count: 6) }

  private func cosine(_ name: String) -> Double {
    let split = parts.contributions(to: embedding(name))
    return split.patches.reduce(split.constant, +)
  }

  private func decomposition(
    _ index: Int, _ name: String, on grid: PatchGrid, isSplit: Bool = true, error: Double = 0
  ) throws -> (sum: ScoreDecomposition, flow: FlowMap) {
    let flow = try flow(name, on: grid)
    let score = alpha * flow.emdSimilarity + (1 - alpha) * cosine(name)
    return (
      try ScoreDecomposition(
        of: index, flow, isSplit ? parts : nil, native: self.grid, embedding: embedding(name),
        cosineOfRanking: cosine(name), score: score + error, alpha: alpha, layout: layout), flow
    )
  }

  @Test(arguments: [PatchGrid(rows: 7, columns: 6), .fourByFour, .eightByEight])
  func theScoreIsTheSumOfItsPatchesAndAConstant(grid: PatchGrid) throws {
    let (sum, flow) = try decomposition(3, "a", on: grid)
    #expect(sum.galleryIndex == 3 && sum.grid == grid && sum.isCosineSplit)
    #expect(abs(sum.total - (alpha * flow.emdSimilarity + (1 - alpha) * cosine("a"))) < 1e-12)
    #expect(abs(sum.sums.reduce(sum.constant, +) - sum.total) < 1e-12)
    #expect(abs(sum.regions.reduce(sum.constant) { $0 + $1.sum } - sum.total) < 1e-12)
    #expect(sum.regions.reduce(0) { $0 + $1.patchCount } == grid.count)
    #expect(abs(sum.emd.reduce(0, +) - alpha * flow.emdSimilarity) < 1e-12)
  }

  @Test func aCosineThatCannotBeSplitIsAllConstant() throws {
    let (sum, _) = try decomposition(0, "a", on: grid, isSplit: false)
    #expect(!sum.isCosineSplit && sum.cosine.allSatisfy { $0 == 0 })
    #expect(abs(sum.constant - (1 - alpha) * cosine("a")) < 1e-15)
  }

  @Test func aSumThatIsNotTheRankingsScoreIsRefused() throws {
    _ = try decomposition(0, "a", on: grid, error: 9e-7)
    #expect(throws: ScoreDecompositionError.self) {
      try decomposition(0, "a", on: grid, error: 2e-6)
    }
  }

  @Test(arguments: [PatchGrid(rows: 7, columns: 6), .fourByFour])
  func aContrastAddsUpToTheDifferenceOfTheScores(grid: PatchGrid) throws {
    let (a, flowA) = try decomposition(0, "a", on: grid)
    let (b, flowB) = try decomposition(7, "b", on: grid)
    let contrast = PersonContrast(first: a, flowA, other: b, flowB, layout: layout)
    #expect(contrast.galleryIndex == 0 && contrast.otherIndex == 7)
    #expect(contrast.difference == a.total - b.total)
    #expect(
      abs(contrast.differences.reduce(contrast.constant, +) - contrast.difference) < 1e-12)
    #expect(
      abs(contrast.regions.reduce(contrast.constant) { $0 + $1.difference } - contrast.difference)
        < 1e-12)
    #expect(
      contrast.regions.allSatisfy { abs($0.mean * Double($0.patchCount) - $0.difference) < 1e-12 })
    #expect(
      zip(contrast.regions, contrast.regions.dropFirst())
        .allSatisfy { abs($0.difference) >= abs($1.difference) })
    // Likeness and weight together are the EMD's part, weight is what the two flows weigh differently.
    let weight = zip(contrast.emd, contrast.likeness).map(-)
    for patch in 0..<grid.count {
      let (w, v) = (flowA.queryWeights[patch], flowB.queryWeights[patch])
      // Without weight on a side, a patch has no likeness there.
      guard w > 0, v > 0 else {
        #expect(contrast.likeness[patch] == 0)
        continue
      }
      let expected = (w - v) * (a.emd[patch] / w + b.emd[patch] / v) / 2
      #expect(abs(weight[patch] - expected) < 1e-12)
    }
  }
}
