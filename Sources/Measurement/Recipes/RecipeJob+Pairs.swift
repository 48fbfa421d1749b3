import Basics
import Datasets
import Identification
import Networks
import Reports
import Runs

extension RecipeJob {
  /// A backbone on which pairs are measured.
  struct PairRun {
    let name: String
    let file: RecipeModels.File
    /// Whether it is the network of the published rows.
    let isPublished: Bool
  }

  /// - Throws: `JobError` with everything that is missing.
  func pairRuns(
    _ files: RecipeModels, _ sets: RecipeData
  ) throws -> (runs: [PairRun], parts: [Recipe.Part]) {
    var missing: [String] = []
    var runs: [PairRun] = []
    if let model {
      let own = files.files.first { $0.path == model }!
      runs = [
        PairRun(
          name: own.architecture, file: own,
          isPublished: own.architecture == recipe.models[0].architecture)
      ]
    } else {
      for entry in recipe.models {
        if let file = files.backbones(entry).first {
          runs.append(PairRun(name: entry.name, file: file, isPublished: true))
        } else {
          missing.append("a model '\(entry.architecture ?? "backbone")' of \(entry.name)")
        }
      }
    }
    let parts = only.map { recipe.parts.thoseNamed($0, by: \.name) } ?? recipe.parts
    for part in parts where !sets.isAvailable(part.pairs!) {
      missing.append(sets.missing(part.pairs!))
    }
    guard missing.isEmpty, !parts.isEmpty else {
      throw JobError(
        """
        \(recipe.name) needs: \(missing.isEmpty ? "a part that --only names" : missing.joined(separator: "; ")). \
        --model FILE takes another network.
        """)
    }
    return (runs, parts)
  }

  /// Returns the file of a part's pairs, and the settings with the folder of their pictures.
  func pairFile(
    _ part: Recipe.Part, _ sets: RecipeData, _ run: PairRun
  ) throws -> (pairs: String, settings: JobSettings) {
    let place = sets.existing(part.pairs!.set)!
    guard
      let pairs = ["pairs.txt", "lfw_test_pair.txt"].map({ "\(place)/\($0)" })
        .first(where: { FileStatus(of: $0) != nil })
    else {
      throw JobError("'\(place)' does not contain 'pairs.txt' or 'lfw_test_pair.txt'.")
    }
    var own = settings
    own.model = run.file.path
    own.galleryListing.root =
      RecipeData.base(part.pairs!.set) == "mlfw" && FileStatus(of: "\(place)/aligned") != nil
      ? "\(place)/aligned" : place
    return (pairs, own)
  }

  /// Measures the rows of a table of pairs.
  ///
  /// - Precondition: The recipe's kind is verification.
  package func runPairs() throws -> PairEvaluation {
    precondition(recipe.kind == .verification)
    let files = try RecipeModels(folder: models, paths: [model].compactMap { $0 } + rerankers)
    let sets = RecipeData(folder: data, places: places, work: work)
    let (runs, parts) = try pairRuns(files, sets)
    try checkTime(ofPairs: runs, parts, files, sets)
    var evaluation = PairEvaluation(recipe: recipe)
    for run in runs {
      let digest = try ModelFile(path: run.file.path).digest.hexadecimal
      for part in parts {
        let (pairs, base) = try pairFile(part, sets, run)
        let opened = try VerifyJob(
          pairs: pairs, settings: base, scorers: nil, weightings: [.apc], alphas: [1]
        ).open(Models(base))
        for (index, row) in part.rows.enumerated() {
          guard let method = ScoringMethod(rawValue: row.scorer) else { continue }
          var own = base
          if method != .stage1, method != .emd {
            guard
              let file = files.transformer(
                row.scorer, depth: row.depth, heads: row.heads, backbone: digest)
            else {
              evaluation.remarks.append(
                """
                \(part.name): \(method.title)\(row.depth.map { " (\($0), \(row.heads ?? 1))" } ?? "") is \
                left out, because --models has no such file for \(run.name).
                """)
              continue
            }
            if method.reranks {
              own.reranker = file.path
            } else {
              own.model += ",\(file.path)"
            }
          }
          var job = VerifyJob(
            pairs: pairs, settings: own, scorers: [method],
            weightings: row.weights ?? [.apc], alphas: [method == .emd ? 0.7 : 1])
          job.isPublished = true
          let results = try job.measured(opened: opened).results
          evaluation.failures += results.failures
          for result in results.results {
            let printed = recipe.published?.first {
              $0.part == part.name && $0.scorer == row.scorer && $0.depth == row.depth
                && $0.heads == row.heads
                && (recipe.models.count == 1 || $0.model == run.name)
            }
            evaluation.rows.append(
              PairEvaluation.Row(
                part: part.name, model: run.name,
                name: method.title
                  + (row.depth.map { " (depth \($0), heads \(row.heads ?? 1))" } ?? ""),
                thesis: printed?.accuracy, isPublished: run.isPublished, result: result))
          }
          if index == 0 {
            evaluation.remarks.append(
              """
              \(part.name): \(results.settings.pairsScored) of \(results.settings.pairCount) pairs\
              \(part.counts?.queries.map { " (published: \($0))" } ?? "").
              """)
          }
        }
      }
    }
    guard !evaluation.rows.isEmpty else {
      throw JobError(
        "No rows of the recipe '\(recipe.name)' can be measured. "
          + evaluation.remarks.joined(separator: " "))
    }
    return evaluation
  }
}

