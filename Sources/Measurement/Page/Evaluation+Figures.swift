import Basics
import Drawing
import Identification
import Pictures

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
    if let matches = results.matchesFigure { figures.append(matches) }
    figures += histogramFigures(shown)
    if let tippett = tippettFigure(shown) { figures.append(tippett) }
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
      })
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
          caption: "Score of \(one.series); each strip has its own height.", histogram: histogram,
          thresholds: thresholds))
    }
    return figures
  }

  private func tippettFigure(_ shown: [(series: String, entry: Entry)]) -> CurveFigure? {
    guard let part = shown.first?.entry.part else { return nil }
    let rows = shown.filter { $0.entry.part == part && $0.entry.any.likelihoodRatios != nil }
      .prefix(CurveFigure.mostSeries / 2)
    let series = rows.flatMap { one -> [CurveFigure.Series] in
      let curve = one.entry.any.likelihoodRatios!.tippett
      return [
        CurveFigure.Series(
          name: "\(one.series): mated",
          points: zip(curve.log10LRs, curve.mated).map { (x: $0, y: $1) }),
        CurveFigure.Series(
          name: "\(one.series): non-mated",
          points: zip(curve.log10LRs, curve.nonMated).map { (x: $0, y: $1) }),
      ]
    }
    let all = series.flatMap { $0.points.map(\.x) }
    guard let low = all.min(), let high = all.max(), low < high else { return nil }
    let (least, most) = (low.rounded(.down), high.rounded(.up))
    return CurveFigure(
      title: "Tippett plot: \(part)",
      caption: "The share of likelihood ratios at or above each value.",
      x: CurveFigure.Axis(
        title: "log10 LR", scale: .linear, low: least, high: most,
        ticks: Array(stride(from: least, through: most, by: max(1, ((most - least) / 8).rounded())))
      ),
      y: CurveFigure.Axis(
        title: "ratios, %", scale: .linear, low: 0, high: 100, ticks: [0, 25, 50, 75, 100]),
      series: series,
      words: rows.map { one in
        let found = one.entry.any.likelihoodRatios!
        return
          "\(one.series): \(fixed(found.misleadingMated, 2))% of mated ratios below 1, "
          + "\(fixed(found.misleadingNonMated, 2))% of non-mated ones 1 or more"
      }.joined(separator: "; ") + ".")
  }

  // MARK: Gains

  /// Returns the queries whose right person moved most, chosen by rank difference and then by path.
  ///
  /// - Parameter count: How many up, and how many down, of each part.
  func gainFigures(_ count: Int) -> [GainStripFigure] {
    guard count > 0 else { return [] }
    return parts.compactMap { part in
      let rankings = part.tally.rankings
      guard
        let base = rankings.first(where: {
          $0.setting.method == .stage1 && $0.rule.name == .strict
        }),
        let other = rankings.filter({ $0.setting.method.reranks && $0.rule.name == .strict })
          .min(by: { abs(($0.setting.alpha ?? 0.7) - 0.7) < abs(($1.setting.alpha ?? 0.7) - 0.7) })
      else { return nil }
      let moves = part.tally.queries.indices.compactMap { place -> (Int, Int)? in
        guard let before = base.firstMates[place], let after = other.firstMates[place],
          before != after
        else { return nil }
        return (place, before - after)
      }
      func path(_ place: Int) -> String { part.tally.queries[place].path }
      let up = moves.filter { $0.1 > 0 }.sorted { ($1.1, path($0.0)) < ($0.1, path($1.0)) }
      let down = moves.filter { $0.1 < 0 }.sorted { ($0.1, path($0.0)) < ($1.1, path($1.0)) }
      let chosen = up.prefix(count).map(\.0) + down.prefix(count).map(\.0)
      guard !chosen.isEmpty else { return nil }
      let strips = chosen.compactMap { strip($0, part, base, other) }
      guard !strips.isEmpty else { return nil }
      let name = part.rows.first {
        $0.scorer == other.setting.method && $0.alpha == other.setting.alpha
      }
      return GainStripFigure(
        title: "Gains and losses: \(part.part.name)",
        caption: """
          The \(min(count, up.count)) largest moves of the right person up and the \
          \(min(count, down.count)) largest down, by rule; \(up.count) queries moved up, \(down.count) \
          down. Dark frame: the right person.
          """,
        first: "Stage 1", second: name?.scorer.title ?? other.setting.method.title, strips: strips)
    }
  }

  private func strip(
    _ place: Int, _ part: Part, _ base: MeasuredRanking, _ other: MeasuredRanking
  ) -> GainStripFigure.Strip? {
    let query = part.tally.queries[place]
    func picture(_ location: String) -> Picture? {
      (try? PictureFile(path: location))?.picture
    }
    func tile(_ index: Int, rank: Int? = nil) -> GainStripFigure.Tile? {
      picture(part.gallery.locations[index]).map {
        GainStripFigure.Tile(
          picture: $0, isRight: part.tally.labels[index] == query.person, rank: rank)
      }
    }
    guard let shown = picture(query.location), let before = base.firstMates[place],
      let after = other.firstMates[place]
    else { return nil }
    func mate(_ ranking: MeasuredRanking) -> GainStripFigure.Tile? {
      ranking.mates[place].flatMap { tile($0.index, rank: $0.rank) }
    }
    return GainStripFigure.Strip(
      move: "\(before) → \(after)", isUp: after < before, query: shown,
      before: base.first[place].compactMap { tile($0) }, beforeMate: mate(base),
      after: other.first[place].compactMap { tile($0) }, afterMate: mate(other),
      words: "'\(query.path)': the right person moves from rank \(before) to rank \(after).")
  }
}

extension EvaluationResults.Row {
  /// The name of the rows that differ in alpha, k and grid only: "EMD, apc".
  fileprivate var seriesName: String {
    ([scorer.title, weights?.rawValue, share.map { "share \(trimmed($0))" }]
      + [alpha == nil ? alphaWords.map { "α \($0)" } : nil]).compactMap { $0 }
      .joined(separator: ", ")
  }
}
