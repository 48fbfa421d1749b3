import Datasets
import Faces
import Identification

/// The JSON of `facet evaluate`.
package struct EvaluationResults: Sendable, Codable, Equatable {
  package var results: [Row] = []
  /// What a perfect re-ranker of the first k candidates of stage 1 would reach.
  package var ceiling: Ceiling?
  /// One for each k, where several were measured; `ceiling` is that of the first.
  package var ceilings: [Ceiling]?
  package var timings: [StageTiming] = []
  package var settings: Settings
  /// Queries and gallery pictures that were left out, and why.
  package var failures: [PictureFailure] = []
  /// Boxes of the detector that were not used.
  package var doubtful: [DoubtfulSighting] = []

  /// How well one scorer with one setting ranks.
  package struct Row: Sendable, Codable, Equatable {
    /// The PATH of the queries.
    package var queries: String
    package var scorer: ScoringMethod
    /// Of the EMD only.
    package var weights: PatchWeighting?
    package var grid: String?
    package var solver: TransportSolver?
    /// Of the re-rankers only.
    package var alpha: Double?
    package var k: Int?
    /// Queries measured.
    package var n: Int
    /// Percentages.
    package var precisionAt1: Double
    package var rPrecision: Double
    package var meanAveragePrecisionAtR: Double
    /// Of 95 %.
    package var intervals: Intervals?
    package var cumulativeMatches: CumulativeMatches?

    package enum CodingKeys: String, CodingKey {
      case queries, scorer, weights, grid, solver, alpha, k, n, intervals
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
      case cumulativeMatches = "CMC"
    }
  }

  /// Wall-clock time of a stage over all queries: volatile.
  package struct StageTiming: Sendable, Codable, Equatable {
    package var stage: String
    package var milliseconds: Double
    package var millisecondsPerQuery: Double
  }

  package typealias Settings = MeasurementSettings<Subject>

  /// What was ranked.
  package struct Subject: Sendable, Codable, Equatable {
    package var queries: String
    package var gallery: String
    package var galleryCount: Int
    package var gallerySHA256: String
    package var topK: Int
    /// Where several were measured; `topK` is the first.
    package var topKs: [Int]?
    package var leaveOut: OwnPictureRule
    /// Gallery pictures that were left out as a query's own, summed over the queries.
    package var leftOut: Int
    /// Of scorers besides the backbone and the H2L of a report.
    package var models: [ScorerModel]?
    /// For each scorer that was asked for and has no model, a sentence.
    package var absent: [String]?
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
}
