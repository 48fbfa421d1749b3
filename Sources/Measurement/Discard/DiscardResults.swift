import Basics
import Identification
import Statistics

/// Whether it is of use to discard queries by a measure of their picture: the error versus discard
/// characteristics (EDC) of ISO/IEC 29794-1 for one row.
package struct DiscardResults: Sendable, Codable, Equatable {
  /// What discarding by a measure does to the error.
  package enum Verdict: String, Sendable, Codable {
    case helps
    case harms
    /// The interval contains 0.
    case unclear
    /// Fewer than fifty people have an error: ten in the fifth that is discarded.
    case fewErrors
  }

  /// One measure.
  package struct Measure: Sendable, Codable, Equatable {
    package var measure: String
    /// The number of queries with this measure, and of errors among them.
    package var n: Int
    package var errors: Int
    /// The area below the step curve up to a share discarded of 0.2, of shares; and that of a discard by
    /// chance and of a discard of the errors themselves.
    package var partialArea: Double
    package var partialAreaByChance: Double
    package var partialAreaLeast: Double
    /// How many points of error a discard by this measure saves, on average over shares of 0 to 0.2.
    package var saved: Double
    /// The interval over the people, 95% for all measures of this row together.
    package var interval: Interval?
    package var verdict: Verdict
    /// The result in a sentence.
    package var sentence: String
    /// The curve: the shares discarded, the errors of the rest in percent, and the largest value of the
    /// measure that is discarded (absent at the first point).
    package var discarded: [Double]
    package var error: [Double]
    package var largestDiscarded: [Double]

    package enum CodingKeys: String, CodingKey {
      case measure, n, errors, partialArea, partialAreaByChance, partialAreaLeast, saved, interval
      case verdict, sentence, discarded, error, largestDiscarded
    }
  }

  /// The set of queries, if there are several.
  package var part: String?
  package var model: String?
  /// The id of the row.
  package var row: String
  /// The kind of error: "FNIR at FPIR 0.01" or "rank 1".
  package var kind: String
  /// The threshold of that FPIR; absent for rank 1.
  package var threshold: Double?
  package var n: Int
  package var people: Int
  /// Percent.
  package var error: Double
  package var measures: [Measure]

  /// The limit of FPIR whose threshold decides, where it can be measured.
  static let limit = 0.01
  /// The share up to which areas are measured.
  static let mostDiscarded = 0.2
  static let peopleNeeded = DiscardGain.needed(upTo: mostDiscarded)
}

extension DiscardResults {
  /// - Parameters:
  ///   - qualities: The measures of each query.
  ///   - isError: Whether each search fails.
  ///   - people: The person of each query.
  /// - Returns: `nil` if no measure has two values.
  init?(
    row: EvaluationResults.Row, kind: String, threshold: Double?, qualities: [Suitability],
    isError: [Bool], people: [Int], resamples: Int = DiscardGain.resamples, seed: UInt64
  ) {
    let usable = SuitabilityMeasure.all.compactMap { measure -> (SuitabilityMeasure, [Int])? in
      let places = qualities.indices.filter { qualities[$0][measure.name] != nil }
      let values = Set(places.lazy.map { qualities[$0][measure.name]! })
      return values.count > 1 ? (measure, places) : nil
    }
    guard !usable.isEmpty else { return nil }
    part = row.part
    model = row.model
    self.row = row.id
    self.kind = kind
    self.threshold = threshold
    n = isError.count
    self.people = Set(people).count
    error = 100 * Double(isError.count { $0 }) / Double(isError.count)
    // Together the intervals of all measures hold at 95% (Bonferroni).
    let confidence = 1 - (1 - Interval.confidence) / Double(usable.count)
    measures = collectInParallel(count: usable.count) { place, _ in
      let (measure, places) = usable[place]
      return Measure(
        measure, values: places.map { qualities[$0][measure.name]! },
        isError: places.map { isError[$0] }, people: places.map { people[$0] },
        of: kind == Self.rank1 ? "rank 1" : "the threshold", confidence: confidence,
        resamples: resamples, seed: seed)
    }
  }

  static let rank1 = "rank 1"
}

extension DiscardResults.Measure {
  fileprivate init(
    _ kind: SuitabilityMeasure, values: [Double], isError: [Bool], people: [Int], of place: String,
    confidence: Double, resamples: Int, seed: UInt64
  ) {
    let curve = DiscardCurve(qualities: values, isError: isError)
    let gain = DiscardGain(
      qualities: values, isError: isError, people: people, limit: DiscardResults.mostDiscarded,
      confidence: confidence, resamples: resamples, seed: seed)
    measure = kind.name
    n = values.count
    errors = isError.count { $0 }
    partialArea = curve.area(upTo: gain.limit)
    partialAreaByChance = gain.errorByChance * gain.limit
    partialAreaLeast = gain.leastMeanError * gain.limit
    saved = 100 * gain.saved
    interval = gain.interval?.scaled(by: 100)
    verdict =
      switch interval {
      case nil: .fewErrors
      case .some(let interval) where interval.low > 0: .helps
      case .some(let interval) where interval.high < 0: .harms
      case .some: .unclear
      }
    // A point for each hundredth is enough to draw.
    let places = Self.thinned(curve.discarded)
    discarded = places.map { curve.discarded[$0] }
    error = places.map { 100 * curve.errors[$0] }
    let rising = Set(values).sorted()
    largestDiscarded = places.dropFirst().map { rising[$0 - 1] }
    sentence = Self.words(
      kind.title, verdict, all: gain.errorByChance, mean: gain.meanError, interval, at: place,
      errors: errors)
  }

