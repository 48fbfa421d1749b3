import Basics
import Identification
import Reports
import Runs
import Statistics

extension EvaluationResults {
  var facts: [(name: String, value: String)] {
    [
      ("Queries", settings.queries),
      ("Gallery", "\(settings.gallery), SHA-256 of its pictures \(settings.gallerySHA256)"),
    ] + settings.tools.facts
  }

  var qualityTable: PageTable {
    func percent(_ value: Double, _ interval: Interval?) -> String {
      fixed(value, 2)
        + (interval.map { " (\(fixed($0.low, 1)) to \(fixed($0.high, 1)))" } ?? "")
    }
    let namesTransports = results.namesTransports
    let namesParts = Set(results.map(\.part)).count > 1 || results.contains { $0.model != nil }
    let namesProtocols = Set(results.map(\.searchProtocol)).count > 1
    var rows = results.map { result in
      [
        (namesParts
          ? [result.part, result.model].compactMap { $0 }.joined(separator: ", ") + ": " : "")
          + result.name(namesTransports)
          + (namesProtocols ? ", \(result.searchProtocol.rawValue)" : ""),
        result.k.map(String.init) ?? "–", String(result.n),
        percent(result.precisionAt1, result.intervals?.precisionAt1),
        percent(result.rPrecision, result.intervals?.rPrecision),
        percent(result.meanAveragePrecisionAtR, result.intervals?.meanAveragePrecisionAtR),
      ]
    }
    for ceiling in ceilings ?? ceiling.map({ [$0] }) ?? [] {
      rows.append([
        "perfect re-ranker", String(ceiling.k), String(results.first?.n ?? 0),
        fixed(ceiling.precisionAt1, 2), fixed(ceiling.rPrecision, 2),
        fixed(ceiling.meanAveragePrecisionAtR, 2),
      ])
    }
    var notes = [
      """
      Values are percentages with 95% intervals over the people: Wilson's for P@1, Student's for RP and \
      MAP@R, because queries of one person resemble each other.
      """
    ]
    if let remark = settings.tools.remark(on: results) { notes.append(remark) }
    notes += settings.absent ?? []
    return PageTable(
      title: "Metrics", columns: ["Scorer", "k", "Queries", "P@1", "RP", "MAP@R"], rows: rows,
      notes: notes)
  }

  var timingTable: PageTable {
    PageTable(
      title: "Times", columns: ["Stage", "ms per query"],
      rows: timings.map { [$0.stage, fixed($0.millisecondsPerQuery, 2)] },
      notes: ["Measured in this run on \(settings.machine). Times vary from run to run."])
  }

  var matchesFigure: CurveFigure? {
    let namesTransports = results.namesTransports
    let namesDepths = Set(results.compactMap(\.k)).count > 1
    let curves = results.compactMap { row in
      row.cumulativeMatches.map { matches in
        (
          name: row.name(namesTransports)
            + (namesDepths ? row.k.map { ", k \($0)" } ?? "" : ""), rates: matches.rates
        )
      }
    }
    guard let depth = curves.map(\.rates.count).max(), depth > 1 else { return nil }
    let least = curves.compactMap(\.rates.first).min() ?? 0
    // From the next multiple of ten below all curves, so that they can be distinguished.
    let low = max(0, min(90, (least / 10 - 0.3).rounded(.down) * 10))
    return CurveFigure(
      title: "Cumulative matches (CMC)",
      caption: "The share of queries with a mated candidate up to each rank.",
      x: CurveFigure.Axis(
        title: "rank", scale: .logarithmic, low: 1, high: Double(depth),
        ticks: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]),
      y: CurveFigure.Axis(
        title: "queries, %", scale: .linear, low: low, high: 100,
        ticks: stride(from: low, through: 100, by: (100 - low) / 5).map { $0 }),
      series: curves.map { curve in
        CurveFigure.Series(
          name: curve.name, points: curve.rates.enumerated().map { (Double($0 + 1), $1) })
      },
      words: curves.map { curve in
        let ranks = [1, 5, 10, 50].filter { $0 <= curve.rates.count }
        return "\(curve.name): "
          + ranks.map { "\(fixed(curve.rates[$0 - 1], 1))% up to rank \($0)" }
          .joined(separator: ", ")
      }.joined(separator: "; ") + ".")
  }
}
