import Basics
import Identification
import Statistics

extension EvaluationResults.Comparison {
  /// Compares two rankings of the same queries in each metric.
  ///
  /// - Parameter margin: The margin of the equivalence test, in points; `nil` for none.
  /// - Precondition: Both have the same queries.
  static func all(
    _ first: (id: String, ranking: MeasuredRanking),
    _ second: (id: String, ranking: MeasuredRanking),
    margin: Double?, seed: UInt64
  ) -> [Self] {
    let people = first.ranking.quality.people
    let (one, other) = (first.ranking.quality.metrics, second.ranking.quality.metrics)
    precondition(one.count == other.count)
    let kinds: [(String, KeyPath<RetrievalMetrics, Double>)] = [
      ("P@1", \.precisionAt1), ("RP", \.rPrecision), ("MAP@R", \.meanAveragePrecisionAtR),
    ]
    return kinds.map { name, metric in
      let differences = zip(one, other).map { $1[keyPath: metric] - $0[keyPath: metric] }
      let mean = ClusteredMean(differences, groups: people)
      var sums = [Double](repeating: 0, count: people.max()! + 1)
      for (difference, person) in zip(differences, people) { sums[person] += difference }
      let isWhole = name == "P@1"
      let won = differences.count { $0 > 0 }
      let lost = differences.count { $0 < 0 }
      let p =
        isWhole
        ? SignFlip(sums.map { Int($0.rounded()) }).p
        : SignFlip(sampling: sums, seed: seed).p
      var comparison = Self(
        first: first.id, second: second.id, metric: name, difference: 100 * mean.mean,
        interval: mean.student?.scaled(by: 100), signFlip: p, holm: p,
        won: isWhole ? won : nil, lost: isWhole ? lost : nil,
        mcnemar: isWhole ? McNemar.exact(onlyFirst: lost, onlySecond: won) : nil,
        sentence: "")
      if let margin, let error = mean.standardError {
        comparison.margin = margin
        comparison.equivalence = Equivalence.p(
          difference: 100 * mean.mean, standardError: 100 * error,
          degreesOfFreedom: mean.people - 1, margin: margin)
      }
      return comparison
    }
  }

  /// Returns comparisons with Holm's correction over those of one metric, and their sentences.
  static func corrected(_ comparisons: [Self], name: (String) -> String) -> [Self] {
    var result = comparisons
    for metric in ["P@1", "RP", "MAP@R"] {
      let places = result.indices.filter { result[$0].metric == metric }
      let adjusted = holmAdjusted(places.map { result[$0].signFlip })
      for (place, value) in zip(places, adjusted) { result[place].holm = value }
    }
    for place in result.indices { result[place].sentence = result[place].words(name) }
    return result
  }

  private func words(_ name: (String) -> String) -> String {
    let what =
      switch metric {
      case "P@1": "at rank 1"
      case "RP": "of R-precision"
      default: "of MAP@R"
      }
    let points = fixed(abs(difference), 1)
    let size =
      points == "0.0"
      ? "as much \(what) as \(name(first))"
      : "\(points) points \(difference < 0 ? "fewer" : "more") \(what) than \(name(first))"
    var parts: [String] = []
    if let interval {
      parts.append("95%: \(fixed(interval.low, 1)) to \(fixed(interval.high, 1))")
    }
    if let won, let lost {
      parts.append("\(won) \(won == 1 ? "query" : "queries") won, \(lost) lost")
    }
    let p = probability(holm)
    parts.append(p.hasPrefix("<") ? "p \(p)" : "p = \(p)")
    let isUnclear = interval.map { $0.low <= 0 && $0.high >= 0 } ?? true
    return
      "\(name(second)) finds \(size) (\(parts.joined(separator: "; ")))."
      + (isUnclear ? " These queries do not show a difference." : "") + equivalenceWords
  }
}

extension EvaluationResults.Comparison {
  /// What two one-sided tests show; empty without a margin.
  private var equivalenceWords: String {
    guard let margin, let equivalence else { return "" }
    let p = probability(equivalence)
    let words = p.hasPrefix("<") ? "p \(p)" : "p = \(p)"
    return equivalence < 0.05
      ? " The difference lies within ±\(trimmed(margin)) points (two one-sided tests, \(words))."
      : " It is not shown that the difference lies within ±\(trimmed(margin)) points (\(words))."
  }
}

/// Returns a p value with two digits that count, at least 0.0001.
func probability(_ value: Double) -> String {
  value < 0.0001 ? "< 0.0001" : fixed(value, value < 0.01 ? 4 : value < 0.1 ? 3 : 2)
}
