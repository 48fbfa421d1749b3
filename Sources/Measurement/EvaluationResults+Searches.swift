import Identification
import Statistics

extension EvaluationResults {
  /// Three means in percent; those that are unknown are absent.
  package struct Values: Sendable, Codable, Equatable {
    package var precisionAt1: Double?
    package var rPrecision: Double?
    package var meanAveragePrecisionAtR: Double?

    package enum CodingKeys: String, CodingKey {
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
    }
  }

  /// How far down the first mated candidate is; absent where it is deeper than the search.
  package struct Ranks: Sendable, Codable, Equatable {
    package var median: Int?
    package var p90: Int?
  }

  /// The share of mated searches, in percent, whose mate is not among the first R candidates.
  package struct Miss: Sendable, Codable, Equatable {
    package var rank: Int
    package var rate: Double
    /// Wilson's interval over the people.
    package var interval: Interval

    package enum CodingKeys: String, CodingKey {
      case rank = "R"
      case rate = "FNIR"
      case interval
    }
  }

  /// Searches for people who are not enrolled, with a threshold.
  package struct OpenSet: Sendable, Codable, Equatable {
    package struct Point: Sendable, Codable, Equatable {
      /// The limit of FPIR, a share.
      package var limit: Double
      /// The smallest threshold that keeps it, chosen on the same searches.
      package var threshold: Double?
      /// Percent.
      package var falsePositives: Double?
      /// The exact interval over the searches.
      package var falsePositiveInterval: Interval?
      package var falseNegatives: Double?
      /// Wilson's interval over the people.
      package var falseNegativeInterval: Interval?
      /// The reason why the rates are not stated.
      package var refused: String?

      package enum CodingKeys: String, CodingKey {
        case limit, threshold, refused
        case falsePositives = "FPIR"
        case falsePositiveInterval = "FPIRInterval"
        case falseNegatives = "FNIR"
        case falseNegativeInterval = "FNIRInterval"
      }
    }

    package var mode: String
    package var mated: Int
    package var nonMated: Int
    package var points: [Point]
    /// FPIR and FNIR in percent at falling thresholds, for a curve of at most 200 points.
    package var curve: Curve

    package struct Curve: Sendable, Codable, Equatable {
      package var thresholds: [Double]
      package var falsePositives: [Double]
      package var falseNegatives: [Double]
      /// The ends of the pointwise 95% interval of FNIR at each FPIR, from people drawn again with replacement.
      package var low: [Double]?
      package var high: [Double]?
    }
  }

  /// Scores of the best mated candidate and of the best other person, in equal bins.
  package struct Histogram: Sendable, Codable, Equatable {
    package var edges: [Double]
    package var mates: [Int]
    package var nonMates: [Int]
  }

  /// How good the likelihood ratios of these scores are, each person's from a line of the other people.
  package struct LikelihoodRatios: Sendable, Codable, Equatable {
    package var mated: Int
    package var nonMated: Int
    /// Bits; 1 is worthless.
    package var cllr: Double
    package var cllrMin: Double
    /// The range of log10 LRs that so many searches can carry (ELUB).
    package var bounds: Interval
    /// The share of mated ratios, in percent, below 1; and of non-mated ones at or above it.
    package var misleadingMated: Double
    package var misleadingNonMated: Double
    /// Tippett's plot: at each log10 LR the shares, in percent, of ratios at or above it.
    package var tippett: Tippett

    package struct Tippett: Sendable, Codable, Equatable {
      package var log10LRs: [Double]
      package var mated: [Double]
      package var nonMated: [Double]
    }

    package enum CodingKeys: String, CodingKey {
      case mated, nonMated, bounds, misleadingMated, misleadingNonMated, tippett
      case cllr = "Cllr"
      case cllrMin = "CllrMin"
    }
  }

