import Basics
import Evidence

/// The five feature weightings of the top match.
struct WeightingsContent {
  struct Column {
    /// The figure for a page, which prints the words beside it.
    let figure: WeightingFigure
    /// The figure for paper, with the words in it.
    let labeledFigure: WeightingFigure
    let title: String
    /// The similarity and the score, or the reason why they are missing.
    let caption: String
  }

  let columns: [Column]

  /// - Returns: `nil` without a candidate.
  init?(_ evidence: QueryEvidence, precision: ScorePrecision) {
    guard let candidate = evidence.candidates.first, !evidence.weightings.isEmpty else {
      return nil
    }
    columns = evidence.weightings.map { comparison in
      func figure(isLabeled: Bool) -> WeightingFigure {
        WeightingFigure(
          comparison, candidate: .candidate(candidate.galleryIndex),
          scoreDecimals: precision.scoreDecimals, isLabeled: isLabeled,
          queryAspect: evidence.query.aspect, candidateAspect: candidate.exhibit.aspect)
      }
      let caption =
        switch comparison.outcome {
        case .computed(_, let similarity, let score):
          """
          EMD similarity \(precision.score(similarity)), fused score \(precision.score(score)), \
          weights \(WeightingFigure.range(comparison) ?? "")
          """
        case .unavailable(let reason): "Not available. \(displayed(reason))"
        }
      return Column(
        figure: figure(isLabeled: false), labeledFigure: figure(isLabeled: true),
        title: comparison.weighting.title, caption: caption)
    }
  }

  /// All weightings side by side on paper.
  var paperFigure: WeightingsFigure {
    WeightingsFigure(columns.map(\.labeledFigure), widthPoints: PageFlow.width)
  }

  /// The height of the section on paper, with heading and explanation.
  var roomPoints: Double { paperFigure.heightPoints + 100 }

  static let explanation = """
    Each column shows the same two faces (query above, candidate below) with one of the five ways to \
    weigh patches, on the ranking's grid. The ranking used one of them. If the scores differ greatly, \
    the ranking depends on that choice.
    """
}
