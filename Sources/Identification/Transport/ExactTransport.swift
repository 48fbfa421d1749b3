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
  /// - Complexity: O(m * n) memory; about `2 * (m + n)` pivots of O(m + n) each in practice.
  package static func solve(cost: [Double], supply: [Double], demand: [Double]) -> Solution {
    let (m, n) = (supply.count, demand.count)
    precondition(m > 0 && n > 0 && cost.count == m * n)
    precondition(cost.allSatisfy(\.isFinite), "a cost is not a number")
    // Weights become multiples of 1 << unitBits, more than twice the perturbation.
    let unitBits = Int.bitWidth - (2 * m * n).leadingZeroBitCount
    let weightBits = 60 - unitBits
    let supplyUnits = units(supply, bits: weightBits)
    let demandUnits = units(demand, bits: weightBits)

    var simplex = TransportSimplex(
      cost: cost, supply: supplyUnits.map { ($0 << unitBits) + n },
      demand: demandUnits.enumerated().map {
        ($0.element << unitBits) + ($0.offset < n - 1 ? 1 : m * n - (n - 1))
      })
    let pivots = simplex.optimize()

    var flow = [Double](repeating: 0, count: m * n)
    let scale = 1 / Double(1 << weightBits)
    let half = 1 << (unitBits - 1)
    for arc in simplex.basicArcs {
      // The perturbation adds less than half a unit, in either direction.
      flow[arc.source * n + arc.sink] = Double((arc.flow + half) >> unitBits) * scale
    }
    let u = Array(simplex.price[..<m])
    let v = Array(simplex.price[m...])

    var (primal, dual, excess) = (0.0, 0.0, 0.0)
    for i in 0..<m {
      dual += Double(supplyUnits[i]) * scale * u[i]
      for j in 0..<n {
        primal += flow[i * n + j] * cost[i * n + j]
        excess = max(excess, u[i] + v[j] - cost[i * n + j])
      }
    }
    for j in 0..<n { dual += Double(demandUnits[j]) * scale * v[j] }
    return Solution(
      flow: flow, supplyPrices: u, demandPrices: v, cost: primal,
      dualityGap: max(0, primal - (dual - excess)), pivots: pivots)
  }

  /// Returns weights as whole numbers whose sum is exactly `1 << bits`.
  ///
  /// A zero stays zero; the remainder of rounding is added to the largest.
  private static func units(_ weights: [Double], bits: Int) -> [Int] {
    let sum = weights.reduce(0, +)
    precondition(
      abs(sum - 1) < 1e-6 && weights.allSatisfy { $0 >= 0 }, "weights that do not sum to 1")
    let total = 1 << bits
    var units = weights.map { Int(($0 / sum * Double(total)).rounded()) }
    var largest = 0
    for index in weights.indices where weights[index] > weights[largest] { largest = index }
    units[largest] += total - units.reduce(0, +)
    return units
  }
}
