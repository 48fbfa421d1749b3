/// Where the weight of each query patch goes in the gallery face, and what that costs.
package struct TransportPlan: Sendable, Equatable {
  /// Shape `[N_query, N_gallery]`, row: query patch. Not negative; the rows sum to the query's
  /// weights and the columns to the gallery's, both within `marginalError`.
  package let flow: [Double]
  /// Sum of `flow * (1 - cosine)`, 0...2.
  package let cost: Double
  /// Sum of `flow * cosine`, -1...1.
  package let similarity: Double
  /// Of the exact solver: cost minus the dual's value, which no plan can go under. At most
  /// rounding, and never too small. `nil` for the entropic solvers.
  package let dualityGap: Double?
  package let iterations: Int
  /// Whether the solver met its own rule for stopping within its iterations.
  package let converged: Bool
  /// The greater of two sums of absolute differences: rows against the query's weights, columns
  /// against the gallery's.
  package let marginalError: Double
}

/// One candidate's EMD similarity.
package struct TransportScore: Sendable, Equatable {
  /// Sum of flow * cosine, -1...1.
  package let similarity: Double
  package let iterations: Int
  /// Whether the solver met its own rule for stopping within its iterations.
  package let converged: Bool
  /// As in `TransportPlan`.
  package let marginalError: Double
}

extension TransportPlan {
  /// Cost, similarity and marginal error follow from the flow.
  init(
    flow: [Double], cosines: [Double], weights: PatchWeights, dualityGap: Double?, iterations: Int,
    converged: Bool
  ) {
    let columns = weights.gallery.count
    var (cost, similarity, rowError) = (0.0, 0.0, 0.0)
    var columnSums = [Double](repeating: 0, count: columns)
    for row in weights.query.indices {
      var sum = 0.0
      for column in 0..<columns {
        let amount = flow[row * columns + column]
        let cosine = cosines[row * columns + column]
        sum += amount
        columnSums[column] += amount
        cost += amount * (1 - cosine)
        similarity += amount * cosine
      }
      rowError += abs(sum - weights.query[row])
    }
    let columnError = zip(columnSums, weights.gallery).reduce(0) { $0 + abs($1.0 - $1.1) }
    self.init(
      flow: flow, cost: cost, similarity: similarity, dualityGap: dualityGap,
      iterations: iterations, converged: converged, marginalError: max(rowError, columnError))
  }
}
