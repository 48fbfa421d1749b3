import Basics
import Networks

/// The covered pictures from which the maps of a query are made, the same for every candidate and
/// number, and how a map follows from them.
///
/// Pictures come in pairs: some patches covered, and all others covered. Half the difference of a pair,
/// the number with the patches `S` visible less the number with the others visible, is
///
///     d(S) = (v(S) - v(not S)) / 2  ≈  sum over visible of m  -  sum over covered of m
///
/// for a map `m` that adds up. All that acts alike on both pictures of a pair, for example that a face
/// with a hole is less like any face, cancels (paired sampling: Covert and Lee 2021, "Improving
/// KernelSHAP", https://arxiv.org/abs/2012.01536). The pairs are each patch alone against all others
/// (removal and aggregation: Mery 2022, "True black-box explanation in facial analysis", CVPRW),
/// random halves, and the whole face against none of it. The map is the weighted least-squares solution
/// with a prior by which neighboring patches are alike, as the pictures under them are.
struct CoverDesign: Sendable {
  let grid: PatchGrid
  let filling: MapJudgment.Filling
  /// The visible patches of the first picture of each pair: all, then each patch missing, then halves.
  let visible: [PatchSubset]
  /// The inverse of the prior's covariance, shape `[N, N]`.
  private let prior: [Double]

  /// How much a pair counts: one random half 1.
  private static let singleWeight = 5.0
  /// The strength of the prior, for each random half.
  private static let strength = 0.1
  /// The reach of the prior, in patches, and the part of its variance that neighbors do not share.
  private static let (reach, ownVariance) = (1.0, 0.01)

  private static let ownSteps = 12

  init(grid: PatchGrid, filling: MapJudgment.Filling, halves: Int, seed: UInt64) {
    self.grid = grid
    self.filling = filling
    let count = grid.count
    var generator = SeededGenerator(seed: seed)
    let all = PatchSubset.all(of: count)
    prior = Self.prior(grid)
    visible =
      [all] + (0..<count).map { PatchSubset([$0]).complement(of: count) }
      + (0..<halves).map { _ in
        PatchSubset(Array(0..<count).shuffled(using: &generator).prefix(count / 2))
      }
  }

  var whole: CoveredPicture { picture(seeing: .all(of: grid.count)) }
  var empty: CoveredPicture { picture(seeing: PatchSubset([])) }

  func picture(seeing visible: PatchSubset) -> CoveredPicture {
    CoveredPicture(filling: filling, covered: visible.complement(of: grid.count))
  }

  /// All patches but one.
  func without(_ patch: Int) -> PatchSubset { PatchSubset([patch]).complement(of: grid.count) }

  func pair(_ visible: PatchSubset) -> [CoveredPicture] {
    [picture(seeing: visible), picture(seeing: visible.complement(of: grid.count))]
  }

  /// The whole face is the first.
  var pictures: [CoveredPicture] { visible.flatMap(pair) }

  /// The visible patches with which an order of patches is measured: its first twelfth, sixth, and so on.
  func own(order: [Int]) -> [PatchSubset] {
    (1..<Self.ownSteps).map { PatchSubset(order.prefix($0 * grid.count / Self.ownSteps)) }
  }

  /// Returns the map of a number.
  ///
  /// - Parameters:
  ///   - more: Visible patches of more pairs.
  ///   - number: The number of a measured picture.
  /// - Complexity: O(N * N * (N + pairs)).
  func map(
    _ more: [(visible: PatchSubset, weight: Double)] = [], _ number: (CoveredPicture) -> Double
  ) -> [Double] {
    let count = grid.count
    let singles = 1...count
    let pairs =
      visible.enumerated().map { place, visible in
        (visible: visible, weight: singles.contains(place) ? Self.singleWeight : 1)
      } + more
    let strength = Self.strength * Double(pairs.count - count)
    var matrix = prior.map { $0 * strength }
    var right = [Double](repeating: 0, count: count)
    for (visible, weight) in pairs {
      let half =
        (number(picture(seeing: visible)) - number(picture(seeing: visible.complement(of: count))))
        / 2
      let signs = (0..<count).map { visible.contains($0) ? 1.0 : -1 }
      for row in 0..<count {
        right[row] += weight * signs[row] * half
        for column in 0..<count {
          matrix[row * count + column] += weight * signs[row] * signs[column]
        }
      }
    }
    // A patch that is uncovered changes the number by twice its part of d.
    return CholeskyFactor(matrix, count: count).solution(of: right).map { 2 * $0 }
  }

  private static func prior(_ grid: PatchGrid) -> [Double] {
    let count = grid.count
    let covariance = (0..<count * count).map { place -> Double in
      let (one, other) = (place / count, place % count)
      let rows = Double(one / grid.columns - other / grid.columns)
      let columns = Double(one % grid.columns - other % grid.columns)
      return exponentialOf(-(rows * rows + columns * columns) / (2 * reach * reach))
        + (one == other ? ownVariance : 0)
    }
    let factor = CholeskyFactor(covariance, count: count)
    var inverse = [Double](repeating: 0, count: count * count)
    for column in 0..<count {
      var unit = [Double](repeating: 0, count: count)
      unit[column] = 1
      for (row, value) in factor.solution(of: unit).enumerated() {
        inverse[row * count + column] = value
      }
    }
    return inverse
  }
}

/// The lower factor of a symmetric positive definite matrix, for solving equations.
struct CholeskyFactor {
  private let count: Int
  /// Shape `[n, n]`; what is above the diagonal is not used.
  private let factor: [Double]

  /// - Parameter matrix: Shape `[n, n]`.
  /// - Complexity: O(n^3).
  init(_ matrix: [Double], count: Int) {
    var factor = matrix
    factor.withUnsafeMutableBufferPointer { factor in
      for row in 0..<count {
        for column in 0...row {
          var sum = factor[row * count + column]
          for place in 0..<column {
            sum -= factor[row * count + place] * factor[column * count + place]
          }
          if row == column {
            precondition(sum > 0, "the matrix is not positive definite")
            factor[row * count + row] = sum.squareRoot()
          } else {
            factor[row * count + column] = sum / factor[column * count + column]
          }
        }
      }
    }
    self.count = count
    self.factor = factor
  }

  /// - Complexity: O(n^2).
  func solution(of right: [Double]) -> [Double] {
    var solution = right
    for row in 0..<count {
      for place in 0..<row { solution[row] -= factor[row * count + place] * solution[place] }
      solution[row] /= factor[row * count + row]
    }
    for row in (0..<count).reversed() {
      for place in row + 1..<count {
        solution[row] -= factor[place * count + row] * solution[place]
      }
      solution[row] /= factor[row * count + row]
    }
    return solution
  }
}
