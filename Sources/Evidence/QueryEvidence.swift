import Identification

/// All that one query's report shows, in numbers.
package struct QueryEvidence: Sendable {
  package let query: Exhibit
  /// Each with at least as many candidates as are shown.
  package internal(set) var rankings: Rankings
  /// Every gallery picture that anything here names.
  package internal(set) var exhibits: [Int: Exhibit]
  /// The shown candidates: the first of the EMD's ranking, then the first of the other rankings
  /// where they are not among them.
  package var candidates: [CandidateEvidence]
  /// Of the first candidate, in the order of `PatchWeighting.allCases`.
  package let weightings: [WeightingComparison]
  package var timings: StageTimings
  /// The query's photograph; `nil`: the query is an aligned picture.
  package var sighting: QuerySighting?
  package var ledger: Ledger?
  /// Of the first candidate, against others.
  package var contrasts: [Contrast] = []
  package var checks: SanityChecks?
  package var disagreement: Disagreement?
  package var suitability: Suitability?
  /// What the typicalities were calibrated with.
  package var calibration: Calibration?
  /// Sentences a reader must know: an untrained head, a solver that did not converge, and so on.
  package internal(set) var notes: [String]
  /// Gallery pictures that are not ranked because they are the query's own.
  package var leftOut: [LeftOutPicture] = []

  package init(
    query: Exhibit, rankings: Rankings, exhibits: [Int: Exhibit], candidates: [CandidateEvidence],
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
package struct StageTimings: Sendable, Equatable, Codable {
  package var features: Double
  package var methods: ByMethod<Double>
  /// Methods of those that ran for their time only: nobody trained their weights.
  package var untrained: [ScoringMethod]
  package var evidence: Double
  /// How many candidates each re-ranker scored in that time.
  package var reranked: Int

  package init(
    features: Double = 0, methods: ByMethod<Double> = [:], untrained: [ScoringMethod] = [],
    evidence: Double = 0, reranked: Int = 0
  ) {
    self.features = features
    self.methods = methods
    self.untrained = untrained
    self.evidence = evidence
    self.reranked = reranked
  }

  private enum CodingKeys: String, CodingKey {
    case features, methods, untrained, evidence, reranked
    // Of version 0.1.0.
    case stage1, emd, h2l
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    features = try values.decode(Double.self, forKey: .features)
    evidence = try values.decode(Double.self, forKey: .evidence)
    reranked = try values.decode(Int.self, forKey: .reranked)
    untrained = try values.decodeIfPresent([ScoringMethod].self, forKey: .untrained) ?? []
    if let methods = try values.decodeIfPresent(ByMethod<Double>.self, forKey: .methods) {
      self.methods = methods
    } else {
      methods = [
        .stage1: try values.decode(Double.self, forKey: .stage1),
        .emd: try values.decode(Double.self, forKey: .emd),
        .h2l: try values.decode(Double.self, forKey: .h2l),
      ]
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(features, forKey: .features)
    try values.encode(methods, forKey: .methods)
    try values.encode(untrained, forKey: .untrained)
    try values.encode(evidence, forKey: .evidence)
    try values.encode(reranked, forKey: .reranked)
  }
}
