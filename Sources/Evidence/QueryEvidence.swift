import Identification

/// The evidence of one query's report, in numbers.
package struct QueryEvidence: Sendable {
  package let query: ShownPicture
  /// The rankings, each with at least as many candidates as are shown.
  package internal(set) var rankings: Rankings
  /// Every gallery picture that the evidence names.
  package internal(set) var exhibits: [Int: ShownPicture]
  /// The shown candidates: the first of the EMD's ranking, then the top matches of the other rankings
  /// if they are missing.
  package var candidates: [CandidateEvidence]
  /// The weightings of the top match, in the order of `PatchWeighting.allCases`.
  package let weightings: [WeightingComparison]
  /// The times; `nil` in an edition without them.
  package var timings: StageTimings?
  /// The query's photograph; `nil` if the query is an aligned picture.
  package var sighting: QuerySighting?
  package var ledger: Ledger?
  /// The contrast of the first person with the best other person; empty without another person.
  package var personContrasts: [PersonContrast] = []
  /// The shown faces on which a method's network was trained, without methods for which there is none or
  /// whose training pictures are not known. Such a method is shown, and does not count.
  package var trainedOn: ByMethod<[TrainedOn]> = [:]
  /// The candidates as people, and the state of the search.
  package var people: ResultPeople?
  package var state: SearchState?
  package var stability: QueryStability?
  /// The query's picture quality; `nil` if it was not measured.
  package var quality: PictureQuality?
  /// The share of the query's face that is unlike the candidates; `nil` if too few were compared.
  package var coveredArea: CoveredArea?
  /// The laboratory's own limits of quality; `nil` without them.
  package var limits: LaboratoryLimits?
  /// The pictures of the examiner's forms; `nil` if no forms are written.
  package var forms: FormPictures?
  /// The calibration of the heights.
  package var calibration: Calibration?
  /// The important notes, for example on an untrained re-ranker or a solver that did not converge.
  package internal(set) var notes: [String]
  /// The gallery pictures that are not ranked because they are the query's own.
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

/// The wall-clock milliseconds of one query's stages, recorded once and printed as recorded.
package struct StageTimings: Sendable, Equatable, Codable {
  package var features: Double
  package var methods: ByMethod<Double>
  /// The methods that ran for their time only because their weights are not trained.
  package var untrained: [ScoringMethod]
  package var evidence: Double
  /// The number of candidates that each re-ranker scored in that time.
  package var reranked: Int
  /// The processor and the number of threads of the measurement.
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