  /// The difference of two rows on the same queries.
  package struct Comparison: Sendable, Codable, Equatable {
    /// The ids of the baseline and of the other row.
    package var first: String
    package var second: String
    package var metric: String
    /// The second less the first, in points.
    package var difference: Double
    /// Student's interval over the people; absent with one person.
    package var interval: Interval?
    /// The p of the sign-flip test over the people: exact for P@1, otherwise from random signs.
    package var signFlip: Double
    /// The same after Holm's correction over all comparisons of this metric.
    package var holm: Double
    /// The numbers of queries that only the second row answers, and that only the first does; of P@1.
    package var won: Int?
    package var lost: Int?
    /// McNemar's exact p, which takes queries as independent; of P@1.
    package var mcnemar: Double?
    /// The margin of the test of equivalence in points, and its p: the larger of two one-sided ones.
    package var margin: Double?
    package var equivalence: Double?
    /// The result in a sentence.
    package var sentence: String
  }
}

extension EvaluationResults.Values {
  init(_ metrics: RetrievalMetrics) {
    self.init(
      precisionAt1: 100 * metrics.precisionAt1, rPrecision: 100 * metrics.rPrecision,
      meanAveragePrecisionAtR: 100 * metrics.meanAveragePrecisionAtR)
  }
}

extension EvaluationResults.Ranks {
  init(_ ranks: [Int?]) {
    let sorted = ranks.map { $0 ?? .max }.sorted()
    func at(_ share: Double) -> Int? {
      let rank = sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
      return rank == .max ? nil : rank
    }
    self.init(median: at(0.5), p90: at(0.9))
  }
}

extension EvaluationResults.Miss {
  static let ranks = [1, 5, 10, 20, 50]

  static func all(_ ranking: MeasuredRanking) -> [Self] {
    ranks.filter { $0 <= ranking.quality.depth }.map { rank in
      let missed = ranking.quality.firstRanks.map { $0.map { $0 > rank } ?? true ? 1.0 : 0 }
      let mean = ClusteredMean(missed, groups: ranking.quality.people)
      return Self(rank: rank, rate: 100 * mean.mean, interval: mean.wilson.scaled(by: 100))
    }
  }
}

extension EvaluationResults.OpenSet {
  /// - Parameters:
  ///   - strangers: The best scores of searches for people who are not enrolled.
  ///   - people: The number of each such search's person.
  init?(
    _ ranking: MeasuredRanking, strangers: [Double], people: [Int], mode: String,
    _ options: RowOptions
  ) {
    guard !strangers.isEmpty else { return nil }
    let mates =
      mode == StrangerSource.split.rawValue ? ranking.enrolledMates : ranking.mates
    let rates = OpenSetRates(
      mated: mates.map { $0.map { OpenSetRates.Mate(rank: $0.rank, score: $0.score) } },
      nonMated: strangers)
    self.mode = mode
    mated = rates.mated.count
    nonMated = strangers.count
    points = options.limits.map { Self.point(rates, ranking.quality.people, limit: $0) }
    let falling = Array(Set(strangers)).sorted(by: >)
    let step = max(1, falling.count / 200)
    let thresholds = stride(from: 0, to: falling.count, by: step).map { falling[$0] }
    let falsePositives = thresholds.map { rates.falsePositiveRate(at: $0) }
    curve = Curve(
      thresholds: thresholds, falsePositives: falsePositives.map { 100 * $0 },
      falseNegatives: thresholds.map { 100 * rates.falseNegativeRate(at: $0) })
    // One person has no spread.
    if Set(ranking.quality.people).count > 1 {
      let bands = rates.bands(
        at: falsePositives, matedPeople: ranking.quality.people, nonMatedPeople: people,
        count: options.resamples, seed: options.seed)
      curve.low = bands.map { 100 * $0.low }
      curve.high = bands.map { 100 * $0.high }
    }
  }

