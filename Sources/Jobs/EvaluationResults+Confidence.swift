import Identification

extension EvaluationResults {
  /// Where the means lie with 95 % confidence, in percent.
  public struct Intervals: Sendable, Codable, Equatable {
    /// Wilson's, over the queries.
    public var precisionAt1: Interval
    /// Student's, over the people; absent where there is one person only.
    public var rPrecision: Interval?
    public var meanAveragePrecisionAtR: Interval?

    enum CodingKeys: String, CodingKey {
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
    }

    /// - Precondition: At least one query.
    init(_ quality: RankingQuality) {
      precisionAt1 = quality.precisionAt1Interval.scaled(by: 100)
      rPrecision = quality.rPrecisionInterval?.scaled(by: 100)
      meanAveragePrecisionAtR = quality.meanAveragePrecisionAtRInterval?.scaled(by: 100)
    }
  }

  /// At each rank from 1: the percentage of queries with a right candidate up to there, with
  /// Wilson's intervals.
  public struct CumulativeMatches: Sendable, Codable, Equatable {
    public var rates: [Double]
    public var low: [Double]
    public var high: [Double]

    /// - Precondition: At least one query.
    init(_ quality: RankingQuality) {
      rates = quality.cumulativeMatches.map { 100 * $0 }
      low = quality.cumulativeMatchIntervals.map { 100 * $0.low }
      high = quality.cumulativeMatchIntervals.map { 100 * $0.high }
    }
  }

  /// Percentages.
  public struct Ceiling: Sendable, Codable, Equatable {
    public var k: Int
    public var precisionAt1: Double
    public var rPrecision: Double
    public var meanAveragePrecisionAtR: Double

    enum CodingKeys: String, CodingKey {
      case k
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
    }
  }
}
