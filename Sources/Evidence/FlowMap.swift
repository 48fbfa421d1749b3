import Identification
import Networks

/// Where the weight of each query patch goes in the candidate: the optimal transport as a picture.
package struct FlowMap: Sendable, Equatable {
  package let grid: PatchGrid
  /// Shape `[N, N]`, row: query patch, column: gallery patch; all sum to 1.
  package let flow: [Double]
  /// Shape `[N, N]` likewise: cosine of the two patches.
  package let similarity: [Double]
  /// Shape `[N]`, sums to 1: the weight of each query patch.
  package let queryWeights: [Double]
  /// Shape `[N]`, sums to 1.
  package let galleryWeights: [Double]
  /// Shape `[N]`: for each query patch the gallery patch of highest flow (thesis eq. 3.9), the
  /// first of several. (The published drawing code goes by gallery patches, and so draws the
  /// transpose.)
  package let bestGalleryPatch: [Int]
  /// Shape `[N]`, 0...1: that highest flow, divided by the highest of all query patches
  /// (eq. 3.9). A query patch without weight has brightness 0.
  ///
  /// The published drawing code shows the sum of a patch's flow instead, that is its weight, in one
  /// place divided by the greatest, in another stretched from the least to the greatest. The
  /// greatest as the divisor keeps equal brightness for equal flow, and zero for none.
  package let brightness: [Double]
  /// Sum of flow * similarity.
  package let emdSimilarity: Double
  /// What solved it, and how well: primal minus dual cost of the exact solver; `nil` otherwise.
  package let dualityGap: Double?
  /// How far the flow's rows or columns are from the weights in all: next to nothing for the exact
  /// solver, up to 1e-6 for the converged one, more for the published one.
  package var marginalError = 0.0

  package init(
    grid: PatchGrid, flow: [Double], similarity: [Double], queryWeights: [Double],
    galleryWeights: [Double], bestGalleryPatch: [Int], brightness: [Double], emdSimilarity: Double,
    dualityGap: Double?
  ) {
    self.grid = grid
    self.flow = flow
    self.similarity = similarity
    self.queryWeights = queryWeights
    self.galleryWeights = galleryWeights
    self.bestGalleryPatch = bestGalleryPatch
    self.brightness = brightness
    self.emdSimilarity = emdSimilarity
    self.dualityGap = dualityGap
  }

  /// Solves the transport between two faces exactly, on the grid they have (`FacePatches.pooled`
  /// gives another).
  ///
  /// - Parameter arithmetic: That of the ranking's solver, `TransportSolver.weightArithmetic`.
  /// - Precondition: Both faces have the same grid and equally many channels.
  package init(
    query: FacePatches, gallery: FacePatches, weighting: PatchWeighting,
    arithmetic: WeightArithmetic = .thesis
  ) throws(WeightingError) {
    precondition(query.patches.grid == gallery.patches.grid)
    let cosines = cosines(query: query.patches, gallery: gallery.patches)
    let weights = try PatchWeights(
      weighting, query: query, gallery: gallery, cosines: cosines, arithmetic: arithmetic)
    let plan = EarthMoversDistance(weighting: weighting, solver: .exact).plan(cosines, weights)
    self.init(
      grid: query.patches.grid, plan: plan, cosines: cosines, weights: weights)
  }

  /// - Parameters:
  ///   - plan: Shape `[N, N]`, as all that follow; the marginals are the weights.
  ///   - cosines: Row: query patch.
  package init(grid: PatchGrid, plan: TransportPlan, cosines: [Double], weights: PatchWeights) {
    let count = grid.count
    precondition(plan.flow.count == count * count && cosines.count == count * count)
    let best = (0..<count).map { row in
      (0..<count).reduce(0) {
        plan.flow[row * count + $1] > plan.flow[row * count + $0] ? $1 : $0
      }
    }
    let highest = (0..<count).map { plan.flow[$0 * count + best[$0]] }
    let greatest = highest.max()!
    self.init(
      grid: grid, flow: plan.flow, similarity: cosines, queryWeights: weights.query,
      galleryWeights: weights.gallery, bestGalleryPatch: best,
      brightness: highest.map { greatest > 0 ? $0 / greatest : 0 },
      emdSimilarity: plan.similarity, dualityGap: plan.dualityGap)
    marginalError = plan.marginalError
  }

  /// The flow of a ranking.
  package init(grid: PatchGrid, _ flow: PairFlow) {
    self.init(grid: grid, plan: flow.plan, cosines: flow.cosines, weights: flow.weights)
  }
}
