import Identification
import Networks

/// One of the five feature weightings of the top match, on the ranking's grid.
package struct WeightingComparison: Sendable {
  package enum Outcome: Sendable {
    /// The weights of both faces (each sums to 1) and the EMD's results with them.
    case computed(weights: HeatmapPair, emdSimilarity: Double, fusedScore: Double)
    /// The reason why this weighting could not be computed, as a sentence.
    case unavailable(reason: String)
  }

  package let weighting: PatchWeighting
  package let outcome: Outcome

  package init(weighting: PatchWeighting, outcome: Outcome) {
    self.weighting = weighting
    self.outcome = outcome
  }

  /// The ranking's own weighting, with the ranking's numbers.
  init(_ weighting: PatchWeighting, of flow: FlowMap, _ candidate: RankedCandidate) {
    self.init(
      weighting: weighting,
      outcome: .computed(
        weights: HeatmapPair(
          query: Heatmap(grid: flow.grid, values: flow.queryWeights),
          candidate: Heatmap(grid: flow.grid, values: flow.galleryWeights)),
        emdSimilarity: flow.emdSimilarity, fusedScore: candidate.score))
  }

  /// Returns all five weightings of one pair, in the order of `PatchWeighting.allCases`, each by the
  /// given solver.
  ///
  /// - Parameters:
  ///   - cosine: Stage 1's cosine, for the fused score.
  ///   - alpha: The EMD's share of the fused score, 0...1.
  package static func all(
    query: FacePatches, candidate: FacePatches, solver: TransportSolver, epsilon: Double,
    cosine: Double, alpha: Double
  ) -> [WeightingComparison] {
    let cosines = cosines(query: query.patches, gallery: candidate.patches)
    return PatchWeighting.allCases.map { weighting in
      let distance = EarthMoversDistance(weighting: weighting, solver: solver, epsilon: epsilon)
      do throws(WeightingError) {
        let weights = try PatchWeights(
          weighting, query: query, gallery: candidate, cosines: cosines,
          arithmetic: solver.weightArithmetic)
        let similarity = distance.plan(cosines, weights).similarity
        return WeightingComparison(
          weighting: weighting,
          outcome: .computed(
            weights: HeatmapPair(
              weights, queryGrid: query.patches.grid, candidateGrid: candidate.patches.grid),
            emdSimilarity: similarity,
            fusedScore: Fusion.score(similarity: similarity, cosine: cosine, alpha: alpha)))
      } catch {
        return WeightingComparison(
          weighting: weighting, outcome: .unavailable(reason: error.description))
      }
    }
  }
}
