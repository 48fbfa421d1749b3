import Basics
import Datasets
import Faces
import Identification
import Runs

/// The results of an evaluation, with those of each query.
package struct Evaluation: Sendable {
  /// One set of queries with its rankings.
  struct Part: Sendable {
    let part: EvaluationPart
    let model: String?
    let gallery: Gallery
    let tally: EvaluationTally
    let rows: [EvaluationResults.Row]
  }

  /// The title of a recipe, and the table of the thesis.
  package internal(set) var title: String?
  package internal(set) var thesis: String?
  /// Complete after `finish`.
  package private(set) var results: EvaluationResults!
  package private(set) var work = SearchWork()
  private(set) var parts: [Part] = []
  var explanations: [ExplanationResults] = []
  var gains: [Gains] = []
  var timing: TimingResults?
  private(set) var comparison = ComparisonChoice()
  /// What a shard measured; it has no results.
  package internal(set) var shard: EvaluationShard?
  package internal(set) var shardProblems:
    (failures: [PictureFailure], doubtful: [DoubtfulSighting]) = ([], [])
  private var rows: [EvaluationResults.Row] = []
  private var comparisons: [EvaluationResults.Comparison] = []
  private var discards: [DiscardResults] = []
  private var ceilings: [EvaluationResults.Ceiling] = []
  private var times = StageClock()
  private var count = 0

  init() {}

  /// Adds a measured set of queries.
  mutating func add(
    _ tally: EvaluationTally, queries: String, _ search: TwoStageSearch, _ part: EvaluationPart,
    _ options: RowOptions,
    published: (inout EvaluationResults.Row, RankingSetting) -> Void = { _, _ in }
  ) {
    var own = tally.rows(queries, search, part, options)
    for place in own.indices { published(&own[place], tally.rankings[place].setting) }
    comparison = options.comparison
    comparisons += tally.comparisons(own, options.comparison, seed: options.seed)
    rows += own
    discards += tally.discards(own, options)
    var tally = tally
    tally.dropComparisons()
    ceilings += tally.perfect()
    work += tally.work
    times.add(tally.times)
    count += tally.count
    parts.append(
      Part(
        part: part, model: options.model, gallery: search.gallery, tally: tally, rows: own))
  }

  /// Adds the means over several files of one network.
  ///
  /// - Parameters:
  ///   - models: The name in a recipe of each model.
  ///   - deviation: Returns the printed deviation of a mean.
  mutating func addRuns(
    models: [String: String],
    deviation: (EvaluationResults.RunMean) -> EvaluationResults.Values?
  ) {
    let runs = EvaluationResults.RunMean.all(rows, models: models).map { run in
      var run = run
      run.publishedDeviation = deviation(run)
      return run
    }
    results.runs = runs.isEmpty ? nil : runs
  }

  /// Notes the command line that repeats it.
  package mutating func setCommand(_ line: String) { results.settings.tools.command = line }

  mutating func finish(
    settings: EvaluationResults.Settings, failures: [PictureFailure], doubtful: [DoubtfulSighting],
    remarks: [String]? = nil
  ) {
    let names = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let namesTransports = rows.namesTransports
    results = EvaluationResults(
      results: rows, ceiling: ceilings.first, ceilings: ceilings.count > 1 ? ceilings : nil,
      comparisons: comparisons.isEmpty
        ? nil
        : EvaluationResults.Comparison.corrected(comparisons) { id in
          names[id]?.sentenceName(namesTransports) ?? id
        }, remarks: remarks, timings: times.timings(count: count), settings: settings,
      failures: failures, doubtful: doubtful)
    results.edc = discards.isEmpty ? nil : discards
    results.explanations = explanations.isEmpty ? nil : explanations
    results.volatile = timing.map { VolatileResults(timing: $0) }
  }
}

extension EvaluationResults.Row {
  /// The name in a sentence: "EMD (apc, alpha 0.7)".
  func sentenceName(_ namesTransports: Bool) -> String {
    let details =
      ([weights?.rawValue] + (namesTransports ? [grid, solver?.rawValue] : [])
      + [share.map { "share \(trimmed($0))" }, alphaWords.map { "alpha \($0)" }]).compactMap { $0 }
    let place = [part.map { $0.split(separator: "/").last.map(String.init) ?? $0 }, model]
      .compactMap { $0 }
    return (scorer == .stage1 ? "stage 1" : scorer.title)
      + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
      + (place.isEmpty ? "" : " on \(place.joined(separator: " with "))")
  }
}

/// Returns a setting with as few decimals as it needs, at most three.
func trimmed(_ value: Double) -> String { shortest(value, 3) }
