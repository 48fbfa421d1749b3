/// The transport of the weight of each query patch to the gallery face, with its cost.
package struct TransportPlan: Sendable, Equatable {
  /// The flow, shape `[N_query, N_gallery]`, row: query patch. It is not negative; the rows sum to
  /// the query's weights and the columns to the gallery's, both within `marginalError`.
  package let flow: [Double]
  /// The sum of `flow * (1 - cosine)`, 0...2.
  package let cost: Double
  /// The sum of `flow * cosine`, -1...1.
  package let similarity: Double
  /// The difference between the exact solver's cost and the dual's value, a lower limit for all
  /// plans. It is at most rounding, and never too small. `nil` for the entropic solvers.
  package let dualityGap: Double?
  package let iterations: Int
  /// Whether the solver met its own stopping rule within its iterations.
  package let converged: Bool
  /// The greater of two sums of absolute differences: rows from the query's weights, and columns
  /// from the gallery's.
  package let marginalError: Double
}

/// The EMD similarity of one candidate.
package struct TransportScore: Sendable, Equatable {
  /// The sum of flow * cosine, -1...1.
  package let similarity: Double
  package let iterations: Int
  /// Whether the solver met its own stopping rule within its iterations.
  package let converged: Bool
  /// The error as in `TransportPlan`.
  package let marginalError: Double
}

extension TransportPlan {
  /// Creates a plan whose cost, similarity and marginal error are computed from the flow.
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
