import Basics
import Drawing
import Identification
import Statistics

extension Evaluation {
  /// The rows that figures show: of each part stage 1 and, of each other method and weighting, the one
  /// with the alpha nearest to 0.7 on the first grid.
  private func shown(_ entries: [Entry]) -> [(series: String, entry: Entry)] {
    var best: [String: (String, Entry)] = [:]
    var order: [String] = []
    for entry in entries {
      let row = entry.any
      let series = row.seriesName
      let key = "\(entry.part)|\(entry.model ?? "")|\(series)"
      if let other = best[key] {
        func distance(_ row: EvaluationResults.Row) -> Double { abs((row.alpha ?? 0.7) - 0.7) }
        if row.grid == other.1.any.grid, distance(row) < distance(other.1.any) {
          best[key] = (series, entry)
        }
      } else {
        order.append(key)
        best[key] = (series, entry)
      }
    }
    return order.map { best[$0]! }
  }

  var figures: [any MeasurementFigure] {
    let entries = entries
    let shown = shown(entries)
    var figures: [any MeasurementFigure] = []
    if let bars = barFigure(shown) { figures.append(bars) }
    if let lines = linesFigure(entries) { figures.append(lines) }
    figures += [matchesFigure(shown), ratesFigure(shown), tippettFigure(shown)].compactMap(\.self)
    figures += histogramFigures(shown)
    figures += [comparisonsFigure(shown)].compactMap(\.self) + comparisonHistograms(shown)
    figures += discardFigures
    if let growthFigure { figures.append(growthFigure) }
    return figures
  }

  private func barFigure(_ shown: [(series: String, entry: Entry)]) -> BarFigure? {
    var series: [String] = []
    for one in shown where !series.contains(one.series) { series.append(one.series) }
    let all = series.count
    series = Array(series.prefix(MeasurementStyle.fills.count))
    var names: [String] = []
    func name(_ entry: Entry) -> String {
      entry.model.map { "\(entry.part), \($0)" } ?? entry.part
    }
    for one in shown where !names.contains(name(one.entry)) { names.append(name(one.entry)) }
    guard !names.isEmpty else { return nil }
    let alphas = Set(shown.compactMap { $0.entry.any.alpha })
    return BarFigure(
      title: "Right person at rank 1",
      caption:
        "Percent of the queries, own photograph left out; whiskers 95% over the people"
        + (alphas.isEmpty ? "" : "; α \(alphas.sorted().map(trimmed).joined(separator: ", "))")
        + (all > series.count ? "; the first \(series.count) of \(all) methods" : "") + ".",
      series: series,
      groups: names.map { group in
        BarFigure.Group(
          name: group,
          bars: series.map { wanted in
            let entry = shown.first { $0.series == wanted && name($0.entry) == group }?.entry
            return BarFigure.Bar(
              value: entry?.any.precisionAt1, interval: entry?.any.intervals?.precisionAt1,
              published: entry?.published?.difference == nil
                ? nil : entry?.published?.published?.precisionAt1)
          })
      }, unit: "%")
  }

  private func linesFigure(_ entries: [Entry]) -> LinesFigure? {
    guard Set(entries.compactMap { $0.any.alpha }).count > 1 else { return nil }
    var parts: [String] = []
    for entry in entries where !parts.contains(entry.part) { parts.append(entry.part) }
    let firstGrid = entries.compactMap { $0.any.grid }.first
    func point(_ x: Double, _ row: EvaluationResults.Row) -> LinesFigure.PointWithInterval {
      LinesFigure.PointWithInterval(
        x: x, y: row.precisionAt1, interval: row.intervals?.precisionAt1)
    }
    return LinesFigure(
      title: "How much of the re-ranker?",
      caption: "Right person at rank 1, percent; bands 95% over the people.",
      xTitle: "α: weight of the re-ranker; 0 is stage 1 alone",
      panels: parts.map { part in
        let own = entries.filter { $0.part == part }
        let base = own.first { $0.any.scorer == .stage1 }?.any
        var names: [String] = []
        var lines: [String: [LinesFigure.PointWithInterval]] = [:]
        for entry in own {
          let row = entry.any
          guard let alpha = row.alpha, row.grid == nil || row.grid == firstGrid else { continue }
          let name = row.seriesName
          if lines[name] == nil {
            names.append(name)
            lines[name] = base.map { [point(0, $0)] } ?? []
          }
          if alpha > 0 { lines[name]!.append(point(alpha, row)) }
        }
        return LinesFigure.Panel(
          name: part,
          lines: names.map { name in
            LinesFigure.Line(name: name, points: lines[name]!.sorted { $0.x < $1.x })
          })
      }, hasBaseline: false)
  }

