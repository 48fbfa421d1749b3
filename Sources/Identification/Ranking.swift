/// Who put a candidate where it stands.
public enum Method: String, Sendable, Codable, CaseIterable {
  case stage1
  case emd
  case h2l
}

/// One place in a ranking.
public struct RankedCandidate: Sendable, Equatable {
  /// Place in the gallery, from 0.
  public let galleryIndex: Int
  /// From 1.
  public let rank: Int
  /// The score this method ranks by: the cosine for stage 1, else
  /// `alpha * similarity + (1 - alpha) * cosine`.
  public let score: Double
  /// Stage 1's cosine of the embeddings.
  public let cosine: Double
  /// The re-ranker's own similarity (EMD similarity, or the cosine of H2L's two outputs);
  /// `nil` for stage 1, and for candidates outside the first k.
  public let similarity: Double?

  public init(galleryIndex: Int, rank: Int, score: Double, cosine: Double, similarity: Double?) {
    self.galleryIndex = galleryIndex
    self.rank = rank
    self.score = score
    self.cosine = cosine
    self.similarity = similarity
  }
}

/// A gallery ordered by one method, best first; a tie goes to the earlier gallery picture.
public struct Ranking: Sendable, Equatable {
  public let method: Method
  public let candidates: [RankedCandidate]

  public init(method: Method, candidates: [RankedCandidate]) {
    self.method = method
    self.candidates = candidates
  }
}

extension Ranking {
  /// Stage 1's.
  public init(_ neighbors: [Neighbor]) {
    self.init(
      method: .stage1,
      candidates: neighbors.enumerated().map { place, neighbor in
        RankedCandidate(
          galleryIndex: neighbor.index, rank: place + 1, score: neighbor.cosine,
          cosine: neighbor.cosine, similarity: nil)
      })
  }

  /// A re-ranker's, fused with stage 1; see `Fusion.rerank`.
  public init(_ method: Method, _ stage1: [Neighbor], similarities: [Double], alpha: Double) {
    self.init(
      method: method,
      candidates: Fusion.rerank(stage1, similarities: similarities, alpha: alpha).enumerated()
        .map { place, fused in
          RankedCandidate(
            galleryIndex: fused.index, rank: place + 1, score: fused.score, cosine: fused.cosine,
            similarity: fused.similarity)
        })
  }
}
