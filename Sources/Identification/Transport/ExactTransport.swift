/// The transportation problem as a linear program, solved exactly.
///
/// It minimizes the sum of `flow[i, j] * cost[i, j]` over flows that are not negative, whose rows
/// sum to `supply` and whose columns sum to `demand`. It also maximizes its dual, the sum of
/// `supply[i] * u[i] + demand[j] * v[j]` under `u[i] + v[j] <= cost[i, j]`. The method is the
/// primal simplex method on spanning trees (Dantzig 1951); `TransportSimplex` explains why it
/// cannot cycle.
package enum ExactTransport {
  package struct Solution: Sendable, Equatable {
    /// The flow, shape `[m, n]`, with at most `m + n - 1` numbers that are not zero.
    package let flow: [Double]
    /// The prices `u`, shape `[m]`.
    package let supplyPrices: [Double]
    /// The prices `v`, shape `[n]`.
    package let demandPrices: [Double]
    package let cost: Double
    /// The difference between `cost` and the dual's value at the prices, after lowering these by
    /// the most that any `u[i] + v[j]` exceeds its cost: no plan can cost less than `cost -
    /// dualityGap`.
    package let dualityGap: Double
    /// The number of exchanges of the basis.
    package let pivots: Int
  }

  /// - Parameters:
  ///   - cost: The costs, shape `[m, n]`, finite.
  ///   - supply: The supplies, shape `[m]`, not negative, with sum 1 within 1e-6; zeros are
  ///     allowed.
  ///   - demand: The demands, shape `[n]`, likewise.
  /// - Returns: A flow whose marginals are the weights (scaled to the sum 1) within `1e-12`.
  /// - Complexity: O(m * n) memory; about `1.5 * (m + n)` pivots in practice, each of O(n) and of the
  ///   length of a path in the tree.
  package static func solve(cost: [Double], supply: [Double], demand: [Double]) -> Solution {
    let (m, n) = (supply.count, demand.count)
    let simplex = TransportSimplex(sources: m, sinks: n)
    simplex.setCosts(cost)
    simplex.setWeights(supply: { supply[$0] }, demand: { demand[$0] })
    let pivots = simplex.optimize()

    var flow = [Double](repeating: 0, count: m * n)
    var primal = 0.0
    simplex.forEachArc { source, sink, amount in
      flow[source * n + sink] = amount
      primal += amount * cost[source * n + sink]
    }
    let (u, v) = (simplex.supplyPrices, simplex.demandPrices)
    let (roundedSupply, roundedDemand) = (simplex.supply, simplex.demand)
    var (dual, excess) = (0.0, 0.0)
    for i in 0..<m {
      dual += roundedSupply[i] * u[i]
      for j in 0..<n { excess = max(excess, u[i] + v[j] - cost[i * n + j]) }
    }
    for j in 0..<n { dual += roundedDemand[j] * v[j] }
    return Solution(
      flow: flow, supplyPrices: u, demandPrices: v, cost: primal,
      dualityGap: max(0, primal - (dual - excess)), pivots: pivots)
  }
}
