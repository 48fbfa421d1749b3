import Basics
import Identification

/// A condition that results must meet: "emd/apc/0.7 P@1 >= 98".
package struct ResultAssertion: Sendable, Equatable {
  package enum Relation: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = "="
  }

  package let text: String
  /// Parts that the id of a row must contain.
  let words: [String]
  let metric: String
  let relation: Relation
  let value: Double
  /// How far a value may be from an equal one.
  let tolerance: Double

  /// The names of metrics; `CMC`, `FNIR@` and `FNMR@` end in a rank or a limit.
  static let metrics = [
    "P@1", "RP", "MAP@R", "CMC", "FNIR@", "FNMR@", "Cllr", "accuracy", "EER", "AUC", "seconds",
  ]

  /// - Returns: `nil` if the text is not such a condition.
  package init?(_ text: String) {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 4, let relation = Relation(rawValue: parts[2]) else { return nil }
    let numbers = parts[3].split(separator: "+-", omittingEmptySubsequences: false)
    guard let value = Double(parts[3].contains("+-") ? String(numbers[0]) : parts[3]),
      Self.metrics.contains(where: { parts[1] == $0 || Self.number(parts[1], after: $0) != nil })
    else { return nil }
    var tolerance = 0.0
    if parts[3].contains("+-") {
      guard relation == .equal, numbers.count == 2, let given = Double(numbers[1]), given >= 0
      else { return nil }
      tolerance = given
    }
    self.text = text
    words = parts[0].split(separator: "/").map(String.init)
    metric = parts[1]
    self.relation = relation
    self.value = value
    self.tolerance = tolerance
  }

  private static func number(_ metric: String, after name: String) -> Double? {
    guard ["CMC", "FNIR@", "FNMR@"].contains(name), metric.hasPrefix(name) else { return nil }
    return Double(metric.dropFirst(name.count))
  }

  /// The result of checking a condition.
  package enum Outcome: Sendable, Equatable {
    case holds
    /// The sentences of the rows that do not meet it.
    case fails([String])
    /// No row has these words, or none has this metric.
    case fitsNothing
  }

  /// A row by its id and a function that returns a metric.
  package typealias Row = (id: String, value: (String) -> Double?)

  package func check(_ rows: [Row]) -> Outcome {
    let chosen = rows.filter { row in
      let parts = row.id.split(separator: "/").map(String.init)
      return words.allSatisfy(parts.contains)
    }
    let values = chosen.compactMap { row in row.value(metric).map { (row.id, $0) } }
    guard !values.isEmpty else { return .fitsNothing }
    let failed = values.filter { !holds($0.1) }
    return failed.isEmpty
      ? .holds
      : .fails(
        failed.map { "The assertion '\(text)' does not hold: \($0.0) has \(fixed($0.1, 4))." })
  }

  private func holds(_ found: Double) -> Bool {
    switch relation {
    case .atLeast: found >= value
    case .atMost: found <= value
    case .above: found > value
    case .below: found < value
    case .equal: abs(found - value) <= tolerance + 1e-9
    }
  }

  /// Checks the rows of an evaluation.
  package func check(_ results: EvaluationResults) -> Outcome {
    check(
      results.results.map { row in
        (
          row.id,
          { metric in
            switch metric {
            case "P@1": row.precisionAt1
            case "RP": row.rPrecision
            case "MAP@R": row.meanAveragePrecisionAtR
            case "Cllr": row.likelihoodRatios?.cllr
            case "seconds": results.seconds(of: row)
            default:
              if let rank = Self.number(metric, after: "CMC").map({ Int($0) }) {
                row.cumulativeMatches.flatMap {
                  rank >= 1 && rank <= $0.rates.count ? $0.rates[rank - 1] : nil
                }
              } else if let limit = Self.number(metric, after: "FNIR@") {
                row.openSet?.points.first { $0.limit == limit }?.falseNegatives
              } else if let limit = Self.number(metric, after: "FNMR@") {
                row.singleComparisons?.points.first { $0.limit == limit }?.falseNonMatches
              } else {
                nil
              }
            }
          }
        )
      })
  }

  /// Checks the rows of a verification.
  package func check(_ results: VerificationResults) -> Outcome {
    check(results.results.map { row in (row.id, row.metric) })
  }
}

extension VerificationResults.Row {
  /// The settings in one word: "emd/apc/7x6/sinkhorn/0.7".
  var id: String {
    [
      scorer.rawValue, weights?.rawValue, grid, solver?.rawValue, alpha.map { "\($0)" },
    ].compactMap { $0 }.joined(separator: "/")
  }

  /// Returns a metric of an assertion, in percent.
  func metric(_ name: String) -> Double? {
    switch name {
    case "accuracy": accuracy?.mean
    case "EER": equalErrorRate.value
    case "AUC": areaUnderCurve.value
    default: nil
    }
  }
}
