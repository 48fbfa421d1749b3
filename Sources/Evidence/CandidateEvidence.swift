import Identification

/// Why one candidate stands where it stands.
package struct CandidateEvidence: Sendable {
  package internal(set) var galleryIndex: Int
  package let exhibit: ShownPicture
  /// Rank in each method, from 1; a method in which the candidate was not ranked is absent.
  package let ranks: ByMethod<Int>
  package let scores: ScoreArithmetic
  /// 4x4 first, then the backbone's own grid (one map only where they are the same), both exact.
  package let flowMaps: [FlowMap]
  /// Cross-correlation: cosine of each patch with the other face's global average, CNN features.
  package let networkCorrelation: HeatmapPair
  /// The same on the output of each method that has one for each patch, such as the H2L's tokens.
  package let tokenCorrelations: ByMethod<HeatmapPair>
  /// Of the last flow map.
  package var balance: FlowDecomposition?
  package var typicality: Typicality?

  package init(
    galleryIndex: Int, exhibit: ShownPicture, ranks: ByMethod<Int>, scores: ScoreArithmetic,
    flowMaps: [FlowMap], networkCorrelation: HeatmapPair, tokenCorrelations: ByMethod<HeatmapPair>
  ) {
    self.galleryIndex = galleryIndex
    self.exhibit = exhibit
    self.ranks = ranks
    self.scores = scores
    self.flowMaps = flowMaps
    self.networkCorrelation = networkCorrelation
    self.tokenCorrelations = tokenCorrelations
  }
}

/// The numbers a candidate's scores are the sums of.
package struct ScoreArithmetic: Sendable, Equatable, Codable {
  package let cosine: Double
  package let alpha: Double
  /// Of each method that re-ranked the candidate; the EMD's by the ranking's own solver, grid and
  /// weighting.
  package let similarities: ByMethod<Double>

  package init(cosine: Double, alpha: Double, similarities: ByMethod<Double>) {
    self.cosine = cosine
    self.alpha = alpha
    self.similarities = similarities
  }

  /// What a method ranks by: stage 1's cosine, or a fused score.
  ///
  /// - Returns: `nil` where the method did not score the candidate.
  package func score(_ method: ScoringMethod) -> Double? {
    method == .stage1
      ? cosine
      : similarities[method].map { Fusion.score(similarity: $0, cosine: cosine, alpha: alpha) }
  }
}