  private func histogramFigures(
    _ shown: [(series: String, entry: Entry)]
  ) -> [any MeasurementFigure] {
    // The first two parts, stage 1 of each: scores of different methods have different scales.
    var figures: [any MeasurementFigure] = []
    for one in shown where one.entry.any.scorer == .stage1 && figures.count < 2 {
      guard let histogram = one.entry.any.histogram else { continue }
      let points = one.entry.any.openSet?.points ?? []
      let thresholds = [0.1, 0.01].compactMap { limit in
        points.first { $0.limit == limit }.flatMap { point in
          point.threshold.map { threshold in
            StepHistogramFigure.Threshold(
              words:
                "\(trimmed(100 * limit))% of strangers reach \(fixed(threshold, 3)); "
                + "\(fixed(point.falseNegatives ?? 0, 0))% of right people do not",
              score: threshold)
          }
        }
      }
      figures.append(
        StepHistogramFigure(
          title: "How high do right and wrong people score? \(one.entry.part)",
          caption: "Score of \(one.series); each strip has its own height.",
          edges: histogram.edges,
          strips: [
            .init(
              name: "Best wrong person", unit: "searches", counts: histogram.nonMates,
              color: Palette.bars),
            .init(
              name: "Right person, best picture", unit: "searches", counts: histogram.mates,
              color: Palette.rightPerson),
          ], thresholds: thresholds))
    }
    return figures
  }

  /// Returns a panel for each of the first parts, with lines of up to `mostSeries` names.
  private func panels(
    _ shown: [(series: String, entry: Entry)],
    _ lines: (String, EvaluationResults.Row) -> [LinesFigure.Line]
  ) -> [LinesFigure.Panel] {
    var names: [String] = []
    func name(_ entry: Entry) -> String {
      entry.model.map { "\(entry.part), \($0)" } ?? entry.part
    }
    for one in shown where !names.contains(name(one.entry)) { names.append(name(one.entry)) }
    return names.prefix(6).compactMap { wanted in
      let own = shown.filter { name($0.entry) == wanted }
        .flatMap { lines($0.series, $0.entry.any) }
      return own.isEmpty ? nil : LinesFigure.Panel(name: wanted, lines: own)
    }
  }

