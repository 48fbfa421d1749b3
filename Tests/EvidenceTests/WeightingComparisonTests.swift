import Identification
import Networks
import Testing
import _TestSupport

@testable import Evidence

@Suite struct WeightingComparisonTests {
  func face(_ name: String, hasLandmarks: Bool) -> FacePatches {
    let output = HashedValues.unit(name, count: 16 * 12).map { max(0, $0 + 0.3) }
    return FacePatches(
      patches: PatchSet(grid: .fourByFour, channels: 12, networkOutput: output),
      descriptor: HashedValues.unit("descriptor " + name, count: 12),
      landmarkDensity: hasLandmarks ? (0..<16).map { Double($0 % 5) } : nil)
  }

  @Test(arguments: TransportSolver.allCases)
  func allFiveInOrder(solver: TransportSolver) throws {
    let (query, candidate) = (
      face("query", hasLandmarks: true), face("candidate", hasLandmarks: true)
    )
    let found = WeightingComparison.all(
      query: query, candidate: candidate, solver: solver, epsilon: 0.05, cosine: 0.4, alpha: 0.7)
    #expect(found.map(\.weighting) == PatchWeighting.allCases)
    for comparison in found {
      guard case .computed(let weights, let similarity, let fused) = comparison.outcome else {
        Issue.record("\(comparison.weighting) is not computed")
        continue
      }
      for heatmap in [weights.query, weights.candidate] {
        #expect(heatmap.grid == .fourByFour)
        #expect(abs(heatmap.values.reduce(0, +) - 1) < 1e-12)
      }
      let plan = try EarthMoversDistance(weighting: comparison.weighting, solver: solver)
        .plan(query: query, gallery: candidate)
      #expect(similarity == plan.similarity)
      #expect(abs(fused - (0.7 * similarity + 0.3 * 0.4)) < 1e-12)
    }
  }

  @Test func missingLandmarksAreExplained() {
    let found = WeightingComparison.all(
      query: face("query", hasLandmarks: true), candidate: face("candidate", hasLandmarks: false),
      solver: .sinkhorn, epsilon: 0.05, cosine: 0.4, alpha: 0.7)
    guard case .unavailable(let reason) = found[4].outcome else {
      Issue.record("lmk has weights without landmarks")
      return
    }
    #expect(reason == WeightingError.missingLandmarks(.gallery).description)
    #expect(
      found.dropLast().allSatisfy {
        if case .computed = $0.outcome { true } else { false }
      })
  }
}
