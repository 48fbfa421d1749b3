import Basics
import Identification
import Reports

extension EvaluationResults {
  /// The mean of one setting over several trained files of a network, as the thesis prints it.
  package struct RunMean: Sendable, Codable, Equatable {
    /// The name of the network in the recipe.
    package var model: String
    package var part: String?
    package var scorer: ScoringMethod
    package var weights: PatchWeighting?
    package var grid: String?
    package var alpha: Double?
    package var k: Int?
    package var searchProtocol: SearchProtocol
    /// The ids of the rows, one for each file.
    package var rows: [String]
    /// Percent.
    package var mean: Values
    /// The standard deviation over the files, with n - 1, in points.
    package var deviation: Values
    package var published: Values?
    package var publishedDeviation: Values?

    package enum CodingKeys: String, CodingKey {
      case model, part, scorer, weights, grid, alpha, k, rows, mean, deviation, published
      case publishedDeviation
      case searchProtocol = "protocol"
    }
  }
}

extension EvaluationResults.RunMean {
  /// - Parameter models: The name in the recipe of each model of the rows.
  /// - Returns: A mean for each setting of a network with two files or more, in the order of the rows.
  static func all(_ rows: [EvaluationResults.Row], models: [String: String]) -> [Self] {
    var order: [String] = []
    var groups: [String: [EvaluationResults.Row]] = [:]
    for row in rows {
      guard let model = row.model.flatMap({ models[$0] }) else { continue }
      let fields: [String?] = [
        model, row.part, row.scorer.rawValue, row.weights?.rawValue, row.grid,
        row.solver?.rawValue, row.share.map { "\($0)" }, row.alphaWords, row.k.map { "\($0)" },
        row.searchProtocol.rawValue,
      ]
      let key = fields.map { $0 ?? "" }.joined(separator: "|")
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    return order.compactMap { key in
      let own = groups[key]!
      guard own.count > 1, let first = own.first else { return nil }
      func values(_ statistic: ([Double]) -> Double) -> EvaluationResults.Values {
        EvaluationResults.Values(
          precisionAt1: statistic(own.map(\.precisionAt1)),
          rPrecision: statistic(own.map(\.rPrecision)),
          meanAveragePrecisionAtR: statistic(own.map(\.meanAveragePrecisionAtR)))
      }
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      func deviation(_ values: [Double]) -> Double {
        let middle = mean(values)
        return (values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(values.count - 1))
          .squareRoot()
      }
      return Self(
        model: models[first.model!]!, part: first.part, scorer: first.scorer,
        weights: first.weights, grid: first.grid, alpha: first.alpha, k: first.k,
        searchProtocol: first.searchProtocol, rows: own.map(\.id), mean: values(mean),
        deviation: values(deviation), published: first.published)
    }
  }
}

extension Evaluation {
  /// The means over trained files, beside the printed ones.
  var runsTable: PageTable? {
    guard let runs = results.runs, !runs.isEmpty else { return nil }
    func words(
      _ mean: EvaluationResults.Values?, _ deviation: EvaluationResults.Values?,
      _ value: (EvaluationResults.Values) -> Double?
    ) -> String {
      guard let mean = mean.flatMap(value) else { return "–" }
      return fixed(mean, 2) + (deviation.flatMap(value).map { " ± " + fixed($0, 2) } ?? "")
    }
    return PageTable(
      title: "Mean over trained files",
      columns: [
        "Queries", "Method", "Files", "Protocol", "Thesis P@1", "P@1", "Thesis RP", "RP",
        "Thesis MAP@R", "MAP@R",
      ],
      rows: runs.map { run in
        let details = [
          run.weights?.rawValue, run.grid, run.alpha.map { "α \(trimmed($0))" },
        ].compactMap(\.self)
        return [
          "\(shortName(of: run.part ?? results.settings.queries)), \(run.model)",
          ([run.scorer.title] + details).joined(separator: ", "), "\(run.rows.count)",
          run.searchProtocol.rawValue,
          words(run.published, run.publishedDeviation, \.precisionAt1),
          words(run.mean, run.deviation, \.precisionAt1),
          words(run.published, run.publishedDeviation, \.rPrecision),
          words(run.mean, run.deviation, \.rPrecision),
          words(run.published, run.publishedDeviation, \.meanAveragePrecisionAtR),
          words(run.mean, run.deviation, \.meanAveragePrecisionAtR),
        ]
      },
      notes: [
        """
        Percent: mean ± standard deviation (n − 1) over the files of one network, each trained by itself. The \
        deviation says how much trainings differ, not how much queries or people do: each file's rows have their \
        own intervals.
        """
      ])
  }
}