  /// The share of queries with a mate up to each rank.
  private func matchesFigure(_ shown: [(series: String, entry: Entry)]) -> LinesFigure? {
    let panels = panels(shown) { series, row in
      guard let matches = row.cumulativeMatches, matches.rates.count > 1 else { return [] }
      // On the logarithmic axis later ranks are close to each other.
      var ranks: [Int] = []
      for rank in 1...matches.rates.count
      where rank == matches.rates.count || Double(rank) >= 1.04 * Double(ranks.last ?? 0) {
        ranks.append(rank)
      }
      return [
        LinesFigure.Line(
          name: series,
          points: ranks.map {
            LinesFigure.PointWithInterval(
              x: Double($0), y: matches.rates[$0 - 1],
              interval: .init(low: matches.low[$0 - 1], high: matches.high[$0 - 1]))
          })
      ]
    }
    guard let depth = panels.flatMap(\.lines).compactMap(\.points.last?.x).max(), depth > 1 else {
      return nil
    }
    return LinesFigure(
      title: "How far down is the right person?",
      caption:
        "Percent of the queries with a mate up to each rank (CMC); bands 95% over the people.",
      xTitle: "rank (log)", panels: panels,
      xAxis: CurveFigure.Axis(
        title: "", scale: .logarithmic, low: 1, high: depth,
        ticks: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]),
      course: .straight)
  }

  /// FNIR over FPIR, both by quantiles of the normal distribution.
  private func ratesFigure(_ shown: [(series: String, entry: Entry)]) -> LinesFigure? {
    let panels = panels(shown) { series, row in
      guard let curve = row.openSet?.curve else { return [] }
      let points = curve.falsePositives.indices.map { place in
        let ends = curve.low.flatMap { low in curve.high.map { (low[place], $0[place]) } }
        return (
          curve.falsePositives[place], curve.falseNegatives[place],
          ends.map { Interval(low: $0.0, high: $0.1) }
        )
      }.filter { $0.0 > 0 && $0.0 <= 80 }
      return points.count < 2
        ? []
        : [
          LinesFigure.Line(
            name: series,
            points: points.map { LinesFigure.PointWithInterval(x: $0.0, y: $0.1, interval: $0.2) })
        ]
    }
    return errorRates(
      title: "Strangers found, people missed",
      caption: """
        FNIR over FPIR, percent, at the same thresholds: further left and further down is better. Both axes \
        show quantiles of the normal distribution. Bands: 95%, pointwise, over \
        \(results.settings.resamples ?? 0) draws of the people (seed \(results.settings.seed ?? 0)).
        """,
      xTitle: "FPIR: searches for strangers with a candidate, %", panels: panels,
      least: 0.01, most: 80)
  }

  /// A figure of two error rates in percent, both by quantiles of the normal distribution.
  ///
  /// - Parameters:
  ///   - least: The least rate of the horizontal axis.
  private func errorRates(
    title: String, caption: String, xTitle: String, panels: [LinesFigure.Panel], least: Double,
    most: Double
  ) -> LinesFigure? {
    let points = panels.flatMap(\.lines).flatMap(\.points)
    let positive = points.map(\.y).filter { $0 > 0 }
    guard let low = points.map(\.x).min(), low < 50, let lowest = positive.min() else { return nil }
    let ticks = [0.001, 0.01, 0.1, 1, 5, 20, 50, 80].filter { $0 >= least }
    return LinesFigure(
      title: title, caption: caption, xTitle: xTitle, panels: panels,
      xAxis: CurveFigure.Axis(
        title: "", scale: .normal, low: max(least, low), high: most, ticks: ticks),
      yAxis: CurveFigure.Axis(
        title: "", scale: .normal, low: max(0.01, min(lowest, 30)),
        high: min(99, max(50, positive.max()!)), ticks: ticks + [95]), course: .straight)
  }

  /// FNMR over FMR of single comparisons, both by quantiles of the normal distribution.
  private func comparisonsFigure(_ shown: [(series: String, entry: Entry)]) -> LinesFigure? {
    let panels = panels(shown) { series, row in
      guard let curve = row.singleComparisons?.curve else { return [] }
      let points = curve.falseMatches.indices.map { place in
        LinesFigure.PointWithInterval(
          x: curve.falseMatches[place], y: curve.falseNonMatches[place],
          interval: Interval(low: curve.low[place], high: curve.high[place]))
      }.filter { $0.x > 0 && $0.x <= 50 }
      return points.count < 2 ? [] : [LinesFigure.Line(name: series, points: points)]
    }
    return errorRates(
      title: "Single comparisons: false matches, false non-matches",
      caption: """
        FNMR over FMR, percent: further left and further down is better. Stage 1 compares with the whole \
        gallery, re-rankers with their candidates, who resemble the query most, so these lines are not \
        comparable with each other. Both axes show quantiles of the normal distribution; bands 95% over the \
        people.
        """,
      xTitle: "FMR: different people at or above it, %", panels: panels,
      least: 0.001, most: 50)
  }

  /// The scores of genuine and of impostor comparisons of stage 1, of the first two parts.
  private func comparisonHistograms(
    _ shown: [(series: String, entry: Entry)]
  ) -> [StepHistogramFigure] {
    shown.filter { $0.entry.any.scorer == .stage1 }.compactMap { one in
      guard let found = one.entry.any.singleComparisons else { return nil }
      let points = found.points.filter { $0.limit == 0.01 || $0.limit == 0.0001 }
      return StepHistogramFigure(
        title: "Single comparisons: genuine and impostor scores, \(one.entry.part)",
        caption: "Score of \(one.series); each strip has its own height.",
        edges: found.histogram.edges,
        strips: [
          .init(
            name: "Different people", unit: "comparisons", counts: found.histogram.impostor,
            color: Palette.bars),
          .init(
            name: "The same person", unit: "comparisons", counts: found.histogram.genuine,
            color: Palette.rightPerson),
        ],
        thresholds: points.compactMap { point in
          point.threshold.map { threshold in
            StepHistogramFigure.Threshold(
              words: """
                FMR \(shortPercent(point.limit)): from \(fixed(threshold, 3)), FNMR \
                \(fixed(point.falseNonMatches ?? 0, 1))%
                """, score: threshold)
          }
        })
    }.prefix(2).map { $0 }
  }

  /// The shares of likelihood ratios of the first four methods at or above each value.
  private func tippettFigure(_ shown: [(series: String, entry: Entry)]) -> LinesFigure? {
    var series: [String] = []
    for one in shown where one.entry.any.likelihoodRatios != nil && !series.contains(one.series) {
      series.append(one.series)
    }
    let first = Set(series.prefix(CurveFigure.mostSeries / 2))
    let panels = panels(shown) { series, row in
      guard first.contains(series), let curve = row.likelihoodRatios?.tippett else { return [] }
      return [("mated", curve.mated), ("non-mated", curve.nonMated)].map { kind, shares in
        LinesFigure.Line(
          name: "\(series): \(kind)",
          points: zip(curve.log10LRs, shares).map {
            LinesFigure.PointWithInterval(x: $0, y: $1, interval: nil)
          })
      }
    }
    let all = panels.flatMap(\.lines).flatMap(\.points).map(\.x)
    guard let low = all.min(), let high = all.max(), low < high else { return nil }
    let (least, most) = (low.rounded(.down), high.rounded(.up))
    return LinesFigure(
      title: "Tippett plot",
      caption: "The share of likelihood ratios at or above each value, percent.",
      xTitle: "log10 LR", panels: panels,
      xAxis: CurveFigure.Axis(
        title: "", scale: .linear, low: least, high: most,
        ticks: Array(stride(from: least, through: most, by: max(1, ((most - least) / 6).rounded())))
      ),
      yAxis: CurveFigure.Axis(
        title: "", scale: .linear, low: 0, high: 100, ticks: [0, 25, 50, 75, 100]),
      course: .straight)
  }

  // MARK: Gains

  /// The queries whose right person moved most.
  var gainFigures: [GainStripFigure] {
    gains.flatMap { found in
      let hasFlows = found.strips.contains { !$0.flows.isEmpty }
      let caption = """
        The \(found.shown.up) largest moves of the right person up and the \(found.shown.down) largest \
        down, by rule; \(found.up) queries moved up, \(found.down) down. R and a green frame: the right \
        person; W and a red frame: a wrong one.\
        \(hasFlows ? " Flow maps: the query rebuilt from the patches of the picture below, at each place the one that gets most of its weight." : "")
        """
      let count = (found.strips.count + GainStripFigure.mostStrips - 1) / GainStripFigure.mostStrips
      return (0..<count).map { part in
        let start = part * GainStripFigure.mostStrips
        return GainStripFigure(
          title: "Gains and losses: \(shortName(of: found.part.name))"
            + (count > 1 ? " (\(part + 1) of \(count))" : ""),
          caption: part + 1 == count ? caption : "", first: "Stage 1", second: found.method,
          strips: Array(found.strips.dropFirst(start).prefix(GainStripFigure.mostStrips)))
      }
    }
  }
}

extension EvaluationResults.Row {
  /// The name of the rows that differ in alpha, k and grid only: "EMD, apc".
  var seriesName: String {
    ([scorer.title, weights?.rawValue, share.map { "share \(trimmed($0))" }]
      + [alpha == nil ? alphaWords.map { "α \($0)" } : nil]).compactMap { $0 }
      .joined(separator: ", ")
  }
}
