import Basics
import Evidence
import Identification

/// `results.csv`: one line for each query, with all digits, for other programs (RFC 4180).
enum ResultsTable {
  static let fileName = "results.csv"

  static func csv(_ batch: BatchSummary) -> String {
    let methods = Set(batch.rows.flatMap { $0.first?.ranks.methods ?? [] }).sorted()
    var columns = [
      "query", "report", "state", "first_person", "first_picture", "score", "cosine",
    ]
    columns += methods.map { "rank_\($0.rawValue)" }
    columns += ["next_person", "next_score", "lead", "test_as_high", "test_searches", "notes"]
    if batch.provenance.statesTruth { columns += ["label", "right"] }
    var lines = [columns]
    for row in batch.rows {
      var line = [
        row.path, row.identifier, row.state?.rawValue ?? "", row.first?.name ?? "",
        row.first?.path ?? "", number(row.first?.score), number(row.first?.cosine),
      ]
      line += methods.map { method in row.first?.ranks[method].map(String.init) ?? "" }
      line += [
        row.next?.name ?? "", number(row.next?.score), number(row.lead),
        row.testCount.map(String.init) ?? "", row.testSearches.map(String.init) ?? "",
        row.reasons.joined(separator: "; "),
      ]
      if batch.provenance.statesTruth {
        line += [row.label ?? "", row.isRight.map { $0 ? "yes" : "no" } ?? ""]
      }
      lines.append(line)
    }
    for failure in batch.failures {
      var line = [String](repeating: "", count: columns.count)
      line[0] = failure.path
      line[2] = "failed"
      line[columns.firstIndex(of: "notes")!] = failure.reason
      lines.append(line)
    }
    return lines.map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  /// Returns a field as RFC 4180 has it; a spreadsheet must not take one for a formula.
  private static func field(_ text: String) -> String {
    var shown = displayed(text)
    // Behind spaces and invisible characters as well, and in any width.
    let first = shown.unicodeScalars.first {
      !$0.properties.isWhitespace && $0.properties.generalCategory != .format
    }
    if let first, "=+-@＝＋－＠".unicodeScalars.contains(first), Double(shown) == nil {
      shown = "'" + shown
    }
    guard shown.contains(where: { ",\"\r\n".contains($0) }) else { return shown }
    return "\"" + shown.replacing("\"", with: "\"\"") + "\""
  }
}
