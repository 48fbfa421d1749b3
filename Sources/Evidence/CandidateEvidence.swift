import Identification

/// Why one candidate stands where it stands.
public struct CandidateEvidence: Sendable {
  public internal(set) var galleryIndex: Int
  public let exhibit: Exhibit
  /// Rank in each method, from 1; a method in which the candidate was not ranked is absent.
  public let ranks: [Method: Int]
  public let scores: ScoreArithmetic
  /// 4x4 first, then the backbone's own grid (one map only where they are the same), both exact.
  public let flowMaps: [FlowMap]
  /// Cross-correlation: cosine of each patch with the other face's global average, CNN features.
  public let networkCorrelation: HeatmapPair
  /// The same on the H2L's output tokens.
  public let transformerCorrelation: HeatmapPair
  /// Of the last flow map.
  public var balance: FlowBalance?
  public var typicality: Typicality?

  public init(
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
public struct ScoreArithmetic: Sendable, Equatable, Codable {
  public let cosine: Double
  public let alpha: Double
  /// EMD similarity by the ranking's own solver, grid and weighting.
  public let emdSimilarity: Double
  /// Cosine of the H2L's two outputs.
  public let h2lSimilarity: Double

  public init(cosine: Double, alpha: Double, emdSimilarity: Double, h2lSimilarity: Double) {
    self.cosine = cosine
    self.alpha = alpha
    self.emdSimilarity = emdSimilarity
    self.h2lSimilarity = h2lSimilarity
  }

  public var emdScore: Double { alpha * emdSimilarity + (1 - alpha) * cosine }
  public var h2lScore: Double { alpha * h2lSimilarity + (1 - alpha) * cosine }
}
