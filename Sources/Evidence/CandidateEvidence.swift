import Identification

/// Why one candidate stands where it stands.
package struct CandidateEvidence: Sendable {
  package internal(set) var galleryIndex: Int
  package let exhibit: Exhibit
  /// Rank in each method, from 1; a method in which the candidate was not ranked is absent.
  package let ranks: [Method: Int]
  package let scores: ScoreArithmetic
  /// 4x4 first, then the backbone's own grid (one map only where they are the same), both exact.
  package let flowMaps: [FlowMap]
  /// Cross-correlation: cosine of each patch with the other face's global average, CNN features.
  package let networkCorrelation: HeatmapPair
  /// The same on the H2L's output tokens.
  package let transformerCorrelation: HeatmapPair
  /// Of the last flow map.
  package var balance: FlowBalance?
  package var typicality: Typicality?

  package init(
    galleryIndex: Int, exhibit: Exhibit, ranks: [Method: Int], scores: ScoreArithmetic,
    flowMaps: [FlowMap], networkCorrelation: HeatmapPair, transformerCorrelation: HeatmapPair
  ) {
    self.galleryIndex = galleryIndex
    self.exhibit = exhibit
    self.ranks = ranks
    self.scores = scores
    self.flowMaps = flowMaps
    self.networkCorrelation = networkCorrelation
    self.transformerCorrelation = transformerCorrelation
  }
}

/// The numbers a score is the sum of.
package struct ScoreArithmetic: Sendable, Equatable, Codable {
  package let cosine: Double
  package let alpha: Double
  /// EMD similarity by the ranking's own solver, grid and weighting.
  package let emdSimilarity: Double
  /// Cosine of the H2L's two outputs.
  package let h2lSimilarity: Double

  package init(cosine: Double, alpha: Double, emdSimilarity: Double, h2lSimilarity: Double) {
    self.cosine = cosine
    self.alpha = alpha
    self.emdSimilarity = emdSimilarity
    self.h2lSimilarity = h2lSimilarity
  }

  package var emdScore: Double { alpha * emdSimilarity + (1 - alpha) * cosine }
  package var h2lScore: Double { alpha * h2lSimilarity + (1 - alpha) * cosine }
}
