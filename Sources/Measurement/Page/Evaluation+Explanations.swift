import Basics
import Reports
import Statistics

extension Evaluation {
  /// The measured explanations: games against random orders, weight on what covers a face, and the rest.
  var explanationTables: [PageTable] {
    guard let all = results.explanations, let first = all.first else { return [] }
    func part(_ one: ExplanationResults) -> String { one.part ?? "queries" }
    func signed(_ interval: Interval?, _ digits: Int) -> String {
      interval.map { "\(fixed($0.low, digits)) to \(fixed($0.high, digits))" } ?? "–"
    }
    var tables = [
      PageTable(
        title: "Do the maps find what counts?",
        columns: [
          "Queries", "Map", "Tested", "Beats all random orders (95%)", "Deletion (random)",
          "Insertion (random)", "Deletion less the first map's (95%)",
        ],
        rows: all.flatMap { one in
          one.games.map { game in
            func pair(_ value: Double?, _ random: Double?) -> String {
              value.map { "\(fixed($0, 3)) (\(fixed(random!, 3)))" } ?? "–"
            }
            return [
              part(one), game.map, "\(game.n) of \(game.n + game.notApplicable)",
              game.beatsAll.map { "\(fixed($0, 0))% (\(span(game.beatsAllInterval, 0)))" } ?? "–",
              pair(game.deletion, game.deletionRandom),
              pair(game.insertion, game.insertionRandom),
              game.deletionDifference.map {
                "\(fixed($0, 4)) (\(signed(game.deletionDifferenceInterval, 4)))"
              } ?? "–",
            ]
          }
        },
        notes: [
          """
          The EMD's first candidate of \(first.queries) queries of \(first.people) people (\(first.setting)). \
          Patches of the query are covered with the blurred picture in the order of a map, or uncovered. \
          A good map has a low area by deletion and a high one by insertion. Each is compared with \
          \(first.randomOrders) random orders, the same for all maps of a query. A map is not tested if \
          the covered picture scores at least as high as the face.
          """
        ])
    ]
    if all.contains(where: { !$0.onCover.isEmpty }) {
      tables.append(
        PageTable(
          title: "Is the cover ignored?",
          columns: [
            "Queries", "Map", "Queries with a cover", "Weight on it", "Its area",
            "Weight / area (95%)",
          ],
          rows: all.flatMap { one in
            one.onCover.map { found in
              [
                part(one), found.map, "\(found.n)", fixed(100 * found.weight, 1) + "%",
                fixed(100 * found.area, 1) + "%",
                "\(fixed(found.ratio, 2)) (\(span(found.interval, 2)))",
              ]
            }
          },
          notes: [
            """
            A patch is covered if at least half of its pixels differ by more than 8 of 255 from the query's \
            own original in the gallery. 1: as uniform weights; 0: the cover is ignored; above 1: it is \
            sought. Negative values of a map count as 0.
            """
          ]))
    }
    var rest: [[String]] = []
    for one in all {
      if let flow = one.flow {
        rest.append([
          part(one), "flow between equal places",
          "\(fixed(100 * flow.samePlace, 1))% (\(span(flow.samePlaceInterval?.scaled(by: 100))))",
        ])
        rest.append([
          part(one), "entropy of the flow, 1: even",
          "\(fixed(flow.entropy, 3)) (\(span(flow.entropyInterval, 3)))",
        ])
      }
      if let agreement = one.agreement {
        rest.append([
          part(one), "rank correlation of \(agreement.first) and \(agreement.second)",
          "\(fixed(agreement.rho, 3)) (\(span(agreement.interval, 3))); shuffled "
            + fixed(agreement.shuffled, 3),
        ])
      }
    }
    if !rest.isEmpty {
      tables.append(
        PageTable(
          title: "How the flow is spread, and whether maps agree",
          columns: ["Queries", "Measure", "Mean (95% over the people)"], rows: rest))
    }
    return tables
  }
}

