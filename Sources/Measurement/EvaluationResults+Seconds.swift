import Identification

extension EvaluationResults {
  /// Returns the seconds in which a row's method ranked all queries of its set; `nil` where times were not
  /// kept apart.
  func seconds(of row: Row) -> Double? {
    let stages: [(name: String, milliseconds: Double)]
    if let timing = volatile?.timing {
      stages = timing.stages.filter { $0.part == row.part }.map { ($0.stage, $0.total) }
    } else if Set(results.map(\.part)).count == 1, Set(results.map(\.model)).count == 1 {
      stages = timings.map { ($0.stage, $0.milliseconds) }
    } else {
      return nil
    }
    let own = stages.filter { isStage($0.name.split(separator: " ").map(String.init), of: row) }
    guard !own.isEmpty else { return nil }
    // The cosines of the patches serve all weightings.
    let shared = row.scorer == .emd ? stages.filter { $0.name == "emd products" } : []
    return (own + shared).reduce(0) { $0 + $1.milliseconds } / 1000
  }

  /// Whether a stage, by the words of its name, is that of a row's method.
  private func isStage(_ words: [String], of row: Row) -> Bool {
    guard words.first == row.scorer.rawValue else { return false }
    guard row.scorer == .emd else { return words.count == 1 }
    guard let weights = row.weights, words.contains(weights.rawValue) else { return false }
    let grids = GridChoice.allCases.map(\.rawValue)
    if let grid = words.first(where: grids.contains), grid != row.grid {
      // "native" stands for the backbone's own grid.
      guard grid == GridChoice.native.rawValue, !grids.contains(row.grid ?? "") else {
        return false
      }
    }
    let solvers = TransportSolver.allCases.map(\.rawValue)
    return words.first(where: solvers.contains).map { $0 == row.solver?.rawValue } ?? true
  }
}
