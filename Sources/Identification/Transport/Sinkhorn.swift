import Basics
import CVectorKernels
import Tensors

/// Entropic optimal transport between the patches of two faces.
///
/// The flow is `r[i] * K[i, j] * c[j]` with `K = exp((cosine - 1) / epsilon)`, where r and c give
/// it the weights as marginals: it minimizes the cost less epsilon times the flow's entropy. Each
/// iteration sets r for the gallery's weights, then c for the query's (Cuturi 2013,
/// https://arxiv.org/abs/1306.0895).
package enum Sinkhorn {
  /// The limit for convergence: the total difference between the flow's row sums and their weights.
  /// The error of the similarity is then smaller than about this; typical pairs take 15 to 25
  /// iterations, a face against itself about a hundred.
  package static let tolerance = 1e-6
  package static let iterationLimit = 2000
  /// The published limit: iterations stop when r changes by less than this, as a mean over all
  /// candidates.
  package static let publishedThreshold: Float = 0.1
  package static let publishedIterationLimit = 100

  /// The largest exponents of K, r and c that stay in the range of 32-bit numbers, from exp(-87) to
  /// exp(88).
  static let widestExponent: Float = 60

  /// Iterates all pairs together with the published arithmetic.
  ///
  /// One rule stops all pairs, so a candidate's score depends slightly on the others. If K leaves
  /// the range of 32-bit numbers, the similarity is 0, as published.
  ///
  /// - Parameters:
  ///   - workspaces: One for each pair, with its weights.
  ///   - similarity: Returns the beginning of a pair's matrix, whose rows are `stride` apart.
  static func runPublished(
    _ workspaces: [SinkhornWorkspace], stride: Int, epsilon: Float,
    similarity: @Sendable (Int) -> UnsafePointer<Float>
  ) -> [TransportScore] {
    let count = workspaces.count
    inParallel(count: count, grain: 4) { index, _ in
      var pair = workspaces[index].pair
      facet_sinkhorn_prepare(&pair, similarity(index), stride, 1, 1 / epsilon)
    }
    let changes = SharedPointer(UnsafeMutablePointer<Float>.allocate(capacity: count))
    defer { changes.pointer.deallocate() }
    var iterations = 0
    var hasStopped = false
    while iterations < publishedIterationLimit && !hasStopped {
      inParallel(count: count, grain: 4) { index, _ in
        let workspace = workspaces[index]
        var pair = workspace.pair
        changes.pointer[index] = facet_sinkhorn_step(
          &pair, workspace.rowWeights, workspace.columnWeights)
      }
      iterations += 1
      var change = 0.0
      for index in 0..<count { change += Double(changes.pointer[index]) }
      let scales = count * workspaces[0].pair.rows
      hasStopped = change / Double(scales) < Double(publishedThreshold)
    }
    let (iterationsRun, stopped) = (iterations, hasStopped)
    return collectInParallel(count: count) { index, _ in
      let score = workspaces[index].score(
        similarity: similarity(index), stride: stride, iterations: iterationsRun
      ) { _ in stopped }
      guard score.similarity.isFinite && score.marginalError.isFinite else {
        return TransportScore(
          similarity: 0, iterations: iterationsRun, converged: false, marginalError: 1)
      }
      return score
    }
  }
}
