import Basics
import Reports
import Statistics

extension Evaluation {
  private func title(of measure: String) -> String {
    SuitabilityMeasure.all.first { $0.name == measure }?.title ?? measure
  }

  private func part(_ one: DiscardResults) -> String {
    let name = shortName(of: one.part ?? results.settings.queries)
    return one.model.map { "\(name), \($0)" } ?? name
  }

  private func method(_ one: DiscardResults) -> String {
    entries.first { [$0.strict?.id, $0.published?.id].contains(one.row) }?.name ?? one.row
  }

  /// Whether it is of use to discard queries by a measure: a row for each.
  var discardTable: PageTable? {
    guard let all = results.edc, !all.isEmpty else { return nil }
    let methods = all.map(method).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    var parts: [String] = []
    for one in all where !parts.contains(part(one)) { parts.append(part(one)) }
    let rows = parts.flatMap { name -> [[String]] in
      let own = all.filter { part($0) == name }
      func cells(_ text: (DiscardResults) -> String) -> [String] {
        methods.map { wanted in own.first { method($0) == wanted }.map(text) ?? "–" }
      }
      let errors = [
        [name, "all queries: errors"]
          + cells { one in
            let count = Int((one.error / 100 * Double(one.n)).rounded())
            return "\(count) of \(one.n), \(fixed(one.error, 1))%"
          }
      ]
      let measures = own.first?.measures.map(\.measure) ?? []
      guard own.contains(where: { $0.measures.contains { $0.verdict != .fewErrors } }) else {
        return errors + [[name, "\(measures.count) measures"] + cells { _ in "too few errors" }]
      }
      return errors
        + measures.map { measure in
          [name, title(of: measure)]
            + cells { one in
              one.measures.first { $0.measure == measure }.map(Self.saved) ?? "–"
            }
        }
    }
    return PageTable(
      title: "Is it of use to discard queries by their quality?",
      columns: ["Queries", "Points of error saved by"] + methods, rows: rows,
      notes: [
        """
        Error versus discard (ISO/IEC 29794-1): queries are discarded in rising order of a measure, those \
        with equal values together, and the error of the rest is averaged over shares discarded of 0 to \
        20%. Positive: fewer errors than after a discard by chance. * of use, † makes it worse; without a \
        mark, these queries do not show it. \(kinds(all)) The intervals come from \(results.settings.resamples ?? DiscardGain.resamples) draws of the people with \
        replacement and hold at 95% for all measures of a row together; with fewer than \
        \(DiscardResults.peopleNeeded) people with an error (ten in the fifth that is discarded), nothing \
        is said. Values on the standard's scale of \
        0 to 100 where it has one, so that for luminance a medium value is high.
        """
      ])
  }

  /// "+1.8 (−0.6 to +3.9)"; with an asterisk if the interval does not contain 0.
  private static func saved(_ measure: DiscardResults.Measure) -> String {
    guard let interval = measure.interval else { return "too few errors" }
    let mark = measure.verdict == .helps ? " *" : measure.verdict == .harms ? " †" : ""
    return
      "\(fixedSigned(measure.saved, 1)) (\(fixedSigned(interval.low, 1)) to "
      + "\(fixedSigned(interval.high, 1)))\(mark)"
  }

  private func kinds(_ all: [DiscardResults]) -> String {
    let ranks = all.contains { $0.threshold == nil }
    let thresholds = all.contains { $0.threshold != nil }
    return switch (ranks, thresholds) {
    case (true, false):
      "An error is a search whose first candidate is another person: there are too few searches for strangers for the threshold of FPIR 1%."
    case (false, _):
      "An error is a search whose person is not found at the threshold of FPIR 1%."
    case (true, true):
      "An error is a search whose person is not found at the threshold of FPIR 1%, or at rank 1 where there are too few searches for strangers."
    }
  }

  /// The results in sentences: for each set of queries the measures that are of use with its first row.
  var discardFindings: [String] {
    var seen: Set<String> = []
    return (results.edc ?? []).compactMap { one -> String? in
      guard seen.insert(part(one)).inserted else { return nil }
      func names(_ verdict: DiscardResults.Verdict) -> String {
        one.measures.filter { $0.verdict == verdict }
          .map { measure in
            let title = title(of: measure.measure)
            return "\(title.prefix(1).lowercased() + title.dropFirst()) "
              + "(\(fixed(measure.saved, 1)) points)"
          }
          .joined(separator: ", ")
      }
      let place =
        "\(part(one)), \(method(one)), to discard up to 20% of the queries by their quality"
      if one.measures.allSatisfy({ $0.verdict == .fewErrors }) {
        return "\(place): too few people have an error to say whether it is of use."
      }
      let helpful = names(.helps)
      guard helpful.isEmpty else { return "\(place) is of use with \(helpful)." }
      return "\(place): these queries show no use of any of \(one.measures.count) measures."
    }
  }

  /// The curves of the first two sets of queries with errors, up to six measures each.
  var discardFigures: [LinesFigure] {
    let all = results.edc ?? []
    var parts: [String] = []
    for one in all where !parts.contains(part(one)) { parts.append(part(one)) }
    return parts.compactMap { name -> LinesFigure? in
      let own = all.filter { part($0) == name }
      guard let first = own.first, own.contains(where: { $0.error > 0 }) else { return nil }
      let shown = first.measures.prefix(6)
      let others = first.measures.count - shown.count
      return LinesFigure(
        title: "Error over the share discarded: \(name)",
        caption: """
          \(first.threshold == nil ? "Percent of errors at rank 1" : "FNIR in percent at the threshold of FPIR 1%") \
          among the queries that remain, up to half of them. A curve that falls below its start: the \
          measure finds queries that fail.\
          \(others == 0 ? "" : " The table has the other \(others == 1 ? "one" : "\(others) measures").")
          """,
        xTitle: "share of the queries discarded, % (the lowest values first)",
        panels: shown.map { measure in
          LinesFigure.Panel(
            name: title(of: measure.measure),
            lines: own.prefix(4).compactMap { one in
              one.measures.first { $0.measure == measure.measure }.map { curve in
                LinesFigure.Line(
                  name: method(one),
                  points: zip(curve.discarded, curve.error).filter { $0.0 <= 0.5 }.map {
                    LinesFigure.PointWithInterval(x: 100 * $0, y: $1, interval: nil)
                  })
              }
            }, reference: first.error)
        },
        xAxis: CurveFigure.Axis(
          title: "", scale: .linear, low: 0, high: 50, ticks: [0, 10, 20, 30, 40, 50]),
        course: .steps, referenceName: "\(method(first)) if discarded by chance")
    }.prefix(2).map { $0 }
  }
}
