import Basics
import Identification
import Statistics

extension EvaluationResults {
  /// Returns a table for a terminal: a line per scorer and setting, then the times.
  package func table() -> [String] {
    let namesTransports = results.namesTransports
    var lines = [
      row("scorer", "weights", "alpha", "k", "n", "P@1", "RP", "MAP@R")
    ]
    var last: String?
    for result in results {
      if let part = result.part, part != last {
        lines.append("\(part)\(result.model.map { ", \($0)" } ?? ""):")
        last = part
      }
      lines.append(
        row(
          result.scorer.rawValue, setting(result, namesTransports),
          result.alpha.map { fixed($0, 2) } ?? result.alphaWords ?? "-",
          result.k.map(String.init) ?? "-",
          String(result.n), fixed(result.precisionAt1, 2), fixed(result.rPrecision, 2),
          fixed(result.meanAveragePrecisionAtR, 2)))
    }
    for ceiling in ceilings ?? ceiling.map({ [$0] }) ?? [] {
      if let part = ceiling.part { lines.append("\(part):") }
      lines.append(
        row(
          "ceiling", "-", "-", String(ceiling.k), "", fixed(ceiling.precisionAt1, 2),
          fixed(ceiling.rPrecision, 2), fixed(ceiling.meanAveragePrecisionAtR, 2)))
    }
    if let sentence = settings.subject.rankSentence { lines.append(sentence) }
    lines += confidence()
    if let remark = settings.tools.remark(on: results) { lines.append(remark) }
    lines += settings.absent ?? []
    lines.append("")
    for timing in timings {
      lines.append(
        "\(padded(timing.stage, 14)) \(leading(fixed(timing.millisecondsPerQuery, 2), 9)) ms per query"
      )
    }
    lines.append("on \(settings.machine)")
    return lines
  }

  /// Returns intervals, and the cumulative matches at a few ranks.
  private func confidence() -> [String] {
    var lines = [
      "", "95% intervals, and the share of queries with a mated candidate up to a rank:",
    ]
    let namesTransports = results.namesTransports
    let namesDepths = Set(results.compactMap(\.k)).count > 1
    var last: String?
    for result in results {
      if let part = result.part, part != last {
        lines.append("\(part)\(result.model.map { ", \($0)" } ?? ""):")
        last = part
      }
      guard let intervals = result.intervals, let matches = result.cumulativeMatches else {
        continue
      }
      let name = [
        result.scorer.rawValue, result.weights == nil ? nil : setting(result, namesTransports),
        result.alpha.map { fixed($0, 2) } ?? result.alphaWords,
        namesDepths ? result.k.map { "k \($0)" } : nil,
      ].compactMap { $0 }.joined(separator: " ")
      func words(_ interval: Interval?) -> String {
        interval.map { "\(fixed($0.low, 1))-\(fixed($0.high, 1))" } ?? "-"
      }
      let ranks = [1, 5, 10, 20, 50, 100].filter { $0 <= matches.rates.count }
      lines.append(
        """
        \(padded(name, 16)) P@1 \(words(intervals.precisionAt1))  RP \(words(intervals.rPrecision))  \
        MAP@R \(words(intervals.meanAveragePrecisionAtR))  CMC \
        \(ranks.map { "\($0): \(fixed(matches.rates[$0 - 1], 1))" }.joined(separator: ", "))
        """)
    }
    return lines
  }

  /// Returns "apc", or "apc 4x4 exact"; "-" without weights.
  private func setting(_ row: Row, _ namesTransports: Bool) -> String {
    guard let weights = row.weights else { return "-" }
    return
      ([weights.rawValue] + (namesTransports ? [row.grid, row.solver?.rawValue] : [])
      + [row.share.map { "+\(trimmed($0))" }]).compactMap { $0 }.joined(separator: " ")
  }

  private func row(_ cells: String...) -> String {
    let widths = [8, results.namesTransports ? 24 : 9, 6, 5, 6, 8, 8, 8]
    return zip(cells, widths).enumerated().map { place, cell in
      place < 2 ? padded(cell.0, cell.1) : leading(cell.0, cell.1)
    }.joined()
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func leading(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
