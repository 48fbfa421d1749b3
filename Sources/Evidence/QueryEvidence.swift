import Identification

/// All that one query's report shows, in numbers.
package struct QueryEvidence: Sendable {
  package let query: ShownPicture
  /// Each with at least as many candidates as are shown.
  package internal(set) var rankings: Rankings
  /// Every gallery picture that anything here names.
  package internal(set) var exhibits: [Int: ShownPicture]
  /// The shown candidates: the first of the EMD's ranking, then the first of the other rankings
  /// where they are not among them.
  package var candidates: [CandidateEvidence]
  /// Of the first candidate, in the order of `PatchWeighting.allCases`.
  package let weightings: [WeightingComparison]
  /// `nil`: of an edition without times.
  package var timings: StageTimings?
  /// The query's photograph; `nil`: the query is an aligned picture.
  package var sighting: QuerySighting?
  package var ledger: Ledger?
  /// Of the first candidate, against others.
  package var contrasts: [Contrast] = []
  package var checks: FaithfulnessResults?
  package var disagreement: Disagreement?
  package var suitability: Suitability?
  /// What the typicalities were calibrated with.
  package var calibration: Calibration?
  /// Sentences a reader must know: an untrained head, a solver that did not converge, and so on.
  package internal(set) var notes: [String]
  /// Gallery pictures that are not ranked because they are the query's own.
  package var leftOut: [LeftOutPicture] = []

  package init(
    query: ShownPicture, rankings: Rankings, exhibits: [Int: ShownPicture],
    candidates: [CandidateEvidence],
    weightings: [WeightingComparison], timings: StageTimings?, notes: [String]
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

/// Wall-clock milliseconds of one query's stages, recorded once: what is printed is what is recorded.
package struct StageTimings: Sendable, Equatable, Codable {
  package var features: Double
  package var methods: ByMethod<Double>
  /// Methods of those that ran for their time only: nobody trained their weights.
  package var untrained: [ScoringMethod]
  package var evidence: Double
  /// How many candidates each re-ranker scored in that time.
  package var reranked: Int
  /// The processor and the number of threads that they were measured on.
  package var machine: String

  /// Rounds the times to hundredths of a millisecond.
  package init(
    features: Double = 0, methods: ByMethod<Double> = [:], untrained: [ScoringMethod] = [],
    evidence: Double = 0, reranked: Int = 0, machine: String = ""
  ) {
    func rounded(_ time: Double) -> Double { (time * 100).rounded() / 100 }
    self.features = rounded(features)
    self.methods = methods.mapValues(rounded)
    self.untrained = untrained
    self.evidence = rounded(evidence)
    self.reranked = reranked
    self.machine = machine
  }

  /// Whether these can be times of a run: finite, not negative, less than a century.
  package var isPlausible: Bool {
    reranked >= 0
      && ([features, evidence] + methods.values).allSatisfy { (0..<3.2e12).contains($0) }
  }
}
