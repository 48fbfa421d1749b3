import Basics
import Datasets
import Identification
import Networks
import Reports
import Runs
import Statistics
import Training

extension RecipeJob {
  /// Measures all H2Ls of the backbone in the folder of models on the pairs of each part, by depth and
  /// number of heads.
  ///
  /// - Precondition: The recipe's kind is grid.
  package func runGrid() throws -> GridEvaluation {
    precondition(recipe.kind == .grid)
    let files = try RecipeModels(folder: models, paths: [model].compactMap { $0 } + rerankers)
    let sets = RecipeData(folder: data, places: places, work: work)
    let (runs, parts) = try pairRuns(files, sets)
    try checkTime(ofPairs: runs, parts, files, sets)
    var evaluation = GridEvaluation(recipe: recipe)
    for run in runs {
      let own = try gridFiles(files, run)
      guard !own.isEmpty else {
        throw JobError(
          """
          \(recipe.name) needs H2Ls of several depths and numbers of heads for '\(run.file.path)' in --models. \
          'facet train h2l' makes them with --depth and --heads.
          """)
      }
      for part in parts {
        let (pairs, base) = try pairFile(part, sets, run)
        let opened = try VerifyJob(
          pairs: pairs, settings: base, scorers: nil, weightings: [.apc], alphas: [1]
        ).open(Models(base))
        evaluation.failures += opened.summary.failures
        func accuracy(_ scorer: ScoringMethod, _ file: RecipeModels.File?) throws
          -> VerificationResults.Row
        {
          var settings = base
          settings.reranker = file?.path
          let results = try VerifyJob(
            pairs: pairs, settings: settings, scorers: [scorer], weightings: [.apc], alphas: [1]
          ).measured(opened: opened).results
          guard let row = results.results.first, row.accuracy != nil else {
            throw JobError(
              "'\(pairs)': \(results.results.first?.accuracyRefused ?? "The accuracy is missing.")")
          }
          return row
        }
        let backbone = try accuracy(.stage1, nil)
        evaluation.cells.append(
          GridEvaluation.Cell(
            part: part.name, model: run.name, path: run.file.path, depth: nil, heads: nil,
            result: backbone))
        for file in own.sorted(by: {
          ($0.depth!, $0.heads!, $0.path) < ($1.depth!, $1.heads!, $1.path)
        }) {
          evaluation.cells.append(
            GridEvaluation.Cell(
              part: part.name, model: run.name, path: file.path, depth: file.depth,
              heads: file.heads, result: try accuracy(.h2l, file)))
        }
      }
    }
    return evaluation
  }

  /// The H2Ls of a backbone whose depth and number of heads are known.
  func gridFiles(_ files: RecipeModels, _ run: PairRun) throws -> [RecipeModels.File] {
    let digest = try ModelFile(path: run.file.path).digest.hexadecimal
    return files.files.filter {
      $0.architecture == "h2l" && $0.depth != nil && $0.heads != nil && $0.backbone == digest
    }
  }

  /// Draws the logs of trainings beside the model files that the recipe's rows name.
  ///
  /// - Precondition: The recipe's kind is curves.
  package func runCurves() throws -> CurvesResults {
    precondition(recipe.kind == .curves)
    guard let folder = models else {
      throw JobError(
        "\(recipe.name) needs --models DIR, the folder with the logs of 'facet train --log'.",
        status: .usage)
    }
    guard let entries = folderEntries(folder) else {
      throw JobError("The folder of models '\(folder)' cannot be read.", status: .usage)
    }
    let logs = entries.compactMap(\.name).filter { $0.hasSuffix(".json") }.sorted()
      .compactMap { name -> (path: String, log: TrainingLog)? in
        let path = "\(folder)/\(name)"
        return (try? TrainingLog(path: path)).map { (path, $0) }
      }
    var chosen: [String] = []
    var remarks = recipe.remarks ?? []
    for row in recipe.parts.flatMap(\.rows) {
      let fitting = logs.filter { one in
        one.log.command[TrainingLog.networkKey] == row.scorer
          && (row.depth == nil || one.log.command[TrainingLog.depthKey] == "\(row.depth!)")
          && (row.heads == nil || one.log.command[TrainingLog.headsKey] == "\(row.heads!)")
      }.map(\.path).filter { !chosen.contains($0) }
      if fitting.isEmpty {
        remarks.append(
          """
          '\(row.scorer)' is left out, because '\(folder)' has no log of its training. 'facet train' writes \
          one with --log.
          """)
      }
      chosen += fitting
    }
    guard !chosen.isEmpty else {
      throw JobError("\(recipe.name) has nothing to draw. \(remarks.joined(separator: " "))")
    }
    if chosen.count > CurveFigure.mostSeries {
      remarks.append(
        "The first \(CurveFigure.mostSeries) of \(chosen.count) logs are drawn, in the order of their names."
      )
    }
    var job = CurvesJob(Array(chosen.prefix(CurveFigure.mostSeries)))
    job.title = recipe.title
    job.thesis = recipe.thesis
    job.remarks = remarks
    return try job.run()
  }
}

