import Basics
import Drawing
import Evidence
import Identification
import Networks

/// One of the five feature weightings: the query's map above the candidate's, or the reason why it is
/// missing.
struct WeightingFigure: Figure {
  let comparison: WeightingComparison
  let candidate: Face
  /// The scale of this weighting; one scale for all five would show only the most uneven weights.
  private let scale: ColorScale
  let scoreDecimals: Int
  /// Whether the figure contains name and scores; a page prints them beside it.
  let isLabeled: Bool
  let widthPoints = 91.0
  let heightPoints: Double
  private let queryAspect: Double
  private let candidateAspect: Double

  private static let nameHeight = 14.0
  private static let resultHeight = 36.0
  private static let gap = 5.0

  init(
    _ comparison: WeightingComparison, candidate: Face, scoreDecimals: Int,
    isLabeled: Bool, queryAspect: Double, candidateAspect: Double
  ) {
    self.isLabeled = isLabeled
    self.comparison = comparison
    self.candidate = candidate
    scale = .spanning(comparison.weights)
    self.scoreDecimals = scoreDecimals
    self.queryAspect = queryAspect
    self.candidateAspect = candidateAspect
    heightPoints =
      widthPoints * (queryAspect + candidateAspect) + Self.gap
      + (isLabeled ? Self.nameHeight + Self.resultHeight : 0)
  }

  /// The legend for all five together.
  static let legend = Legend(
    colors: ColorScale(map: .sequential, lowest: 0, limit: 1).samples, lowest: "smallest",
    middle: nil, highest: "largest",
    unit: "weight of a patch, with a separate scale for each pair of maps")

  /// Returns "2.01% to 2.69%", or one number if all are equal; `nil` without weights.
  static func range(_ comparison: WeightingComparison) -> String? {
    guard let least = comparison.weights.min(), let most = comparison.weights.max() else {
      return nil
    }
    let (low, high) = (fixed(100 * least, 2), fixed(100 * most, 2))
    return low == high ? "\(low)%" : "\(low)% to \(high)%"
  }

  var alternativeText: String {
    switch comparison.outcome {
    case .computed(let weights, let similarity, let score):
      func highest(_ map: Heatmap) -> String {
        let patch = map.highestPatch
        return "\(fixed(100 * map.values[patch], 2))% at patch \(map.grid.placeName(patch))"
      }
      return """
        \(comparison.weighting.title): highest weight of the query \(highest(weights.query)), of \
        the candidate \(highest(weights.candidate)) (row.column). EMD similarity \
        \(fixed(similarity, scoreDecimals)), fused score \(fixed(score, scoreDecimals)).
        """
    case .unavailable(let reason):
      return "\(comparison.weighting.title): not available. \(displayed(reason))"
    }
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    if isLabeled {
      canvas.draw(
        comparison.weighting.shortTitle, FigureStyle.small.with { $0.isBold = true }, x: 0, y: 0)
    }
    let query = Rectangle(
      x: 0, y: isLabeled ? Self.nameHeight : 0, width: widthPoints,
      height: widthPoints * queryAspect)
    let other = Rectangle(
      x: 0, y: query.maxY + Self.gap, width: widthPoints, height: widthPoints * candidateAspect)
    switch comparison.outcome {
    case .computed(let weights, let similarity, let score):
      HeatOverlay(heatmap: weights.query, scale: scale, face: .query)
        .draw(on: canvas, in: query, faces: faces)
      HeatOverlay(heatmap: weights.candidate, scale: scale, face: candidate)
        .draw(on: canvas, in: other, faces: faces)
      guard isLabeled else { return }
      canvas.draw(
        """
        EMD sim. \(fixed(similarity, scoreDecimals))
        fused \(fixed(score, scoreDecimals))
        \(Self.range(comparison) ?? "")
        """, FigureStyle.small, x: 0, y: other.maxY + 2)
    case .unavailable(let reason):
      let box = Rectangle(x: 0, y: query.y, width: widthPoints, height: other.maxY - query.y)
      canvas.stroke(box, FigureStyle.rule, width: 0.5)
      canvas.draw(
        isLabeled ? "Not available. \(displayed(reason))" : "Not available.",
        FigureStyle.smallFaint.with { $0.maximumLines = 18 }, x: 6, y: query.y + 6,
        width: widthPoints - 12)
    }
  }
}

extension WeightingComparison {
  /// The weights of both faces; empty if the weighting is not available.
  fileprivate var weights: [Double] {
    guard case .computed(let weights, _, _) = outcome else { return [] }
    return weights.query.values + weights.candidate.values
  }
}

extension PatchWeighting {
  var title: String {
    switch self {
    case .uniform: "Uniform weights"
    case .apc: "Average pooling correlation (APC)"
    case .cc: "Cross-correlation (CC)"
    case .sc: "Spatial correlation (SC)"
    case .lmk: "Density of facial landmarks (LMK)"
    }
  }

  var shortTitle: String {
    switch self {
    case .uniform: "Uniform"
    case .apc: "APC"
    case .cc: "CC"
    case .sc: "SC"
    case .lmk: "LMK"
    }
  }
}
