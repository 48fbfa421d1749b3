import Identification

/// All that one query's report shows, in numbers.
public struct QueryEvidence: Sendable {
  public let query: Exhibit
  /// Stage 1, EMD, H2L, in this order, each with at least as many candidates as are shown.
  public internal(set) var rankings: [Ranking]
  /// Every gallery picture that anything here names.
  public internal(set) var exhibits: [Int: Exhibit]
  /// The shown candidates: the first of the EMD's ranking, then the first of the other rankings
  /// where they are not among them.
  public var candidates: [CandidateEvidence]
  /// Of the first candidate, in the order of `PatchWeighting.allCases`.
  public let weightings: [WeightingComparison]
  public var timings: StageTimings
  /// The query's photograph; `nil`: the query is an aligned picture.
  public var sighting: QuerySighting?
  public var ledger: Ledger?
  /// Of the first candidate, against others.
  public var contrasts: [Contrast] = []
  public var checks: SanityChecks?
  public var disagreement: Disagreement?
  public var suitability: Suitability?
  /// What the typicalities were calibrated with.
  public var calibration: Calibration?
  /// Sentences a reader must know: an untrained head, a solver that did not converge, and so on.
  public internal(set) var notes: [String]

  public init(
    query: Exhibit, rankings: [Ranking], exhibits: [Int: Exhibit], candidates: [CandidateEvidence],
    weightings: [WeightingComparison], timings: StageTimings, notes: [String]
  ) {
    self.query = query
    self.rankings = rankings
    self.exhibits = exhibits
    self.candidates = candidates
    self.weightings = weightings
    self.timings = timings
    self.notes = notes
  }
}

/// Wall-clock milliseconds of one query's stages: volatile, unlike all else in a report.
public struct StageTimings: Sendable, Equatable, Codable {
  public var features: Double
  public var stage1: Double
  public var emd: Double
  public var h2l: Double
  public var evidence: Double
  /// How many candidates EMD and H2L re-ranked in that time.
  public var reranked: Int

  public init(
    features: Double = 0, stage1: Double = 0, emd: Double = 0, h2l: Double = 0,
    evidence: Double = 0, reranked: Int = 0
  ) {
    self.features = features
    self.stage1 = stage1
    self.emd = emd
    self.h2l = h2l
    self.evidence = evidence
    self.reranked = reranked
  }
}