  private static func point(_ rates: OpenSetRates, _ people: [Int], limit: Double) -> Point {
    guard rates.supports(limit) else {
      return Point(
        limit: limit,
        refused: """
          An FPIR of \(limit) cannot be measured on \(rates.nonMated.count) searches for strangers: at \
          least \(OpenSetRates.needed(for: limit)) are required, so that \
          \(OpenSetRates.leastExpected) false positives are expected.
          """)
    }
    let threshold = rates.threshold(limit: limit)
    let found = rates.falsePositives(at: threshold)
    let misses = ClusteredMean(
      rates.misses(threshold: threshold).map { $0 ? 1 : 0 }, groups: people)
    return Point(
      limit: limit, threshold: threshold,
      falsePositives: 100 * rates.falsePositiveRate(at: threshold),
      falsePositiveInterval: Interval.clopperPearson(found, of: rates.nonMated.count).scaled(
        by: 100),
      falseNegatives: 100 * misses.mean,
      falseNegativeInterval: misses.wilson.scaled(by: 100))
  }
}

extension EvaluationResults.Histogram {
  static let bins = 40

  init?(_ ranking: MeasuredRanking) {
    let mates = ranking.mates.compactMap { $0?.score }
    let others = ranking.bestOthers.compactMap(\.self)
    guard let low = (mates + others).min(), let high = (mates + others).max(), low < high else {
      return nil
    }
    edges = (0...Self.bins).map { low + (high - low) * Double($0) / Double(Self.bins) }
    func counts(_ scores: [Double]) -> [Int] {
      var counts = [Int](repeating: 0, count: Self.bins)
      for score in scores {
        counts[min(Self.bins - 1, Int((score - low) / (high - low) * Double(Self.bins)))] += 1
      }
      return counts
    }
    self.mates = counts(mates)
    nonMates = counts(others)
  }
}

extension EvaluationResults.LikelihoodRatios {
  /// The number of groups of people for cross-validation.
  private static let folds = 10

  /// The mated scores are the right person's best in each search, the non-mated ones the best wrong
  /// person's.
  ///
  /// - Returns: `nil` with fewer than ten people, or if the classes do not overlap.
  init?(_ ranking: MeasuredRanking) {
    let people = ranking.quality.people
    guard Set(people).count >= Self.folds else { return nil }
    let right = zip(ranking.mates, people).compactMap { mate, person in
      mate.map { (score: $0.score, person: person) }
    }
    let wrong = zip(zip(ranking.bestOthers, ranking.otherPeople), people).compactMap {
      item, person in item.0.map { (score: $0, other: item.1, person: person) }
    }
    guard !right.isEmpty, !wrong.isEmpty else { return nil }
    func isIn(_ person: Int, _ fold: Int) -> Bool { person >= 0 && person % Self.folds == fold }
    var held: [Double] = []
    var heldWrong: [Double] = []
    for fold in 0..<Self.folds {
      guard
        let line = LogisticCalibration(
          mated: right.filter { !isIn($0.person, fold) }.map(\.score),
          nonmated: wrong.filter { !isIn($0.person, fold) && !isIn($0.other, fold) }.map(\.score)),
        line.separation == nil
      else { return nil }
      held += right.filter { isIn($0.person, fold) }.map { line.log10LR($0.score) }
      heldWrong += wrong.filter { isIn($0.person, fold) }.map { line.log10LR($0.score) }
    }
    mated = right.count
    nonMated = wrong.count
    cllr = LikelihoodRatioQuality.cllr(mated: held, nonmated: heldWrong)
    cllrMin = LikelihoodRatioQuality.cllrMin(
      mated: right.map(\.score), nonmated: wrong.map(\.score))
    bounds = LikelihoodRatioQuality.bounds(mated: held, nonmated: heldWrong)
    func share(_ values: [Double], from limit: Double) -> Double {
      100 * Double(values.count { $0 >= limit }) / Double(values.count)
    }
    misleadingMated = 100 - share(held, from: 0)
    misleadingNonMated = share(heldWrong, from: 0)
    let (low, high) = ((held + heldWrong).min()!, (held + heldWrong).max()!)
    let points = (0...100).map { low + (high - low) * Double($0) / 100 }
    tippett = Tippett(
      log10LRs: points, mated: points.map { share(held, from: $0) },
      nonMated: points.map { share(heldWrong, from: $0) })
  }
}
