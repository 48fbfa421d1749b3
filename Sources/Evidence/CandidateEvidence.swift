import Identification

/// The evidence that explains one candidate's rank.
package struct CandidateEvidence: Sendable {
  package internal(set) var galleryIndex: Int
  package let exhibit: ShownPicture
  /// The rank by each method, from 1, without methods that did not rank the candidate.
  package let ranks: ByMethod<Int>
  package let scores: ScoreArithmetic
  /// The flow maps at 4x4 and on the backbone's own grid, and last the one by which the EMD ranked, all
  /// by the ranking's solver; two of them may be the same, and are here once.
  package let flowMaps: [FlowMap]
  /// The flow by which the EMD ranked: its similarity is the ranking's.
  package var explained: FlowMap { flowMaps.last! }
  /// The cross-correlation of CNN features: cosine of each patch with the other face's global average.
  package let networkCorrelation: HeatmapPair
  /// The same for each method with an output per patch, such as the H2L's tokens.
  package let tokenCorrelations: ByMethod<HeatmapPair>
  /// The picture's quality; `nil` if it could not be opened.
  package var quality: PictureQuality?
  /// The share of the face that is unlike the other candidates; `nil` if too few were compared.
  package var coveredArea: CoveredArea?
  /// Whether this picture can be compared with the query, part by part; `nil` if one of the qualities is
  /// not known.
  package var comparability: Comparability?
  /// The reasons to doubt that the picture shows a face; usually none.
  package var faceDoubts: [FaceDoubt] = []
  package var mayNotBeAFace: Bool { !faceDoubts.isEmpty }
  /// The score as a sum over patches.
  package var decomposition: ScoreDecomposition?
  /// The measured importance of the query's patches; `nil` in a report without checks.
  package var importance: PatchImportance?
  /// The importance of the query's pixels; `nil` unless it was asked for.
  package var pixelImportance: PixelImportance?
  /// How high the score is; `nil` for a candidate that was not re-ranked.
  package var height: ScoreHeight?

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

/// The terms of a candidate's scores.
package struct ScoreArithmetic: Sendable, Equatable, Codable {
  package let cosine: Double
  package let alpha: Double
  /// The similarity by each method that re-ranked the candidate; the EMD's uses the ranking's own
  /// solver, grid and weighting.
  package let similarities: ByMethod<Double>

  package init(cosine: Double, alpha: Double, similarities: ByMethod<Double>) {
    self.cosine = cosine
    self.alpha = alpha
    self.similarities = similarities
  }

  /// Returns the score by which a method ranks: stage 1's cosine, or a fused score.
  ///
  /// - Returns: `nil` if the method did not score the candidate.
  package func score(_ method: ScoringMethod) -> Double? {
    method == .stage1
      ? cosine
      : similarities[method].map { Fusion.score(similarity: $0, cosine: cosine, alpha: alpha) }
  }
}
