import Basics
import Datasets
import Evidence
import Identification
import Measurement
import Networks
import Pictures
import Runs
import Study

/// Scores and explains pairs of a study's faces with the engine of reports.
struct StudyEngine: Sendable {
  let search: TwoStageSearch
  let methods: [StudyMethod]
  private let settings: IdentificationSettings
  private let plan: SearchPlan

  init(search: TwoStageSearch, methods: [StudyMethod], settings: IdentificationSettings) {
    self.search = search
    self.methods = methods
    var settings = settings
    settings.solver = .exact
    self.settings = settings
    var plan = SearchPlan(settings, methods: [.stage1, .emd])
    plan.depths = [1]
    self.plan = plan
  }

  /// Returns stage 1's cosine and the scores of the methods with a model.
  func scores(_ first: Int, _ second: Int) throws -> (
    cosine: Double, scores: [StudyMethod: Double]
  ) {
    let cosine = search.gallery.cosine(first, second)
    var scores: [StudyMethod: Double] = [:]
    let query = try Query(first, of: search.gallery)
    func fused(_ similarity: Double) -> Double {
      Fusion.score(similarity: similarity, cosine: cosine, alpha: settings.alpha)
    }
    for method in methods {
      switch method {
      case .none: break
      case .heatmap: scores[method] = cosine
      case .flow, .importance:
        let found = try search.scores(query, [Neighbor(index: second, cosine: cosine)], plan)
        let setting = plan.rankings.first { $0.method == .emd }!
        scores[method] = fused(found.similarities(setting)[0])
      case .hybrid:
        scores[method] = fused(try search.scorers[.h2l]!.similarities(query, [second])[0])
      case .transformer:
        scores[method] = try search.scorers[.v]!.similarities(query, [second])[0]
      }
    }
    return (cosine, scores)
  }

  /// Returns what is shown of a comparison.
  func explanations(_ first: Int, _ second: Int) throws -> [StudyMethod: PairExplanation] {
    var shown: [StudyMethod: PairExplanation] = [:]
    for method in methods { shown[method] = try explanation(method, first, second) }
    return shown
  }

  private func explanation(
    _ method: StudyMethod, _ first: Int, _ second: Int
  ) throws -> PairExplanation {
    switch method {
    case .none: return .none
    case .heatmap:
      return .heat(
        HeatmapPair(
          correlating: try search.gallery.patches(of: first),
          with: try search.gallery.patches(of: second)))
    case .flow:
      let withLandmarks = settings.weighting.needsLandmarks
      let grid = search.grid(settings.grid)
      return .flow(
        try FlowMap(
          query: search.patches(of: first, on: grid, withLandmarks: withLandmarks),
          gallery: search.patches(of: second, on: grid, withLandmarks: withLandmarks),
          weighting: settings.weighting, arithmetic: settings.solver.weightArithmetic))
    case .hybrid:
      let query = try Query(first, of: search.gallery)
      guard let tokens = try search.scorers[.h2l]?.tokens(query, second) else { return .none }
      return .heat(
        HeatmapPair(
          correlating: tokens.query, with: tokens.candidate, dimension: tokens.size,
          grid: search.gallery.grid))
    case .transformer:
      guard let scorer = search.scorers[.v] as? TransformerScorer,
        let one = try scorer.patchTokens(ofGallery: first),
        let other = try scorer.patchTokens(ofGallery: second)
      else { return .none }
      return .heat(
        HeatmapPair(
          correlating: one.tokens, with: other.tokens, dimension: one.size, grid: one.grid))
    // Measured one pair after the other, because it runs the backbone.
    case .importance: return .none
    }
  }

  /// Measures what each patch of both faces counts for, each face covered against the other one whole:
  /// the map of a report.
  func importance(
    _ first: Int, _ second: Int, backbone: any Backbone
  ) throws -> PairExplanation {
    let measurement = PairImportance(search: search, settings: settings, backbone: backbone)
    let shape = backbone.shape
    func map(_ covered: Int, _ other: Int) throws -> Heatmap {
      let picture = try PictureFile(path: search.gallery.locations[covered]).picture
        .resized(width: shape.inputWidth, height: shape.inputHeight)
      return try measurement.map(of: covered, picture, against: other)
    }
    return .importance(
      HeatmapPair(query: try map(first, second), candidate: try map(second, first)))
  }
}
