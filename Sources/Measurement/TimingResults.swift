import Basics
import Runs
import Statistics

/// Results that differ from run to run: part of the JSON of `facet evaluate`.
package struct VolatileResults: Sendable, Codable, Equatable {
  package var timing: TimingResults
}

/// The times of single queries, with `--timing`.
package struct TimingResults: Sendable, Codable, Equatable {
  /// The times of one stage, in milliseconds, by a monotonic clock.
  package struct Stage: Sendable, Codable, Equatable {
    package var part: String?
    package var stage: String
    /// The number of queries, without those of the warm-up.
    package var n: Int
    /// The first query, after the models are loaded.
    package var first: Double
    package var least: Double
    package var lowerQuartile: Double
    package var median: Double
    package var upperQuartile: Double
    package var p95: Double
    /// Over all queries, with the warm-up.
    package var total: Double
  }

  /// How the time of a stage grows.
  package struct Growth: Sendable, Codable, Equatable {
    /// What grows.
    package enum Quantity: String, Sendable, Codable {
      /// The candidates that are re-ranked.
      case candidates
      /// The patches of a face.
      case patches
      /// The pictures of the gallery: its first ones.
      case pictures
    }

    package var stage: String
    package var over: Quantity
    package var values: [Int]
    /// The median time for each value.
    package var medians: [Double]
    /// The slope of the logarithms: 1 if twice as many take twice as long.
    package var slope: LogLogSlope?

    init(_ stage: String, over: Quantity, _ times: [Int: [Double]]) {
      self.stage = stage
      self.over = over
      values = times.keys.sorted()
      medians = values.map { quantile(of: times[$0]!, 0.5) }
      slope = LogLogSlope(zip(values, medians).map { (Double($0), max($1, 1e-9)) })
    }
  }

  package var machine: String
  /// How many processes were running, over the last minute, before the start; absent if unknown.
  package var loadAverage: Double?
  /// The number of first queries that do not count.
  package var warmUp = Self.warmUp
  package var stages: [Stage]
  package var growth: [Growth]

  static let warmUp = 3

  /// The one-minute load average.
  static var systemLoad: Double? {
    guard let bytes = try? readFile("/proc/loadavg", limit: 4096) else { return nil }
    return String(decoding: bytes, as: UTF8.self).split(separator: " ").first.flatMap {
      Double($0)
    }
  }
}

extension TimingResults.Stage {
  /// - Parameter samples: The milliseconds of each query, in order, at least one.
  init(_ stage: String, part: String?, samples: [Double]) {
    let warm =
      samples.count > TimingResults.warmUp
      ? Array(samples.dropFirst(TimingResults.warmUp)) : samples
    self.part = part
    self.stage = stage
    n = warm.count
    first = samples[0]
    least = warm.min()!
    lowerQuartile = quantile(of: warm, 0.25)
    median = quantile(of: warm, 0.5)
    upperQuartile = quantile(of: warm, 0.75)
    p95 = quantile(of: warm, 0.95)
    total = samples.reduce(0, +)
  }
}
