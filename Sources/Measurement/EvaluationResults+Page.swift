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
    func place(_ row: Row) -> String {
      [row.part.map(short), row.model].compactMap { $0 }.joined(separator: ", ")
    }
    func short(_ part: String) -> String {
      part.split(separator: "/").last.map(String.init) ?? part
    }
    var rows = results.map { result in
      [
        (namesParts ? place(result) + ": " : "")
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
        (ceiling.part.map { short($0) + ": " } ?? "") + "perfect re-ranker", String(ceiling.k),
        String(results.first { $0.part == ceiling.part }?.n ?? results.first?.n ?? 0),
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
}
