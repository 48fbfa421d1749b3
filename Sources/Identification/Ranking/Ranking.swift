/// A position in a ranking.
package struct RankedCandidate: Sendable, Equatable {
  /// The index in the gallery, from 0.
  package let galleryIndex: Int
  /// The rank, from 1.
  package let rank: Int
  /// The score of the ranking: the cosine for stage 1, otherwise `alpha * similarity + (1 - alpha)
  /// * cosine`.
  package let score: Double
  /// Stage 1's cosine of the embeddings.
  package let cosine: Double
  /// The re-ranker's own similarity (the EMD similarity, or the cosine of H2L's two outputs); `nil`
  /// for stage 1, and for candidates outside the first k.
  package let similarity: Double?

  package init(galleryIndex: Int, rank: Int, score: Double, cosine: Double, similarity: Double?) {
    self.galleryIndex = galleryIndex
    self.rank = rank
    self.score = score
    self.cosine = cosine
    self.similarity = similarity
  }
}

/// A gallery ordered by one method, best first; ties keep the order of the gallery.
package struct Ranking: Sendable, Equatable {
  package let method: ScoringMethod
  package let candidates: [RankedCandidate]

  package init(method: ScoringMethod, candidates: [RankedCandidate]) {
    self.method = method
    self.candidates = candidates
  }
}

extension Ranking {
  /// Creates the ranking of stage 1.
  package init(_ neighbors: [Neighbor]) {
    self.init(
      method: .stage1,
      candidates: neighbors.enumerated().map { place, neighbor in
        RankedCandidate(
          galleryIndex: neighbor.index, rank: place + 1, score: neighbor.cosine,
          cosine: neighbor.cosine, similarity: nil)
      })
  }

  /// Creates the ranking of a method that orders a gallery by itself.
  init(_ method: ScoringMethod, ordered: [Neighbor]) {
    self.init(method: method, candidates: Ranking(ordered).candidates)
  }

  /// Creates the ranking of a re-ranker, fused with stage 1. The re-ranked candidates come first,
  /// by decreasing fused score, with ties in gallery order. The others follow in stage 1's order,
  /// even if their score is greater (as published).
  ///
  /// - Parameters:
  ///   - stage1: The first stage's ranking, best first.
  ///   - similarities: The similarities of the first `similarities.count` candidates, in that
  ///     order; NaN counts as -1.
  ///   - alpha: The weight of the similarities, 0...1.
  package init(_ method: ScoringMethod, _ stage1: [Neighbor], similarities: [Double], alpha: Double)
  {
    precondition(similarities.count <= stage1.count && (0...1).contains(alpha))
    let reranked = zip(stage1, similarities).map { neighbor, similarity in
      let similarity = similarity.isNaN ? -1 : similarity
      return (
        neighbor: neighbor, similarity: similarity,
        score: Fusion.score(similarity: similarity, cosine: neighbor.cosine, alpha: alpha)
      )
    }
    .sorted { ($0.score, $1.neighbor.index) > ($1.score, $0.neighbor.index) }
    var candidates = reranked.enumerated().map { place, candidate in
      RankedCandidate(
        galleryIndex: candidate.neighbor.index, rank: place + 1, score: candidate.score,
        cosine: candidate.neighbor.cosine, similarity: candidate.similarity)
    }
    for neighbor in stage1.dropFirst(similarities.count) {
      candidates.append(
        RankedCandidate(
          galleryIndex: neighbor.index, rank: candidates.count + 1, score: neighbor.cosine,
          cosine: neighbor.cosine, similarity: nil))
    }
    self.init(method: method, candidates: candidates)
  }
}
