/// The transport of one pair as a ranking computed it, with its input.
package struct PairFlow: Sendable, Equatable {
  package let plan: TransportPlan
  /// Shape `[N_query, N_gallery]`, row: query patch.
  package let cosines: [Double]
  package let weights: PatchWeights
}

extension EarthMoversDistance {
  /// Returns the flows of some candidates, with the very arithmetic of `scores`: each flow's similarity
  /// is the candidate's score up to the rounding of one sum.
  ///
  /// - Parameters:
  ///   - count: The number of candidates that are scored together, the first of `candidates`; a flow of
  ///     the published solver depends on all of them, any other on its own candidate only.
  ///   - wanted: Places among them.
  func flows(
    of query: FacePatches, against candidates: CandidatePatches, count: Int, wanted: [Int],
    products: PatchProducts
  ) throws(WeightingError) -> [PairFlow] {
    try requireInputs(query, candidates)
    precondition(count <= candidates.count && wanted.allSatisfy { $0 < count })
    func workspace(_ place: Int) -> SinkhornWorkspace {
      let space = SinkhornWorkspace(
        rows: candidates.grid.count, columns: query.patches.grid.count)
      setWeights(space, place, query, candidates, products)
      return space
    }
    guard solver == .published else {
      return wanted.map { place in
        let space = workspace(place)
        let (cosines, weights) = (products.cosines(place), self.weights(of: space))
        guard solver == .sinkhorn,
          let score = space.converge(
            similarity: products.matrix(place), stride: products.stride, epsilon: Float(epsilon))
        else { return PairFlow(plan: plan(cosines, weights), cosines: cosines, weights: weights) }
        return PairFlow(flowOf: space, score, cosines: cosines, weights: weights)
      }
    }
    let spaces = (0..<count).map(workspace)
    let weights = wanted.map { self.weights(of: spaces[$0]) }
    let scores = Sinkhorn.runPublished(
      spaces, stride: products.stride, epsilon: Float(epsilon)
    ) { products.matrix($0) }
    return zip(wanted, weights).map { place, weights in
      PairFlow(
        flowOf: spaces[place], scores[place], cosines: products.cosines(place), weights: weights)
    }
  }
}

extension PairFlow {
  /// Creates the flow of an entropic solver that has ended.
  fileprivate init(
    flowOf space: SinkhornWorkspace, _ score: TransportScore, cosines: [Double],
    weights: PatchWeights
  ) {
    self.init(
      plan: TransportPlan(
        flow: space.flow.map { $0.isFinite ? $0 : 0 }, cosines: cosines, weights: weights,
        dualityGap: nil, iterations: score.iterations, converged: score.converged),
      cosines: cosines, weights: weights)
  }
}
