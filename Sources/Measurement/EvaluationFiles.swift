import Basics
import Identification
import Reports
import Statistics

extension Evaluation {
  /// Returns one line for each row and metric.
  package func resultsCSV() -> String {
    var lines = [
      "part,model,queries,scorer,weights,grid,solver,alpha,k,protocol,n,people,metric,value,low,high,"
        + "published,difference,h2l_share"
    ]
    for row in results.results {
      let head = [
        row.part ?? "", row.model ?? "", row.queries, row.scorer.rawValue,
        row.weights?.rawValue ?? "", row.grid ?? "", row.solver?.rawValue ?? "",
        row.alphaWords ?? "", row.k.map(String.init) ?? "", row.searchProtocol.rawValue,
        String(row.n), String(row.people),
      ]
      func add(
        _ metric: String, _ value: Double, _ interval: (low: Double, high: Double)?,
        _ published: Double?, _ difference: Double?
      ) {
        lines.append(
          (head + [
            metric, fixed(value, 4), interval.map { fixed($0.low, 4) } ?? "",
            interval.map { fixed($0.high, 4) } ?? "", published.map { fixed($0, 2) } ?? "",
            difference.map { fixed($0, 4) } ?? "", row.share.map(trimmed) ?? "",
          ]).map(csvField).joined(separator: ","))
      }
      func ends(_ interval: Interval?) -> (low: Double, high: Double)? {
        interval.map { ($0.low, $0.high) }
      }
      add(
        "P@1", row.precisionAt1, ends(row.intervals?.precisionAt1), row.published?.precisionAt1,
        row.difference?.precisionAt1)
      add(
        "RP", row.rPrecision, ends(row.intervals?.rPrecision), row.published?.rPrecision,
        row.difference?.rPrecision)
      add(
        "MAP@R", row.meanAveragePrecisionAtR, ends(row.intervals?.meanAveragePrecisionAtR),
        row.published?.meanAveragePrecisionAtR, row.difference?.meanAveragePrecisionAtR)
      for miss in row.investigation ?? [] {
        add("FNIR, first \(miss.rank)", miss.rate, ends(miss.interval), nil, nil)
      }
      for point in row.openSet?.points ?? [] {
        guard let rate = point.falseNegatives else { continue }
        add(
          "FNIR at FPIR \(trimmed(point.limit))", rate, ends(point.falseNegativeInterval), nil, nil)
      }
      for point in row.singleComparisons?.points ?? [] {
        guard let rate = point.falseNonMatches else { continue }
        let limit = percent(point.limit / 100).dropLast(2)
        add("FNMR at FMR \(limit)", rate, ends(point.falseNonMatchInterval), nil, nil)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Returns one line for each query and row.
  package func queriesCSV() -> String {
    var lines = [
      "part,query,label,row,first_mate_rank,mate_score,best_other_score,P@1,RP,MAP@R,top1,top1_label"
    ]
    for part in parts {
      for (row, ranking) in zip(part.rows, part.tally.rankings) {
        for (place, query) in part.tally.queries.enumerated() {
          let metrics = ranking.quality.metrics[place]
          let top = ranking.first[place].first.map { part.gallery.entries[$0] }
          lines.append(
            [
              part.part.name, query.path, query.label, row.id,
              ranking.firstMates[place].map(String.init) ?? "",
              ranking.mates[place].map { fixed($0.score, 6) } ?? "",
              ranking.bestOthers[place].map { fixed($0, 6) } ?? "",
              fixed(metrics.precisionAt1, 0), fixed(metrics.rPrecision, 6),
              fixed(metrics.meanAveragePrecisionAtR, 6), top?.path ?? "", top?.label ?? "",
            ].map(csvField).joined(separator: ","))
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Returns the table of the rows for LaTeX with the package `booktabs`.
  package func latex() -> String {
    let table = publishedTable
    let columns = String(repeating: "r", count: max(0, table.columns.count - 2))
    var lines = [
      "% \(title ?? results.settings.queries): made by Facet \(results.settings.program)",
      "\\begin{tabular}{ll\(columns)}", "\\toprule",
      table.columns.map(latexText).joined(separator: " & ") + " \\\\", "\\midrule",
    ]
    for row in table.rows {
      lines.append(row.map(latexText).joined(separator: " & ") + " \\\\")
    }
    return (lines + ["\\bottomrule", "\\end{tabular}"]).joined(separator: "\n") + "\n"
  }
}

extension PageTable {
  /// The columns and rows as CSV.
  var csv: String {
    ([columns] + rows).map { $0.map(csvField).joined(separator: ",") }.joined(separator: "\n")
      + "\n"
  }
}

/// Returns a field of CSV, in quotes if it needs them (RFC 4180).
func csvField(_ text: String) -> String {
  text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\"" : text
}

private func latexText(_ text: String) -> String {
  var result = ""
  for letter in text {
    switch letter {
    case "%", "&", "#", "_", "$", "{", "}": result += "\\\(letter)"
    case "–": result += "--"
    case "−": result += "$-$"
    case "α": result += "$\\alpha$"
    case "\\": result += "\\textbackslash{}"
    case "~": result += "\\textasciitilde{}"
    case "^": result += "\\textasciicircum{}"
    default: result.append(letter)
    }
  }
  return result
}
