import Basics
import Drawing
import Reports
import Runs

extension Evaluation {
  /// The results in a few sentences: one for each part, of the first row with alpha 0.7, or of the first
  /// of all. Never of the best, which would be chosen by its result.
  private var findings: [String] {
    let comparisons = (results.comparisons ?? []).filter {
      $0.metric == "P@1" && ($0.second.hasSuffix("/strict") || $0.second.hasSuffix("/thesis"))
    }
    var byPart: [String: EvaluationResults.Comparison] = [:]
    var order: [String] = []
    let bases = Set(results.results.filter { $0.scorer == comparison.baseline }.map(\.id))
    for one in comparisons where bases.contains(one.first) {
      let part = String(one.second.split(separator: "/").first ?? "")
      guard let other = byPart[part] else {
        order.append(part)
        byPart[part] = one
        continue
      }
      if !other.second.contains("/0.7/"), one.second.contains("/0.7/") { byPart[part] = one }
    }
    return order.prefix(8).map { byPart[$0]!.sentence }
  }

  private var page: MeasurementPage {
    let builtIn =
      results.settings.model.contains("built-in")
      ? ["The built-in models know drawn faces only; these numbers say nothing about people."] : []
    var page = MeasurementPage(
      title: title ?? "Quality of the gallery's ranking",
      lead: ([lead] + builtIn).joined(separator: " "),
      tables: [publishedTable] + [runsTable, comparisonTable].compactMap { $0 } + searchTables
        + [discardTable].compactMap { $0 } + explanationTables + [
          results.qualityTable, results.timingTable,
        ] + timingTables,
      figures: figures + gainFigures, facts: results.facts,
      failures: results.failures.map { ($0.path, $0.reason) })
    page.findings = findings + discardFindings
    return page
  }

  private var lead: String {
    let settings = results.settings
    guard title != nil else {
      return """
        \(settings.queries) against \(settings.gallery) (\(settings.galleryCount) pictures). \
        \(settings.subject.leaveOutSentence)\(settings.subject.rankSentence.map { " " + $0 } ?? "")
        """
    }
    return Recipe.lead(thesis: thesis)
  }

  /// Returns the tables and figures as a page.
  ///
  /// - Parameter templates: A folder of replacements, or `nil`.
  package func html(templates: String?) throws -> String {
    try page.html(try TemplateSet(folder: templates), programVersion: programVersion)
  }

  /// Returns the same as a PDF document on A4.
  package func pdf() throws -> [UInt8] { try MeasurementPaper(page).pdf() }
}

extension Evaluation {
  /// Returns a table for a terminal.
  package func lines() -> [String] {
    guard let title else { return results.table() }
    var lines = [title]
    lines += textTable(publishedTable)
    lines.append("")
    for one in results.comparisons ?? [] where one.metric == "P@1" { lines.append(one.sentence) }
    lines.append("")
    lines += results.remarks ?? []
    return lines
  }
}
