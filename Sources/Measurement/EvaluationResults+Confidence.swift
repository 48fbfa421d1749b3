import Identification
import Statistics

extension EvaluationResults {
  /// The 95% confidence intervals of the means, in percent.
  package struct Intervals: Sendable, Codable, Equatable {
    /// Wilson's interval over the people.
    package var precisionAt1: Interval
    /// Student's interval over the people; absent with only one person.
    package var rPrecision: Interval?
    package var meanAveragePrecisionAtR: Interval?

    package enum CodingKeys: String, CodingKey {
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
    }

    /// - Precondition: At least one query.
    package init(_ quality: RankingQuality) {
      precisionAt1 = quality.precisionAt1Interval.scaled(by: 100)
      rPrecision = quality.rPrecisionInterval?.scaled(by: 100)
      meanAveragePrecisionAtR = quality.meanAveragePrecisionAtRInterval?.scaled(by: 100)
    }
  }

  /// The percentage of queries with a mated candidate up to each rank from 1, with Wilson's intervals over
  /// the people.
  package struct CumulativeMatches: Sendable, Codable, Equatable {
    package var rates: [Double]
    package var low: [Double]
    package var high: [Double]

    /// - Precondition: At least one query.
    package init(_ quality: RankingQuality) {
      rates = quality.cumulativeMatches.map { 100 * $0 }
      low = quality.cumulativeMatchIntervals.map { 100 * $0.low }
      high = quality.cumulativeMatchIntervals.map { 100 * $0.high }
    }
  }

  /// Percentages.
  package struct Ceiling: Sendable, Codable, Equatable {
    package var k: Int
    package var precisionAt1: Double
    package var rPrecision: Double
    package var meanAveragePrecisionAtR: Double
    package var part: String?
    package var searchProtocol: SearchProtocol?

    package enum CodingKeys: String, CodingKey {
      case k, part
      case searchProtocol = "protocol"
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
    }
  }
}