  /// The first point at or above each hundredth.
  private static func thinned(_ shares: [Double]) -> [Int] {
    var places: [Int] = []
    for (place, share) in shares.enumerated() {
      let hundredth = (share * 100).rounded(.down)
      if let last = places.last, (shares[last] * 100).rounded(.down) == hundredth,
        place + 1 < shares.count
      {
        continue
      }
      places.append(place)
    }
    return places
  }

  private static func words(
    _ title: String, _ verdict: DiscardResults.Verdict, all: Double, mean: Double,
    _ interval: Interval?, at place: String, errors: Int
  ) -> String {
    let change =
      "errors at \(place) \(fixed(100 * all, 1))% of all, \(fixed(100 * mean, 1))% on average of the rest"
      + (interval.map {
        "; saved \(fixed(100 * (all - mean), 1)) points, \(fixed($0.low, 1)) to \(fixed($0.high, 1))"
      } ?? "")
    return switch verdict {
    case .helps: "\(title): to discard the lowest is of use (\(change))."
    case .harms: "\(title): to discard the lowest makes it worse (\(change))."
    case .unclear: "\(title): these queries do not show that it is of use (\(change))."
    case .fewErrors:
      """
      \(title): nothing can be said, because fewer than \(DiscardResults.peopleNeeded) people have an error \
      (\(errors) error\(errors == 1 ? "" : "s")).
      """
    }
  }
}

extension EvaluationTally {
  /// Returns the discard characteristics of stage 1 and of each other method and weighting, the alpha
  /// nearest to 0.7.
  ///
  /// - Parameter rows: Those that `rows` returned.
  func discards(
    _ rows: [EvaluationResults.Row], _ options: RowOptions
  ) -> [DiscardResults] {
    let rule =
      rankings.first { $0.rule.name == .strict }?.rule ?? rankings[0].rule
    var order: [String] = []
    var chosen: [String: Int] = [:]
    func distance(_ place: Int) -> Double { abs((rankings[place].setting.alpha ?? 0.7) - 0.7) }
    for (place, ranking) in rankings.enumerated() where ranking.rule == rule {
      let setting = ranking.setting
      guard setting.share == nil, setting.alphaRange == nil else { continue }
      let key = setting.method.rawValue + (setting.transport?.weighting.rawValue ?? "")
      guard let other = chosen[key] else {
        order.append(key)
        chosen[key] = place
        continue
      }
      let (own, first) = (setting.transport, rankings[other].setting.transport)
      if own?.grid == first?.grid, own?.solver == first?.solver,
        setting.depth == rankings[other].setting.depth, distance(place) < distance(other)
      {
        chosen[key] = place
      }
    }
    return order.prefix(CurveFigure.mostSeries).compactMap { key in
      let place = chosen[key]!
      let ranking = rankings[place]
      let (isError, threshold) = ranking.failures(options, foreign: options.foreign?.scores[place])
      return DiscardResults(
        row: rows[place],
        kind: threshold == nil
          ? DiscardResults.rank1 : "FNIR at FPIR \(trimmed(DiscardResults.limit))",
        threshold: threshold, qualities: queries.map(\.suitability), isError: isError,
        people: ranking.quality.people, resamples: options.resamples, seed: options.seed)
    }
  }
}

extension MeasuredRanking {
  /// Returns whether each search fails: at the threshold of FPIR 0.01 if there are enough searches for
  /// strangers, otherwise at rank 1.
  fileprivate func failures(
    _ options: RowOptions, foreign: [Double]?
  ) -> (isError: [Bool], threshold: Double?) {
    let own = strangers.compactMap(\.self)
    let others = foreign ?? (own.count == quality.count ? own : [])
    let isSplit = foreign == nil && options.strangers == .split
    let rates = OpenSetRates(
      mated: (isSplit ? enrolledMates : mates).map {
        $0.map { OpenSetRates.Mate(rank: $0.rank, score: $0.score) }
      }, nonMated: others)
    guard rates.supports(DiscardResults.limit) else {
      return (firstMates.map { $0 != 1 }, nil)
    }
    let threshold = rates.threshold(limit: DiscardResults.limit)
    return (rates.misses(threshold: threshold), threshold)
  }
}