/// The results of a table of pairs.
package struct PairEvaluation: Sendable, Encodable {
  package struct Row: Sendable, Encodable {
    package let part: String
    package let model: String
    package let name: String
    /// The printed accuracy, in percent.
    package let thesis: Double?
    /// Whether it is the network of the thesis.
    package let isPublished: Bool
    package let result: VerificationResults.Row
  }

  package let recipe: String
  package let title: String
  package let thesis: String?
  package internal(set) var rows: [Row] = []
  package var command: String?
  package internal(set) var remarks: [String]
  package internal(set) var failures: [PictureFailure] = []

  init(recipe: Recipe) {
    self.recipe = recipe.name
    title = recipe.title
    thesis = recipe.thesis
    remarks = recipe.remarks ?? []
  }

  private var table: PageTable {
    PageTable(
      title: thesis ?? title,
      columns: [
        "Pairs", "Method", "Thesis", "Published protocol", "Difference", "Ten folds", "95%", "EER",
        "AUC",
      ],
      rows: rows.map { row in
        let own = row.result.published?.mean
        return [
          row.part, row.name,
          row.thesis.map { fixed($0, 2) + (row.isPublished ? "" : " *") } ?? "–",
          own.map { fixed($0, 2) } ?? "–",
          row.isPublished
            ? (own.flatMap { own in
              row.thesis.map { (own < $0 ? "−" : "+") + fixed(abs(own - $0), 2) }
            } ?? "–") : "–", row.result.accuracy.map { fixed($0.mean, 2) } ?? "–",
          row.result.accuracy.map { "\(fixed($0.interval.low, 1))–\(fixed($0.interval.high, 1))" }
            ?? "–", fixed(row.result.equalErrorRate.value, 2),
          fixed(row.result.areaUnderCurve.value, 2),
        ]
      },
      notes: [
        """
        Percentages. Published protocol: thresholds 0, 0.01 … 0.99 of the squared distance 2 − 2s, H2 by \
        its probability; ten folds: the best threshold of the other nine.
        """
      ]
        + (rows.contains { $0.thesis != nil && !$0.isPublished }
          ? ["* Of another network than the one measured: no difference is stated."] : []) + remarks
    )
  }

  /// The accuracy over ten folds as bars, with the printed one of the same network as a mark.
  private var bars: BarFigure? {
    var parts: [String] = []
    var names: [String] = []
    for row in rows where row.result.accuracy != nil {
      let part = namesModels ? "\(row.part), \(row.model)" : row.part
      if !parts.contains(part) { parts.append(part) }
      if !names.contains(row.name) { names.append(row.name) }
    }
    let series = Array(names.prefix(MeasurementStyle.fills.count))
    guard !parts.isEmpty else { return nil }
    return BarFigure(
      title: "Accuracy on pairs",
      caption:
        "Percent over ten folds; whiskers 95% over the folds\(names.count > series.count ? "; the first \(series.count) of \(names.count) methods" : "").",
      series: series,
      groups: parts.map { part in
        BarFigure.Group(
          name: part,
          bars: series.map { name in
            let row = rows.first {
              (namesModels ? "\($0.part), \($0.model)" : $0.part) == part && $0.name == name
            }
            return BarFigure.Bar(
              value: row?.result.accuracy?.mean, interval: row?.result.accuracy?.interval,
              published: row.flatMap { $0.isPublished ? $0.thesis : nil })
          })
      }, unit: "%")
  }

  private var namesModels: Bool { Set(rows.map(\.model)).count > 1 }

  private var page: MeasurementPage {
    MeasurementPage(
      title: title,
      lead: Recipe.lead(thesis: thesis),
      tables: [table], figures: [bars].compactMap(\.self),
      facts: [("Program", programVersion)] + (command.map { [("Command", $0)] } ?? []),
      failures: failures.map { ($0.path, $0.reason) })
  }

  package func html(templates: String?) throws -> String {
    try page.html(try TemplateSet(folder: templates), programVersion: programVersion)
  }

  package func pdf() throws -> [UInt8] { try MeasurementPaper(page).pdf() }

  package func csv() -> String { table.csv }

  /// Returns a table for a terminal.
  package func lines() -> [String] { textTable(table) + remarks }
}

/// Returns a table in columns of one width.
func textTable(_ table: PageTable) -> [String] {
  let all = [table.columns] + table.rows
  let widths = table.columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
  return all.map { row in
    row.enumerated().map { column, text in
      let space = String(repeating: " ", count: widths[column] - text.count)
      return column < 2 ? text + space : space + text
    }.joined(separator: "  ")
  }
}

extension PairEvaluation: TableResults {
  package var rowsToCheck: [ResultAssertion.Row] {
    rows.map { row in
      (
        id: "\(row.part)/\(row.model)/\(row.result.id)/\(row.name)",
        value: row.result.metric
      )
    }
  }
}
