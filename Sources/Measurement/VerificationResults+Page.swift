import Basics
import Identification
import Reports
import Runs
import Statistics

extension VerificationResults {
  /// Returns the tables, ROC and DET as a page.
  ///
  /// - Parameter templates: A folder of replacements, or `nil`.
  package func html(templates: String?) throws -> String {
    try page.html(try TemplateSet(folder: templates), programVersion: programVersion)
  }

  /// Returns the same as a PDF document on A4.
  package func pdf() throws -> [UInt8] { try MeasurementPaper(page).pdf() }

  private var page: MeasurementPage {
    MeasurementPage(
      title: "Verification of pairs",
      lead: """
        \(settings.pairs): \(settings.pairsScored) of \(settings.pairCount) pairs of \
        \(settings.pictures) pictures. Folds: \(settings.folding.words).
        """,
      tables: [accuracyTable, rateTable], figures: [rocFigure, detFigure],
      facts: [("Pairs", settings.pairs)] + settings.tools.facts,
      failures: failures.map { ($0.path, $0.reason) })
  }

  /// Returns one line for each row and number.
  package func csv() -> String {
    var lines = ["scorer,weights,grid,solver,alpha,same,different,metric,value,low,high"]
    for row in results {
      func add(_ metric: String, _ value: Double?, _ interval: Interval?) {
        guard let value else { return }
        let head = [
          row.scorer.rawValue, row.weights?.rawValue ?? "", row.grid ?? "",
          row.solver?.rawValue ?? "", row.alphaWords ?? "", "\(row.same)", "\(row.different)",
        ]
        lines.append(
          (head + [
            metric, fixed(value, 4), interval.map { fixed($0.low, 4) } ?? "",
            interval.map { fixed($0.high, 4) } ?? "",
          ]).map(csvField).joined(separator: ","))
      }
      add("accuracy", row.accuracy?.mean, row.accuracy?.interval)
      add("accuracy, published protocol", row.published?.mean, nil)
      add("EER", row.equalErrorRate.value, row.equalErrorRate.interval)
      add("AUC", row.areaUnderCurve.value, row.areaUnderCurve.interval)
      for rate in row.rates { add("TAR at FAR \(trimmed(rate.limit))", rate.value, rate.interval) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func percent(_ value: Double, _ interval: Interval) -> String {
    "\(fixed(value, 2)) (\(fixed(interval.low, 2)) to \(fixed(interval.high, 2)))"
  }

  private var accuracyTable: PageTable {
    var notes = [
      """
      Values are percentages with 95% intervals. For the accuracy, the interval is Student's over the \
      folds; each fold uses the threshold that is best on the others. For the equal error rate and the \
      area, it comes from \(settings.resamples) curves of resampled pairs (seed \(settings.seed)). The \
      intervals treat pairs as independent, although some share a picture.
      """
    ]
    notes += Set(results.compactMap(\.accuracyRefused)).sorted()
    if let remark = settings.tools.remark(on: results) { notes.append(remark) }
    notes += settings.absent ?? []
    return PageTable(
      title: "Accuracy",
      columns: ["Scorer", "Same", "Different", "Accuracy", "All pairs together", "EER", "AUC"],
      rows: results.map { row in
        [
          row.name(false), String(row.same), String(row.different),
          row.accuracy.map { percent($0.mean, $0.interval) } ?? "–",
          row.accuracy.map { accuracy in
            "\(fixed(accuracy.pooledInterval.low, 2)) to \(fixed(accuracy.pooledInterval.high, 2))"
          } ?? "–", percent(row.equalErrorRate.value, row.equalErrorRate.interval),
          percent(row.areaUnderCurve.value, row.areaUnderCurve.interval),
        ]
      }, notes: notes)
  }

  private var rateTable: PageTable {
    let limits = results.first?.rates.map(\.limit) ?? []
    return PageTable(
      title: "True accept rates at false accept rates",
      columns: ["Scorer"] + limits.map { "at \(Measurement.percent($0))" },
      rows: results.map { row in
        [row.name(false)]
          + row.rates.map { rate in
            guard let value = rate.value, let interval = rate.interval else {
              return "not reported"
            }
            return percent(value, interval)
          }
      },
      notes: ["Values are percentages with exact intervals (Clopper-Pearson)."]
        + Set(results.flatMap(\.rates).compactMap(\.refused)).sorted())
  }

  /// The false accept rate of half a pair.
  private var lowest: Double { 50 / Double(results.map(\.different).max() ?? 1) }

  private func series(
    _ points: (_ falseAccepts: Double, _ trueAccepts: Double) -> (x: Double, y: Double)
  ) -> [CurveFigure.Series] {
    results.map { row in
      CurveFigure.Series(
        name: row.name(false),
        points: [points(0, 0)]
          + zip(row.curve.falseAcceptRates, row.curve.trueAcceptRates).map(points))
    }
  }

  private var words: String {
    results.map { "\($0.name(false)): equal error rate \(fixed($0.equalErrorRate.value, 2))%" }
      .joined(separator: "; ") + "."
  }

  private var rocFigure: CurveFigure {
    CurveFigure(
      title: "True and false accepts (ROC)",
      caption: "Further left and further up is better. False accepts are on a logarithmic scale.",
      x: CurveFigure.Axis(
        title: "false accepts, %", scale: .logarithmic, low: min(lowest, 50), high: 100,
        ticks: [0.001, 0.01, 0.1, 1, 10, 100]),
      y: CurveFigure.Axis(
        title: "true accepts, %", scale: .linear, low: 0, high: 100,
        ticks: [0, 20, 40, 60, 80, 100]), series: series { ($0, $1) }, words: words)
  }

  private var detFigure: CurveFigure {
    let ticks = [0.001, 0.01, 0.1, 0.5, 2, 5, 10, 20, 40, 60, 80]
    let low = min(lowest, 10)
    return CurveFigure(
      title: "Errors of both kinds (DET)",
      caption: "Further left and further down is better. Both axes show quantiles of the normal "
        + "distribution.",
      x: CurveFigure.Axis(
        title: "false accepts, %", scale: .normal, low: low, high: 80, ticks: ticks),
      y: CurveFigure.Axis(
        title: "false rejects, %", scale: .normal, low: low, high: 80, ticks: ticks),
      series: series { ($0, 100 - $1) }, words: words)
  }
}
