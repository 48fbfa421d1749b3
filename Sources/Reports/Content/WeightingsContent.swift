import Basics
import Evidence

/// The five feature weightings of the first candidate.
struct WeightingsContent {
  struct Column {
    /// For a page, which has the words beside it.
    let figure: WeightingFigure
    /// For paper, with the words in it.
    let labeledFigure: WeightingFigure
    let title: String
    /// Similarity and score, or the reason there are none.
    let caption: String
  }

  let columns: [Column]

  /// - Returns: `nil` where there is no candidate to compare them on.
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

  /// All of them side by side on paper.
  var paperFigure: WeightingsFigure {
    WeightingsFigure(columns.map(\.labeledFigure), widthPoints: PageFlow.width)
  }

  /// What they take of a page with heading and explanation.
  var roomPoints: Double { paperFigure.heightPoints + 100 }

  static let explanation = """
    The same two faces with each of the five ways to weigh patches (query above, candidate below), \
    on the ranking's grid. The ranking used one of them; where the scores differ much, it depends \
    on that choice.
    """
}
