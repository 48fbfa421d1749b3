import Basics
import CVectorKernels
import Networks
import Tensors

/// The second stage: the similarity of two faces, patch by patch.
///
/// The weight of each query patch is moved to patches of the gallery face, at the cost `1 -
/// cosine`; the similarity is the sum of flow times cosine (thesis chapter 3; DESIGN, "What is
/// computed").
package struct EarthMoversDistance: Sendable, Equatable {
  package let weighting: PatchWeighting
  package let solver: TransportSolver
  /// The entropic regularization, in units of 1 - cosine; the exact solver has none.
  package let epsilon: Double

  /// - Precondition: `epsilon` is positive and finite.
  package init(weighting: PatchWeighting, solver: TransportSolver, epsilon: Double = 0.05) {
    precondition(epsilon > 0 && epsilon.isFinite)
    self.weighting = weighting
    self.solver = solver
    self.epsilon = epsilon
  }

  package init(_ settings: IdentificationSettings) {
    self.init(
      weighting: settings.weighting, solver: settings.solver, epsilon: settings.epsilon)
  }

  /// Scores one query against many candidates, in single precision.
  ///
  /// - Returns: The scores in the candidates' order. Each is the same on any number of threads;
  ///   with the published solver, a score depends on the other candidates.
  /// - Complexity: One product of `[k * N, C]` and `[C, N]`, then O(N * N) for each candidate and
  ///   iteration, on `Threads.count` threads.
  package func scores(
    of query: FacePatches, against candidates: CandidatePatches
  ) throws(WeightingError) -> [TransportScore] {
    try requireInputs(query, candidates)
    return try scores(
      of: query, against: candidates, count: candidates.count,
      products: PatchProducts(
        query: query, candidates: candidates, withDescriptors: weighting.needsDescriptors))
  }

  /// Scores one query against the first `count` candidates by existing products.
  ///
  /// - Parameter products: The products of this query with these candidates, with descriptors if
  ///   the weighting needs them.
  func scores(
    of query: FacePatches, against candidates: CandidatePatches, count: Int,
    products: PatchProducts
  ) throws(WeightingError) -> [TransportScore] {
    try requireInputs(query, candidates)
    precondition(count <= candidates.count)
    let patches = (gallery: candidates.grid.count, query: query.patches.grid.count)
    func workspaces(_ count: Int) -> [SinkhornWorkspace] {
      (0..<count).map { _ in SinkhornWorkspace(rows: patches.gallery, columns: patches.query) }
    }
    switch solver {
    case .published:
      let spaces = workspaces(count)
      inParallel(count: count, grain: 4) { index, _ in
        setWeights(spaces[index], index, query, candidates, products)
      }
      return Sinkhorn.runPublished(spaces, stride: products.stride, epsilon: Float(epsilon)) {
        products.matrix($0)
      }
    case .sinkhorn, .exact:
      let spaces = workspaces(Threads.count)
      return collectInParallel(count: count) { index, worker in
        setWeights(spaces[worker], index, query, candidates, products)
        return score(spaces[worker], index, products)
      }
    }
  }

  /// Returns the score of one candidate, whose weights are in the workspace, by itself.
  ///
  /// - Precondition: The solver is not the published one.
  func score(
    _ space: SinkhornWorkspace, _ index: Int, _ products: PatchProducts
  ) -> TransportScore {
    precondition(solver != .published)
    if solver == .sinkhorn,
      let score = space.converge(
        similarity: products.matrix(index), stride: products.stride, epsilon: Float(epsilon))
    {
      return score
    }
    if solver == .exact { return exactScore(space, index, products) }
    return TransportScore(plan(products.cosines(index), weights(of: space)))
  }

  /// Returns the score of `plan` from its basic arcs, in the same order of additions.
  private func exactScore(
    _ space: SinkhornWorkspace, _ index: Int, _ products: PatchProducts
  ) -> TransportScore {
    let (rows, columns) = (space.pair.columns, space.pair.rows)
    let matrix = products.matrix(index)
    let simplex = space.simplex
    let weights = weights(of: space)
    simplex.setCosts(similarity: matrix, stride: products.stride)
    simplex.setWeights(supply: { weights.query[$0] }, demand: { weights.gallery[$0] })
    let pivots = simplex.optimize()
    var similarity = 0.0
    let error = withUnsafeTemporaryAllocation(of: Double.self, capacity: rows + columns) { sums in
      sums.initialize(repeating: 0)
      simplex.forEachArc { row, column, flow in
        similarity += flow * Double(matrix[column * products.stride + row])
        sums[row] += flow
        sums[rows + column] += flow
      }
      var (rowError, columnError) = (0.0, 0.0)
      for row in 0..<rows { rowError += abs(sums[row] - weights.query[row]) }
      for column in 0..<columns {
        columnError += abs(sums[rows + column] - weights.gallery[column])
      }
      return max(rowError, columnError)
    }
    return TransportScore(
      similarity: similarity, iterations: pivots, converged: true, marginalError: error)
  }

  /// Returns the complete flow of one pair, with weights in double precision.
  ///
  /// The exact and the converged flow agree with `scores` up to rounding; the published flow is
  /// that of a batch of one candidate.
  package func plan(
    query: FacePatches, gallery: FacePatches
  ) throws(WeightingError) -> TransportPlan {
    let cosines = cosines(query: query.patches, gallery: gallery.patches)
    let weights = try PatchWeights(
      weighting, query: query, gallery: gallery, cosines: cosines,
      arithmetic: solver.weightArithmetic)
    return plan(cosines, weights)
  }

  /// Returns the flow for given cosines (shape `[N_query, N_gallery]`) and weights.
  package func plan(_ cosines: [Double], _ weights: PatchWeights) -> TransportPlan {
    let (rows, columns) = (weights.query.count, weights.gallery.count)
    precondition(cosines.count == rows * columns)
    switch solver {
    case .exact:
      let solution = ExactTransport.solve(
        cost: cosines.map { 1 - $0 }, supply: weights.query, demand: weights.gallery)
      return TransportPlan(
        flow: solution.flow, cosines: cosines, weights: weights, dualityGap: solution.dualityGap,
        iterations: solution.pivots, converged: true)
    case .sinkhorn, .published:
      let space = SinkhornWorkspace(rows: columns, columns: rows)
      space.setWeights(row: { weights.gallery[$0] }, column: { weights.query[$0] })
      let transposed = [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
        for row in 0..<rows {
          for column in 0..<columns {
            buffer[column * rows + row] = Float(cosines[row * columns + column])
          }
        }
        count = rows * columns
      }
      let score = transposed.withUnsafeBufferPointer { buffer -> TransportScore? in
        let matrix = SharedPointer(UnsafeMutablePointer(mutating: buffer.baseAddress!))
        if solver == .sinkhorn {
          return space.converge(
            similarity: matrix.pointer, stride: rows, epsilon: Float(epsilon))
        }
        return Sinkhorn.runPublished([space], stride: rows, epsilon: Float(epsilon)) { _ in
          UnsafePointer(matrix.pointer)
        }[0]
      }
      guard let score else {
        let result = Sinkhorn.flowInLogDomain(
          cosines: cosines, rowWeights: weights.query, columnWeights: weights.gallery,
          epsilon: epsilon)
        return TransportPlan(
          flow: result.flow, cosines: cosines, weights: weights, dualityGap: nil,
          iterations: result.iterations, converged: result.iterations < Sinkhorn.iterationLimit)
      }
      return TransportPlan(
        flow: space.flow.map { $0.isFinite ? $0 : 0 }, cosines: cosines, weights: weights,
        dualityGap: nil, iterations: score.iterations, converged: score.converged)
    }
  }

  // MARK: - Many candidates

  func requireInputs(
    _ query: FacePatches, _ candidates: CandidatePatches
  ) throws(WeightingError) {
    precondition(query.patches.channels == candidates.channels, "patches of different networks")
    if weighting.needsDescriptors {
      if query.descriptor == nil { throw .missingDescriptor(.query) }
      if candidates.descriptors == nil { throw .missingDescriptor(.gallery) }
    }
    if weighting.needsLandmarks {
      if query.landmarkDensity == nil { throw .missingLandmarks(.query) }
      if candidates.landmarkDensities == nil { throw .missingLandmarks(.gallery) }
    }
  }

  /// Sets the weights of `PatchWeights`, from the products in single precision.
  func setWeights(
    _ space: SinkhornWorkspace, _ index: Int, _ query: FacePatches, _ candidates: CandidatePatches,
    _ products: PatchProducts
  ) {
    let (rows, columns) = (space.pair.rows, space.pair.columns)
    switch weighting {
    case .uniform:
      space.setWeights(row: { _ in 1 }, column: { _ in 1 })
    case .lmk:
      space.setWeights(
        row: { candidates.landmarkDensities![index * rows + $0] },
        column: { query.landmarkDensity![$0] })
    case .cc:
      space.setWeights(
        row: { max(0, Double(products.queryDescriptorProduct(index, row: $0))) },
        column: { max(0, Double(products.galleryDescriptorProduct(index, column: $0))) })
    case .apc, .sc:
      // Sums over the products: see PatchWeights.
      let sums = (row: space.pair.row_sums!, column: space.pair.column_sums!)
      if weighting == .apc {
        candidates.lengths.withUnsafeBufferPointer { lengths in
          facet_weighted_sums(
            products.matrix(index), rows, columns, products.stride,
            lengths.baseAddress! + index * rows, query.patches.lengths, sums.row, sums.column)
        }
      } else {
        let ones = [Float](repeating: 1, count: max(rows, columns))
        facet_weighted_sums(
          products.matrix(index), rows, columns, products.stride, ones, ones, sums.row, sums.column)
      }
      if weighting == .sc && solver.weightArithmetic == .published {
        space.setWeights(
          row: { max(0, Double(columns) - Double(sums.row[$0])) },
          column: { max(0, Double(rows) - Double(sums.column[$0])) })
      } else {
        space.setWeights(
          row: { max(0, Double(sums.row[$0])) }, column: { max(0, Double(sums.column[$0])) })
      }
    }
  }

  func weights(of space: SinkhornWorkspace) -> PatchWeights {
    PatchWeights(
      query: (0..<space.pair.columns).map { Double(space.columnWeights[$0]) },
      gallery: (0..<space.pair.rows).map { Double(space.rowWeights[$0]) })
  }
}

extension TransportScore {
  init(_ plan: TransportPlan) {
    self.init(
      similarity: plan.similarity, iterations: plan.iterations, converged: plan.converged,
      marginalError: plan.marginalError)
  }
}
