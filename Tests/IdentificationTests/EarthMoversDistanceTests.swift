import Networks
import Testing
import _TestSupport

@testable import Identification

@Suite struct EarthMoversDistanceTests {
  @Test(arguments: PatchWeighting.allCases, TransportSolver.allCases)
  func manyAtOnceAreEachLikeOne(weighting: PatchWeighting, solver: TransportSolver) throws {
    let grid = PatchGrid(rows: 7, columns: 6)
    let query = TestFaces.face("query", grid: grid)
    let faces = (0..<7).map { TestFaces.face("face \($0)", grid: grid) }
    let distance = EarthMoversDistance(weighting: weighting, solver: solver)
    // The published solver stops a batch together, so the comparison is with batches of one.
    let scores =
      solver == .published
      ? try faces.map { try distance.scores(of: query, against: CandidatePatches([$0]))[0] }
      : try distance.scores(of: query, against: CandidatePatches(faces))
    for (face, score) in zip(faces, scores) {
      let plan = try distance.plan(query: query, gallery: face)
      #expect(abs(plan.similarity - score.similarity) < 3e-6)
      #expect(plan.converged == score.converged)
      #expect(abs(plan.marginalError - score.marginalError) < 1e-6)
    }
  }

  @Test func grids4x4And8x8AndUnequalOnes() throws {
    for (queryGrid, galleryGrid) in [
      (PatchGrid.fourByFour, PatchGrid.fourByFour), (.eightByEight, .eightByEight),
      (.fourByFour, PatchGrid(rows: 3, columns: 3)),
    ] {
      let query = TestFaces.face("query", grid: queryGrid)
      let face = TestFaces.face("face", grid: galleryGrid)
      let distance = EarthMoversDistance(weighting: .apc, solver: .sinkhorn)
      let score = try distance.scores(of: query, against: CandidatePatches([face]))[0]
      let plan = try distance.plan(query: query, gallery: face)
      #expect(abs(plan.similarity - score.similarity) < 3e-6)
    }
  }

  @Test(arguments: TransportSolver.allCases)
  func aFaceIsMostLikeItself(solver: TransportSolver) throws {
    let faces = (0..<5).map { TestFaces.face("face \($0)", grid: .fourByFour) }
    let scores = try EarthMoversDistance(weighting: .apc, solver: solver)
      .scores(of: faces[3], against: CandidatePatches(faces)).map(\.similarity)
    #expect(scores[3] == scores.max())
    #expect(scores[3] > 0.85)
  }

  @Test func settingsAreTakenOver() {
    var settings = IdentificationSettings()
    settings.weighting = .sc
    settings.solver = .exact
    settings.epsilon = 0.1
    #expect(
      EarthMoversDistance(settings)
        == EarthMoversDistance(weighting: .sc, solver: .exact, epsilon: 0.1))
  }
}
