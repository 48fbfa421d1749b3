/// One place in a fused ranking.
public struct FusedCandidate: Sendable, Equatable {
  /// Place in the gallery, from 0.
  public let index: Int
  /// `alpha * similarity + (1 - alpha) * cosine`; the cosine where there is no similarity.
  public let score: Double
  /// Stage 1's.
  public let cosine: Double
  /// The re-ranker's; `nil` for candidates that were not re-ranked.
  public let similarity: Double?

  public init(index: Int, score: Double, cosine: Double, similarity: Double?) {
    self.index = index
    self.score = score
    self.cosine = cosine
    self.similarity = similarity
  }
}

/// Joins the first stage's ranking with a re-ranker's similarities.
public enum Fusion {
  /// - Parameters:
  ///   - similarity: The re-ranker's, -1...1.
  ///   - alpha: The re-ranker's share, 0...1.
  public static func score(similarity: Double, cosine: Double, alpha: Double) -> Double {
    alpha * similarity + (1 - alpha) * cosine
  }

  /// - Parameters:
  ///   - stage1: The first stage's ranking, best first.
  ///   - similarities: Of the first `similarities.count` of them, in that order; one that is not a
  ///     number counts as -1.
  ///   - alpha: 0...1.
  /// - Returns: First the re-ranked candidates, the greatest fused score first and equal scores in
  ///   gallery order; then the rest in stage 1's order, even where a score there is greater (as
  ///   published).
  public static func rerank(
    _ stage1: [Neighbor], similarities: [Double], alpha: Double
  ) -> [FusedCandidate] {
    precondition(similarities.count <= stage1.count && (0...1).contains(alpha))
    let first = zip(stage1, similarities).map { neighbor, similarity in
      let similarity = similarity.isNaN ? -1 : similarity
      return FusedCandidate(
        index: neighbor.index,
        score: score(similarity: similarity, cosine: neighbor.cosine, alpha: alpha),
        cosine: neighbor.cosine, similarity: similarity)
    }
    let rest = stage1.dropFirst(similarities.count).map {
      FusedCandidate(index: $0.index, score: $0.cosine, cosine: $0.cosine, similarity: nil)
    }
    return first.sorted { ($0.score, $1.index) > ($1.score, $0.index) } + rest
  }
}
