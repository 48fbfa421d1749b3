import Basics

/// The wall-clock times of the stages of a measurement.
struct StageClock: Sendable {
  private var totals: [(stage: String, milliseconds: Double)] = []
  /// Whether the time of each query is kept.
  let keepsQueries: Bool
  private var current: [String: Double] = [:]
  /// The times of the queries by stage, in order.
  private(set) var samples: [String: [Double]] = [:]

  init(keepsQueries: Bool = false) { self.keepsQueries = keepsQueries }

  mutating func add(_ stage: String, _ milliseconds: Double) {
    if let place = totals.firstIndex(where: { $0.stage == stage }) {
      totals[place].milliseconds += milliseconds
    } else {
      totals.append((stage, milliseconds))
    }
    if keepsQueries { current[stage, default: 0] += milliseconds }
  }

  /// The sums in the order in which the stages appeared.
  var stages: [(stage: String, milliseconds: Double)] { totals }

  mutating func add(_ other: StageClock) {
    for total in other.totals { add(total.stage, total.milliseconds) }
  }

  /// Ends the times of a query: what was added since the last one is its own.
  mutating func finishQuery() {
    for (stage, milliseconds) in current { samples[stage, default: []].append(milliseconds) }
    current = [:]
  }

  /// Measures the time of some work.
  mutating func time<Result>(_ stage: String, _ work: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    let result = try work()
    add(stage, milliseconds(since: start))
    return result
  }

  func timings(count: Int) -> [EvaluationResults.StageTiming] {
    totals.map {
      EvaluationResults.StageTiming(
        stage: $0.stage, milliseconds: $0.milliseconds,
        millisecondsPerQuery: $0.milliseconds / Double(count))
    }
  }

  /// The times of single queries, in the order of the stages.
  func stages(part: String?) -> [TimingResults.Stage] {
    totals.compactMap { total in
      samples[total.stage].map { TimingResults.Stage(total.stage, part: part, samples: $0) }
    }
  }
}
