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
      tables: [accuracyTable, rateTable] + [peopleTable].compactMap(\.self),
      figures: [rocFigure, detFigure],
      facts: [("Pairs", settings.pairs)] + settings.tools.facts,
      failures: failures.map { ($0.path, $0.reason) })
  }

  /// Returns one line for each row and number.
  package func csv() -> String {
    var lines = [
      "scorer,weights,grid,solver,alpha,same,different,metric,value,low,high,people_low,people_high"
    ]
    for row in results {
      func add(
        _ metric: String, _ value: Double?, _ interval: Interval?, _ people: Interval? = nil
      ) {
        guard let value else { return }
        let head = [
          row.scorer.rawValue, row.weights?.rawValue ?? "", row.grid ?? "",
          row.solver?.rawValue ?? "", row.alphaWords ?? "", "\(row.same)", "\(row.different)",
        ]
        lines.append(
          (head + [
            metric, fixed(value, 4), interval.map { fixed($0.low, 4) } ?? "",
            interval.map { fixed($0.high, 4) } ?? "", people.map { fixed($0.low, 4) } ?? "",
            people.map { fixed($0.high, 4) } ?? "",
          ]).map(csvField).joined(separator: ","))
      }
      add(
        "accuracy", row.accuracy?.mean, row.accuracy?.interval, row.accuracy?.peopleInterval)
      add("accuracy, published protocol", row.published?.mean, nil)
      for (name, rate) in [("EER", row.equalErrorRate), ("AUC", row.areaUnderCurve)] {
        add(name, rate.value, rate.interval, rate.peopleInterval)
      }
      for rate in row.rates {
        add("TAR at FAR \(trimmed(rate.limit))", rate.value, rate.interval, rate.peopleInterval)
      }
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
      area, it comes from \(settings.resamples) curves of resampled pairs (seed \(settings.seed)). These \
      intervals treat pairs as independent, although people are in several; those by people are below.
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

  /// The intervals over people, with a mark where they are wider than those over pairs.
  private var peopleTable: PageTable? {
    var wider = 0
    var all = 0
    func cell(_ people: Interval?, _ pairs: Interval?) -> String {
      guard let people, let pairs else { return "–" }
      all += 1
      let isWider = people.high - people.low > pairs.high - pairs.low
      if isWider { wider += 1 }
      return "\(fixed(people.low, 2)) to \(fixed(people.high, 2))\(isWider ? " *" : "")"
    }
    let limits = results.first?.rates.map(\.limit) ?? []
    let rows = results.map { row in
      [
        row.name(false), cell(row.accuracy?.peopleInterval, row.accuracy?.pooledInterval),
        cell(row.equalErrorRate.peopleInterval, row.equalErrorRate.interval),
        cell(row.areaUnderCurve.peopleInterval, row.areaUnderCurve.interval),
      ] + row.rates.map { cell($0.peopleInterval, $0.interval) }
    }
    guard all > 0 else { return nil }
    return PageTable(
      title: "Intervals by people",
      columns: ["Scorer", "Accuracy", "EER", "AUC"]
        + limits.map { "TAR at \(Measurement.percent($0))" },
      rows: rows,
      notes: [
        """
        The same rates as above, in percent; 95% intervals over \(settings.people) people in place of \
        \(settings.pairsScored) pairs. Accuracy of all pairs together and TAR: Wilson's, with the variance \
        clustered by the people of both pictures. EER and AUC: \(settings.resamples) draws of people with \
        replacement (seed \(settings.seed)). * wider than over pairs: \(wider) of \(all). People are \
        distinguished by \(settings.peopleBy == .names ? "the names of folders or files" : "the pairs alone, which join only some pictures of a person: there are fewer people than counted").
        """
      ])
  }

  /// The false accept rate of half a pair.
  private var lowest: Double { 50 / Double(results.map(\.different).max() ?? 1) }

  private func series(
    _ points: (_ falseAccepts: Double, _ trueAccepts: Double) -> (x: Double, y: Double)
  ) -> [CurveFigure.Series] {
    results.map { row in
      let band = row.curve.band
      return CurveFigure.Series(
        name: row.name(false),
        points: [points(0, 0)]
          + zip(row.curve.falseAcceptRates, row.curve.trueAcceptRates).map(points),
        band: band.map { band in
          band.falseAcceptRates.indices.map { place in
            let ends = [band.low[place], band.high[place]].map {
              points(band.falseAcceptRates[place], $0)
            }
            return CurveFigure.BandPoint(x: ends[0].x, low: ends[0].y, high: ends[1].y)
          }
        } ?? [])
    }
  }

  private var words: String {
    results.map { "\($0.name(false)): equal error rate \(fixed($0.equalErrorRate.value, 2))%" }
      .joined(separator: "; ") + "."
  }

  private var bandWords: String {
    results.contains { $0.curve.band != nil }
      ? " Bands: 95%, pointwise, over \(settings.resamples) draws of the people." : ""
  }

  private var rocFigure: CurveFigure {
    CurveFigure(
      title: "True and false accepts (ROC)",
      caption:
        "Further left and further up is better. False accepts are on a logarithmic scale.\(bandWords)",
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
        + "distribution.\(bandWords)",
      x: CurveFigure.Axis(
        title: "false accepts, %", scale: .normal, low: low, high: 80, ticks: ticks),
      y: CurveFigure.Axis(
        title: "false rejects, %", scale: .normal, low: low, high: 80, ticks: ticks),
      series: series { ($0, 100 - $1) }, words: words)
  }
}