/// The accuracy of H2Ls by depth and number of heads.
package struct GridEvaluation: TableResults {
  package struct Cell: Sendable, Encodable {
    package let part: String
    package let model: String
    package let path: String
    /// Absent for the backbone's own cosine.
    package let depth: Int?
    package let heads: Int?
    package let result: VerificationResults.Row
  }

  package let recipe: String
  package let title: String
  package let thesis: String?
  package internal(set) var cells: [Cell] = []
  package var command: String?
  package let remarks: [String]
  package internal(set) var failures: [PictureFailure] = []

  init(recipe: Recipe) {
    self.recipe = recipe.name
    title = recipe.title
    thesis = recipe.thesis
    remarks = recipe.remarks ?? []
  }

  private var namesModels: Bool { Set(cells.map(\.model)).count > 1 }

  private func place(_ cell: Cell) -> String {
    namesModels ? "\(cell.part), \(cell.model)" : cell.part
  }

  private var table: PageTable {
    PageTable(
      title: thesis ?? title,
      columns: ["Pairs", "Network", "Accuracy", "95%", "EER", "AUC", "Pairs measured"],
      rows: cells.map { cell in
        let accuracy = cell.result.accuracy!
        return [
          place(cell),
          cell.depth.map { "H2L, depth \($0), heads \(cell.heads!)" } ?? "backbone's cosine",
          fixed(accuracy.mean, 2),
          "\(fixed(accuracy.interval.low, 1))–\(fixed(accuracy.interval.high, 1))",
          fixed(cell.result.equalErrorRate.value, 2), fixed(cell.result.areaUnderCurve.value, 2),
          "\(cell.result.same + cell.result.different)",
        ]
      },
      notes: [
        """
        Percentages over ten folds, each judged by the threshold that is best on the other nine; the \
        intervals are Student's over the folds. All networks are judged on the same pairs: the best of them \
        is too good, and small differences are not shown.
        """
      ] + remarks)
  }

  var figure: LinesFigure {
    var parts: [String] = []
    for cell in cells where !parts.contains(place(cell)) { parts.append(place(cell)) }
    let heads = Set(cells.compactMap(\.heads)).sorted()
    let most = Double(max(heads.last ?? 1, 2))
    return LinesFigure(
      title: "Accuracy by depth and number of heads",
      caption:
        "Percent; a line for each depth, bands 95% over the folds. Dashed: the backbone's cosine.",
      xTitle: "heads",
      panels: parts.map { part in
        let own = cells.filter { place($0) == part }
        let depths = Set(own.compactMap(\.depth)).sorted()
        return LinesFigure.Panel(
          name: part,
          lines: depths.map { depth in
            LinesFigure.Line(
              name: "depth \(depth)",
              points: own.filter { $0.depth == depth }.map { cell in
                LinesFigure.PointWithInterval(
                  x: Double(cell.heads!), y: cell.result.accuracy!.mean,
                  interval: cell.result.accuracy!.interval)
              })
          }, reference: own.first { $0.depth == nil }?.result.accuracy?.mean)
      },
      xAxis: CurveFigure.Axis(
        title: "", scale: .linear, low: 0, high: most + 0.5, ticks: heads.map(Double.init)),
      referenceName: "backbone's cosine", digits: 2)
  }

  private var page: MeasurementPage {
    MeasurementPage(
      title: title,
      lead: Recipe.lead(thesis: thesis),
      tables: [table], figures: [figure],
      facts: [("Program", programVersion)]
        + cells.compactMap { cell in
          cell.depth.map { ("H2L, depth \($0), heads \(cell.heads!)", cell.path) }
        } + (command.map { [("Command", $0)] } ?? []),
      failures: failures.map { ($0.path, $0.reason) })
  }

  package func html(templates: String?) throws -> String {
    try page.html(try TemplateSet(folder: templates), programVersion: programVersion)
  }

  package func pdf() throws -> [UInt8] { try MeasurementPaper(page).pdf() }

  package func csv() -> String { table.csv }

  package func lines() -> [String] { textTable(table) + remarks }

  package var rowsToCheck: [ResultAssertion.Row] {
    cells.map { cell in
      (
        id:
          ([cell.part, cell.model, cell.result.scorer.rawValue]
          + [cell.depth.map { "depth-\($0)" }, cell.heads.map { "heads-\($0)" }].compactMap(\.self))
          .joined(separator: "/"), value: cell.result.metric
      )
    }
  }
}