extension Evaluation {
  /// The growth of the times on logarithmic axes.
  var growthFigure: LinesFigure? {
    let all = results.volatile?.timing.growth.filter { $0.values.count > 2 } ?? []
    let over = all.filter { $0.over == .candidates }
    guard !over.isEmpty else { return nil }
    let values = over.flatMap(\.values)
    let medians = over.flatMap(\.medians).filter { $0 > 0 }
    guard let least = medians.min(), let most = medians.max(), least < most else { return nil }
    var ticks: [Double] = []
    for power in -3...5 {
      for digit in [1.0, 3] { ticks.append(digit * powerOf(10, Double(power))) }
    }
    return LinesFigure(
      title: "Time over the number of candidates",
      caption: "Median milliseconds of a query; both axes are logarithmic.",
      xTitle: "candidates that are re-ranked",
      panels: [
        LinesFigure.Panel(
          name: "Milliseconds",
          lines: over.map { growth in
            LinesFigure.Line(
              name: growth.stage
                + (growth.slope.map { ", slope \(fixed($0.slope, 2))" } ?? ""),
              points: zip(growth.values, growth.medians).map {
                LinesFigure.PointWithInterval(x: Double($0), y: max($1, least), interval: nil)
              })
          })
      ],
      xAxis: CurveFigure.Axis(
        title: "", scale: .logarithmic, low: Double(values.min()!), high: Double(values.max()!),
        ticks: Set(values).sorted().map(Double.init)),
      yAxis: CurveFigure.Axis(
        title: "", scale: .logarithmic, low: least * 0.9, high: most * 1.1, ticks: ticks),
      digits: 2)
  }

  /// The times of single queries.
  var timingTables: [PageTable] {
    guard let timing = results.volatile?.timing else { return [] }
    let load = timing.loadAverage.map {
      $0 < 0.5
        ? "The machine did little else." : "The machine did other work: load \(fixed($0, 1))."
    }
    var tables: [PageTable] = []
    let rows = results.results.filter { $0.publishedSeconds != nil }
    if !rows.isEmpty {
      tables.append(
        PageTable(
          title: "Seconds of ranking all queries",
          columns: ["Queries", "Method", "n", "Thesis's machine", "This machine"],
          rows: rows.map { row in
            [
              row.part ?? "queries", row.seriesName, "\(row.n)", fixed(row.publishedSeconds!, 2),
              results.seconds(of: row).map { fixed($0, 2) } ?? "–",
            ]
          },
          notes: [
            """
            Two machines, another number of queries where n differs from the thesis's: no difference is \
            stated. Here: \(timing.machine).
            """
          ]))
    }
    tables += [
      PageTable(
        title: "Time of one query, in milliseconds",
        columns: [
          "Queries", "Stage", "n", "Median", "Quartiles", "95th percentile", "Least", "First query",
          "All, seconds",
        ],
        rows: timing.stages.map { stage in
          [
            stage.part ?? "queries", stage.stage, "\(stage.n)", fixed(stage.median, 2),
            "\(fixed(stage.lowerQuartile, 2))–\(fixed(stage.upperQuartile, 2))",
            fixed(stage.p95, 2), fixed(stage.least, 2), fixed(stage.first, 2),
            fixed(stage.total / 1000, 2),
          ]
        },
        notes: [
          "One query at a time; the first \(timing.warmUp) do not count. \(timing.machine)."
        ] + [load].compactMap(\.self))
    ]
    if !timing.growth.isEmpty {
      let names: [TimingResults.Growth.Quantity: String] = [
        .candidates: "candidates", .patches: "patches of a face", .pictures: "gallery pictures",
      ]
      tables.append(
        PageTable(
          title: "How the time grows",
          columns: ["Stage", "Over", "Median, milliseconds", "Slope (standard error)"],
          rows: timing.growth.map { growth in
            [
              growth.stage, names[growth.over]!,
              zip(growth.values, growth.medians).map { "\($0): \(fixed($1, 2))" }
                .joined(separator: "; "),
              growth.slope.map { slope in
                fixed(slope.slope, 2)
                  + (slope.standardError.map { " (\(fixed($0, 2)))" } ?? " (two points)")
              } ?? "–",
            ]
          },
          notes: [
            """
            On the first queries. Slope of the logarithms: 1 if twice as many take twice as long. With \
            patches, every face has as many, so that a transport of N patches has N x N distances.
            """
          ]))
    }
    return tables
  }
}
