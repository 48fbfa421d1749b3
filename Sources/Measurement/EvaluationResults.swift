import Datasets
import Faces
import Identification

/// The JSON of `facet evaluate`.
package struct EvaluationResults: Sendable, Codable, Equatable {
  package var results: [Row] = []
  /// The results of a perfect re-ranker of the first k candidates of stage 1.
  package var ceiling: Ceiling?
  /// The ceilings for each k if several were measured; `ceiling` is the first.
  package var ceilings: [Ceiling]?
  /// The means over several trained files of one network.
  package var runs: [RunMean]?
  /// The differences from the baseline on the same queries.
  package var comparisons: [Comparison]?
  /// Whether it is of use to discard queries by a measure of their picture.
  package var edc: [DiscardResults]?
  /// How good the explanations of some queries are, for each set of queries.
  package var explanations: [ExplanationResults]?
  /// What the published table says about itself, and what was left out of it.
  package var remarks: [String]?
  package var timings: [StageTiming] = []
  /// What differs from run to run, with `--timing`.
  package var volatile: VolatileResults?
  package var settings: Settings
  /// The queries and gallery pictures that were left out, with reasons.
  package var failures: [PictureFailure] = []
  /// The detector's boxes that were not used.
  package var doubtful: [DoubtfulSighting] = []

  /// The results of one scorer with one setting.
  package struct Row: Sendable, Codable, Equatable {
    /// The settings in one word, as assertions name them: "masked/emd/apc/7x6/sinkhorn/0.7/100/strict".
    package var id: String
    /// The set of queries, if there are several.
    package var part: String?
    /// The backbone, if there are several.
    package var model: String?
    package var searchProtocol: SearchProtocol
    /// The PATH of the queries.
    package var queries: String
    package var scorer: ScoringMethod
    /// The weighting, for the EMD only.
    package var weights: PatchWeighting?
    package var grid: String?
    package var solver: TransportSolver?
    /// Alpha, for re-rankers only.
    package var alpha: Double?
    /// The lowest and the highest alpha, if it follows from the covered area of each query.
    package var alphaRange: [Double]?
    /// The share of the H2L in a fusion with the EMD.
    package var share: Double?
    package var k: Int?
    /// The number of measured queries.
    package var n: Int
    /// The number of people whose queries they are.
    package var people: Int
    /// P@1 in percent.
    package var precisionAt1: Double
    package var rPrecision: Double
    package var meanAveragePrecisionAtR: Double
    /// The 95% intervals.
    package var intervals: Intervals?
    package var cumulativeMatches: CumulativeMatches?
    /// The means over each person's queries, and then over the people.
    package var byPerson: Values?
    /// How much larger the variance of P@1 is than with independent queries.
    package var designEffect: Double?
    package var ranks: Ranks?
    package var investigation: [Miss]?
    package var openSet: OpenSet?
    package var histogram: Histogram?
    package var singleComparisons: SingleComparisons?
    package var likelihoodRatios: LikelihoodRatios?
    package var groups: GroupResults?
    /// What the thesis prints for this row.
    package var published: Values?
    /// The seconds in which the thesis's machine ranked all queries of this row.
    package var publishedSeconds: Double?
    /// This row less the published one; absent for another network than the published one.
    package var difference: Values?

    package enum CodingKeys: String, CodingKey {
      case id, part, model, people, byPerson, designEffect, ranks, investigation, openSet, histogram
      case singleComparisons
      case likelihoodRatios, groups, published, publishedSeconds, difference
      case searchProtocol = "protocol"
      case queries, scorer, weights, grid, solver, alpha, alphaRange, share, k, n, intervals
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
      case cumulativeMatches = "CMC"
    }
  }

  /// The wall-clock time of a stage over all queries, which varies from run to run.
  package struct StageTiming: Sendable, Codable, Equatable {
    package var stage: String
    package var milliseconds: Double
    package var millisecondsPerQuery: Double
  }

  package typealias Settings = MeasurementSettings<Subject>

  /// The queries and the gallery of the measurement.
  package struct Subject: Sendable, Codable, Equatable {
    package var queries: String
    package var gallery: String
    package var galleryCount: Int
    package var gallerySHA256: String
    package var topK: Int
    /// All k if several were measured; `topK` is the first.
    package var topKs: [Int]?
    package var leaveOut: OwnPictureRule
    /// The number of gallery pictures left out as a query's own, summed over the queries.
    package var leftOut: Int
    /// The files of scorers other than the backbone and the H2L of a report.
    package var models: [ScorerModel]?
    /// A sentence for each requested scorer without a model.
    package var absent: [String]?
    /// The number of queries of each set that were drawn; absent if all were measured.
    package var sample: Int?
    /// The seed of all draws.
    package var seed: UInt64?
    /// The number of draws of people for the bands of curves.
    package var resamples: Int?
    /// How people are ranked; absent if each picture is ranked by itself.
    package var template: TemplateRule?
  }

  /// The file of a scorer.
  package struct ScorerModel: Sendable, Codable, Equatable {
    package var scorer: ScoringMethod
    package var architecture: String
    package var path: String
    package var sha256: String
  }
}

extension EvaluationResults.Subject {
  /// What was left out of the rankings, by which rule.
  var leaveOutSentence: String {
    let rule =
      switch leaveOut {
      case .samePicture: "A query's own picture (same bytes or same file) is left out"
      case .samePath: "A query's own picture (same bytes, same file or same path) is left out"
      case .none: "No gallery picture is left out"
      }
    return "\(rule): \(leftOut) picture\(leftOut == 1 ? "" : "s") over all queries."
  }

  /// What a rank means if it is not a picture's.
  var rankSentence: String? {
    guard let template, template.ranksPeople else { return nil }
    return """
      Ranks count people, not pictures, so RP and MAP@R equal P@1. Stage 1 orders people by \
      \(template.words); the others then compare up to \(TemplateRule.mostExemplars) pictures of each, \
      and the best one gives a person's score. k counts pictures.
      """
  }
}
