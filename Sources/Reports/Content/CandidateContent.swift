import Basics
import Drawing
import Evidence
import Identification
import Networks

/// The scores and maps that explain one candidate's rank.
struct CandidateContent {
  struct MethodRow {
    let method: String
    let similarity: String
    let score: String
    let rank: String
    /// The change of rank from stage 1: "up 2", "down 1", "same".
    let change: String
  }

  struct CaptionedFigure {
    let figure: any Figure
    let title: String
    let caption: String
  }

  let number: Int
  let exhibit: ShownPictureContent
  let identity: Identity
  let queryTile: FaceTile
  let tile: FaceTile
  let rows: [MethodRow]
  /// "EMD score = 0.7 × 0.831224 + 0.3 × 0.742513 = 0.8046"
  let arithmetic: [String]
  /// Flow maps, weight maps, correlations, in rows of two.
  let figures: [CaptionedFigure]
  /// The strongest patch pairs of the last flow map.
  let balance: FlowDecompositionContent?
  let typicality: TypicalityContent?
  let checks: CandidateChecksContent?

  static let tileWidthPoints = 66.0

  init(
    _ candidate: CandidateEvidence, number: Int, of evidence: QueryEvidence,
    precision: ScorePrecision
  ) {
    let scores = candidate.scores
    let query = evidence.query
    let face = Face.candidate(candidate.galleryIndex)
    self.number = number
    exhibit = ShownPictureContent(candidate.exhibit)
    identity = Identity(query: query.label, candidate: candidate.exhibit.label)
    queryTile = FaceTile(
      .query, identity: .unknown, aspect: query.aspect, widthPoints: Self.tileWidthPoints,
      alternativeText: "Face of the query.")
    tile = FaceTile(
      face, identity: identity, aspect: candidate.exhibit.aspect,
      widthPoints: Self.tileWidthPoints,
      alternativeText:
        "Face of candidate \(number)\(identity.words.map { ", \($0)" } ?? "").")
    rows = evidence.rankings.methods.compactMap { method in
      scores.score(method).map { score in
        Self.row(
          method, similarity: scores.similarities[method] ?? scores.cosine, score: score,
          candidate, precision)
      }
    }
    arithmetic = scores.similarities.map { method, similarity in
      let sum = precision.sum(
        alpha: scores.alpha, similarity: similarity, cosine: scores.cosine)
      return "\(method.title) score = \(sum.text)"
    }
    checks = evidence.checks?.candidates.first { $0.galleryIndex == candidate.galleryIndex }.map {
      CandidateChecksContent($0, candidate: candidate, precision: precision)
    }
    figures = Self.figures(
      candidate, face, query.aspect, isWarned: checks?.warning != nil)
    typicality = candidate.typicality.flatMap {
      TypicalityContent($0, calibration: evidence.calibration, precision: precision)
    }
    balance = candidate.balance.map { balance in
      FlowDecompositionContent(
        balance,
        figure: FlowDecompositionFigure(
          balance, candidate: face, queryAspect: query.aspect,
          candidateAspect: candidate.exhibit.aspect), placeName: balance.grid.placeName)
    }
  }

  private static func row(
    _ method: ScoringMethod, similarity: Double, score: Double, _ candidate: CandidateEvidence,
    _ precision: ScorePrecision
  ) -> MethodRow {
    let rank = candidate.ranks[method]
    let change: String
    if method == .stage1 {
      change = ""
    } else if let rank, let before = candidate.ranks[.stage1] {
      change =
        rank == before ? "same" : rank < before ? "up \(before - rank)" : "down \(rank - before)"
    } else {
      change = "–"
    }
    return MethodRow(
      method: method.title, similarity: precision.input(similarity),
      score: precision.score(score), rank: rank.map(String.init) ?? "not ranked", change: change)
  }

  private static func figures(
    _ candidate: CandidateEvidence, _ face: Face, _ queryAspect: Double, isWarned: Bool
  ) -> [CaptionedFigure] {
    let candidateAspect = candidate.exhibit.aspect
    let flows = candidate.flowMaps.map { map in
      CaptionedFigure(
        figure: FlowMapFigure(
          map, candidate: face, queryAspect: queryAspect, candidateAspect: candidateAspect),
        title: "Flow map, \(map.grid.rows) × \(map.grid.columns)",
        caption: """
          EMD similarity on this grid \(fixed(map.emdSimilarity, 4))\
          \(map.dualityGap.map { ", solved exactly (duality gap \(FlowDecompositionContent.gapText($0)))" } ?? "").\
          \(isWarned && map == candidate.flowMaps.last ? " Warning: its order does not beat random order; see the curves below." : "")
          """)
    }
    let weights = candidate.flowMaps.map { map in
      CaptionedFigure(
        figure: HeatmapPairFigure(
          map.weights, .weights, candidate: face, queryAspect: queryAspect,
          candidateAspect: candidateAspect),
        title: "Weights, \(map.grid.rows) × \(map.grid.columns)",
        caption: """
          Share of the whole weight (100 %) that each patch has; equal shares would be \
          \(fixed(100 / Double(map.grid.count), 2)) %. The largest is outlined.
          """)
    }
    let correlations =
      ([
        ("Cross-correlation, CNN", "the CNN's features", candidate.networkCorrelation)
      ]
      + candidate.tokenCorrelations.map { method, pair in
        ("Cross-correlation, \(method.title)", "the \(method.title)'s outputs", pair)
      }).map { title, features, pair in
        let figure = HeatmapPairFigure(
          pair, .correlation(features: features), candidate: face, queryAspect: queryAspect,
          candidateAspect: candidateAspect)
        let signs = figure.scale.map == .diverging ? " −: well below 0." : ""
        return CaptionedFigure(
          figure: figure, title: title,
          caption: """
            Cosine of each patch with the other face's average, from \(features), \
            \(pair.query.grid.rows) × \(pair.query.grid.columns).\(signs)
            """)
      }
    return flows + weights + correlations
  }
}

extension FlowMap {
  var weights: HeatmapPair {
    HeatmapPair(
      query: Heatmap(grid: grid, values: queryWeights),
      candidate: Heatmap(grid: grid, values: galleryWeights))
  }
}
