import Evidence

/// The five feature weightings of the first candidate.
struct WeightingsContent {
  struct Column {
    let figure: WeightingFigure
    let title: String
    /// Similarity and score, or the reason there are none.
    let caption: String
    let isAvailable: Bool
  }

  let columns: [Column]
  let scale: ColorScale

  /// - Returns: `nil` where there is no candidate to compare them on.
  init?(_ evidence: QueryEvidence, precision: ScorePrecision) {
    guard let candidate = evidence.candidates.first, !evidence.weightings.isEmpty else {
      return nil
    }
    let scale = WeightingFigure.scale(evidence.weightings)
    self.scale = scale
    columns = evidence.weightings.map { comparison in
      let figure = WeightingFigure(
        comparison, candidate: .candidate(candidate.galleryIndex), scale: scale,
        scoreDecimals: precision.scoreDecimals, queryAspect: evidence.query.aspect,
        candidateAspect: candidate.exhibit.aspect)
      switch comparison.outcome {
      case .computed(_, let similarity, let score):
        return Column(
          figure: figure, title: comparison.weighting.title,
          caption: """
            EMD similarity \(precision.score(similarity)), fused score \(precision.score(score))
            """, isAvailable: true)
      case .unavailable(let reason):
        return Column(
          figure: figure, title: comparison.weighting.title,
          caption: "Not available. \(displayed(reason))", isAvailable: false)
      }
    }
  }

  static let explanation = """
    The same two faces with each of the five ways to weigh patches (query above, candidate below), \
    on the ranking's grid. The ranking used one of them; where the scores differ much, it depends \
    on that choice.
    """
}
