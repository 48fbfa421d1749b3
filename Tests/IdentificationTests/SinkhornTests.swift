import Basics
import Networks
import Tensors
import Testing
import _TestSupport

@testable import Identification

@Suite struct SinkhornTests {
  @Test(arguments: GoldenTransport.sizes, [PatchWeighting.uniform, .apc, .sc])
  func publishedArithmeticAgrees(patches: Int, weighting: PatchWeighting) throws {
    let golden = try GoldenTransport(patches: patches)
    let distance = EarthMoversDistance(weighting: weighting, solver: .published)
    let scores = try distance.scores(of: golden.query, against: CandidatePatches(golden.gallery))
    #expect(farthest(scores.map(\.similarity), golden.doubles("similarity", weighting)) < 1e-5)
    // The batch's flow, through the workspaces.
    let cosines = golden.gallery.map {
      Identification.cosines(query: golden.query.patches, gallery: $0.patches)
    }
    let spaces = (0..<5).map { face in
      let space = SinkhornWorkspace(rows: patches, columns: patches)
      let query = golden.row("query_weights", weighting, face)
      let gallery = golden.row("gallery_weights", weighting, face)
      space.setWeights(row: { gallery[$0] }, column: { query[$0] })
      return space
    }
    let matrices = SharedPointer(
      UnsafeMutablePointer<Float>.allocate(capacity: 5 * patches * patches))
    defer { matrices.pointer.deallocate() }
    for face in 0..<5 {
      for index in 0..<patches * patches {
        matrices.pointer[face * patches * patches + index] =
          Float(cosines[face][index % patches * patches + index / patches])
      }
    }
    _ = Sinkhorn.runPublished(spaces, stride: patches, epsilon: 0.05) {
      UnsafePointer(matrices.pointer + $0 * patches * patches)
    }
    for face in 0..<5 {
      let flow = spaces[face].flow
      let expected = golden.row("flow_gallery_by_query", weighting, face)
      let transposed = flow.indices.map { flow[$0 % patches * patches + $0 / patches] }
      #expect(farthest(transposed, expected) < 1e-6)
    }
  }

  @Test func publishedScoresDependOnTheirCompanions() throws {
    let golden = try GoldenTransport(patches: 16)
    let distance = EarthMoversDistance(weighting: .uniform, solver: .published)
    let together = try distance.scores(of: golden.query, against: CandidatePatches(golden.gallery))
    let alone = try distance.scores(
      of: golden.query, against: CandidatePatches([golden.gallery[0]]))
    #expect(alone[0].iterations != together[0].iterations)
  }

  // Sizes that fill vectors, miss them, and exceed the widest block.
  @Test(arguments: [
    (1, 1), (7, 7), (9, 9), (16, 16), (42, 42), (49, 49), (64, 64), (7, 33), (196, 100),
  ])
  func convergedFlowIsTheEntropicOptimum(queryPatches: Int, galleryPatches: Int) {
    let cosines = TestFaces.matrix("cosines \(queryPatches)", queryPatches * galleryPatches)
    let weights = PatchWeights(
      query: TestFaces.weights("q", queryPatches), gallery: TestFaces.weights("g", galleryPatches))
    let epsilon = 0.1
    let plan = EarthMoversDistance(weighting: .uniform, solver: .sinkhorn, epsilon: epsilon)
      .plan(cosines, weights)
    #expect(plan.converged && plan.marginalError < 2e-6)
    let reference = Sinkhorn.flowInLogDomain(
      cosines: cosines, rowWeights: weights.query, columnWeights: weights.gallery,
      epsilon: epsilon)
    #expect(reference.iterations < Sinkhorn.iterationLimit)
    #expect(farthest(plan.flow, reference.flow) < 1e-5)
    let similarity = zip(reference.flow, cosines).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(plan.similarity - similarity) < 1e-5)
  }

  @Test(arguments: [0.05, 0.001])
  func zeroWeightsCarryNothing(epsilon: Double) {
    let cosines = TestFaces.matrix("zeros", 81)
    let weights = PatchWeights(
      query: [0, 0, 3, 1, 0, 0, 2, 0, 1], gallery: [1, 0, 0, 0, 0, 0, 0, 0, 1])
    let plan = EarthMoversDistance(weighting: .uniform, solver: .sinkhorn, epsilon: epsilon)
      .plan(cosines, weights)
    for row in 0..<9 {
      for column in 0..<9 where weights.query[row] == 0 || weights.gallery[column] == 0 {
        #expect(plan.flow[row * 9 + column] == 0)
      }
    }
    #expect(plan.converged && plan.marginalError < 2e-6)
  }

  // exp(-2 / 0.001) is far below the least 32-bit number, so logarithms are used.
  @Test func aTinyEpsilonDoesNotUnderflow() throws {
    let faces = ["a", "b", "c"].map { TestFaces.face($0, grid: .fourByFour, shift: 0) }
    let distance = EarthMoversDistance(weighting: .apc, solver: .sinkhorn, epsilon: 0.001)
    let scores = try distance.scores(of: faces[0], against: CandidatePatches(faces))
    let exact = try EarthMoversDistance(weighting: .apc, solver: .exact)
      .scores(of: faces[0], against: CandidatePatches(faces))
    for (score, best) in zip(scores, exact) {
      #expect(score.similarity.isFinite && score.marginalError.isFinite)
      // If it has not converged, it reports that, with its error.
      #expect(score.converged == (score.marginalError <= 2 * Sinkhorn.tolerance))
      #expect(abs(score.similarity - best.similarity) < 0.006 + 2 * score.marginalError)
    }
  }

  @Test func whatDoesNotConvergeSaysSo() {
    // Nearly an assignment with two optima, which takes more iterations than there are.
    let cosines = [1, 0.999, 0.999, 0.9985]
    let plan = EarthMoversDistance(weighting: .uniform, solver: .sinkhorn, epsilon: 0.0001)
      .plan(cosines, PatchWeights(query: [1, 1.01], gallery: [1.02, 1]))
    #expect(plan.flow.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(plan.converged == (plan.iterations < Sinkhorn.iterationLimit))
  }
}
