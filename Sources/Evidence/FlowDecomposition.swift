import Identification
import Networks

/// An EMD similarity as the sum of the contributions of all pairs of patches.
package struct FlowDecomposition: Sendable, Equatable, Codable {
  package let grid: PatchGrid
  /// The strongest, the greatest contribution first.
  package let pairs: [PatchContribution]
  /// The number of other pairs with a flow, and the separate sum of their contributions.
  package let restCount: Int
  package internal(set) var rest: Double
  /// The sum over all pairs, which is the EMD similarity of the exact flow.
  package internal(set) var total: Double
  /// The exact solver's: no transport has a similarity above `total + dualityGap`.
  package let dualityGap: Double?
  /// The similarity that the ranking used, by another solver or on another grid.
  package internal(set) var ranking: Ranking?

  package struct Ranking: Sendable, Equatable, Codable {
    package let similarity: Double
    package let solver: TransportSolver
    package let epsilon: Double
    package let grid: PatchGrid

    package init(similarity: Double, solver: TransportSolver, epsilon: Double, grid: PatchGrid) {
      self.similarity = similarity
      self.solver = solver
      self.epsilon = epsilon
      self.grid = grid
    }
  }

  /// The largest difference by rounding of sums with up to some thousand terms.
  static let tolerance = 1e-9

  /// - Parameter count: The number of named pairs.
  /// - Throws: `FlowDecompositionError` if flow is lost or added; such a map is not shown.
  package init(
    _ map: FlowMap, count: Int, ranking: Ranking? = nil
  ) throws(FlowDecompositionError) {
    try Self.check(map)
    let all = map.strongestPairs(count: .max)
    grid = map.grid
    pairs = Array(all.prefix(count))
    restCount = all.count - pairs.count
    // The smallest first, so that large terms do not absorb them.
    rest = all.dropFirst(count).reversed().reduce(0) { $0 + $1.contribution }
    total = map.emdSimilarity
    dualityGap = map.dualityGap
    self.ranking = ranking
    let sum = pairs.reduce(rest) { $0 + $1.contribution }
    guard abs(sum - total) < Self.tolerance else {
      throw .contributions(sum: sum, similarity: total)
    }
  }

  /// Every flow is a share, the rows sum to the query's weights, the columns to the candidate's, and
  /// all together to 1.
  private static func check(_ map: FlowMap) throws(FlowDecompositionError) {
    let count = map.grid.count
    let tolerance = tolerance + map.marginalError
    guard map.flow.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { throw .notAShare }
    var columns = [Double](repeating: 0, count: count)
    var whole = 0.0
    for row in 0..<count {
      var sum = 0.0
      for column in 0..<count {
        sum += map.flow[row * count + column]
        columns[column] += map.flow[row * count + column]
      }
      whole += sum
      guard abs(sum - map.queryWeights[row]) < tolerance else {
        throw .weight(isQuery: true, patch: row, flow: sum, weight: map.queryWeights[row])
      }
    }
    for column in 0..<count
    where !(abs(columns[column] - map.galleryWeights[column]) < tolerance) {
      throw .weight(
        isQuery: false, patch: column, flow: columns[column],
        weight: map.galleryWeights[column])
    }
    guard abs(whole - 1) < tolerance else { throw .whole(whole) }
  }
}

/// The error that a flow does not add up.
package enum FlowDecompositionError: Error, Equatable {
  case contributions(sum: Double, similarity: Double)
  case weight(isQuery: Bool, patch: Int, flow: Double, weight: Double)
  case whole(Double)
  case notAShare
}

extension FlowDecompositionError: CustomStringConvertible {
  package var description: String {
    let problem =
      switch self {
      case .contributions(let sum, let similarity):
        "the contributions sum to \(sum), the similarity is \(similarity)"
      case .weight(let isQuery, let patch, let flow, let weight):
        """
        \(isQuery ? "query" : "candidate") patch \(patch + 1) has the weight \(weight), but a flow \
        of \(flow)
        """
      case .whole(let sum): "the flow sums to \(sum) instead of 1"
      case .notAShare: "a flow is not between 0 and 1"
      }
    return
      "A flow map does not add up, so the report was not written: \(problem). Please report this error."
  }
}
