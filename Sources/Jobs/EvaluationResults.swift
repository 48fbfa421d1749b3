import Identification

/// The JSON of `facet evaluate`.
public struct EvaluationResults: Sendable, Codable, Equatable {
  public var results: [Row] = []
  /// What a perfect re-ranker of the first k candidates of stage 1 would reach.
  public var ceiling: Ceiling?
  public var timings: [StageTiming] = []
  public var settings: Settings
  /// Queries and gallery pictures that were left out, and why.
  public var failures: [PictureFailure] = []

  /// How well one scorer with one weighting and one alpha ranks.
  public struct Row: Sendable, Codable, Equatable {
    /// The PATH of the queries.
    public var queries: String
    public var scorer: ScorerName
    /// Of the EMD only.
    public var weights: PatchWeighting?
    public var grid: String?
    public var solver: TransportSolver?
    /// Of the re-rankers only.
    public var alpha: Double?
    public var k: Int?
    /// Queries measured.
    public var n: Int
    /// Percentages.
    public var precisionAt1: Double
    public var rPrecision: Double
    public var meanAveragePrecisionAtR: Double
    /// Of 95 %.
    public var intervals: Intervals?
    public var cumulativeMatches: CumulativeMatches?

    enum CodingKeys: String, CodingKey {
      case queries, scorer, weights, grid, solver, alpha, k, n, intervals
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
      case cumulativeMatches = "CMC"
    }
  }

  /// Wall-clock time of a stage over all queries: volatile.
  public struct StageTiming: Sendable, Codable, Equatable {
    public var stage: String
    public var milliseconds: Double
    public var millisecondsPerQuery: Double
  }

  public typealias Settings = MeasurementSettings<Subject>

  /// What was ranked.
  public struct Subject: Sendable, Codable, Equatable {
    public var queries: String
    public var gallery: String
    public var galleryCount: Int
    public var gallerySHA256: String
    public var topK: Int
    public var keepSelf: Bool
    /// Of scorers besides the backbone and the H2L of a report.
    public var models: [ScorerModel]?
    /// For each scorer that was asked for and has no model, a sentence.
    public var absent: [String]?
  }

  /// The file of a scorer.
  public struct ScorerModel: Sendable, Codable, Equatable {
    public var scorer: ScorerName
    public var architecture: String
    public var path: String
    public var sha256: String
  }
}
