import Basics
import Statistics

extension EvaluationResults {
  /// The error rates of single comparisons: of a query with one gallery picture.
  package struct SingleComparisons: Sendable, Codable, Equatable {
    /// Which comparisons count.
    package enum Population: String, Sendable, Codable {
      /// A query with every picture of the gallery.
      case gallery
      /// A query with the first k candidates of stage 1, which resemble it most: more false matches than
      /// between any two people.
      case candidates
    }

    package struct Point: Sendable, Codable, Equatable {
      /// The limit of FMR, a share.
      package var limit: Double
      /// The lowest threshold in steps of 0.002 that keeps it, chosen on the same comparisons.
      package var threshold: Double?
      /// Percent.
      package var falseMatches: Double?
      /// Wilson's interval over the people of both pictures.
      package var falseMatchInterval: Interval?
      package var falseNonMatches: Double?
      /// Wilson's interval over the people.
      package var falseNonMatchInterval: Interval?
      /// The mean of the people's own rates.
      package var falseNonMatchesByPerson: Double?
      /// The reason why the rates are not stated.
      package var refused: String?

      package enum CodingKeys: String, CodingKey {
        case limit, threshold, refused
        case falseMatches = "FMR"
        case falseMatchInterval = "FMRInterval"
        case falseNonMatches = "FNMR"
        case falseNonMatchInterval = "FNMRInterval"
        case falseNonMatchesByPerson = "FNMRByPerson"
      }
    }

    /// Rates in percent at rising thresholds.
    package struct Curve: Sendable, Codable, Equatable {
      package var thresholds: [Double]
      package var falseMatches: [Double]
      package var falseNonMatches: [Double]
      /// The ends of the 95% interval of FNMR, over the people.
      package var low: [Double]
      package var high: [Double]

      package enum CodingKeys: String, CodingKey {
        case thresholds, low, high
        case falseMatches = "FMR"
        case falseNonMatches = "FNMR"
      }
    }

    /// The numbers of comparisons by score.
    package struct Histogram: Sendable, Codable, Equatable {
      package var edges: [Double]
      package var genuine: [Int]
      package var impostor: [Int]
    }

    package var population: Population
    /// The numbers of comparisons.
    package var genuine: Int
    package var impostor: Int
    /// Impostor comparisons are with every so-and-so-many-th gallery picture; absent if with all.
    package var every: Int?
    package var points: [Point]
    package var curve: Curve
    package var histogram: Histogram
  }
}

extension EvaluationResults.SingleComparisons {
  /// The limits of FMR, shares.
  static let limits = [0.1, 0.01, 0.001, 0.0001, 0.00001]
  /// So many people must have a false match for a rate, and so many false matches must be expected.
  static let leastPeople = 10
  private static let leastExpected = 10.0
  private static let mostPoints = 100
  static let bins = 40

  /// - Returns: `nil` without comparisons of both kinds.
  init?(_ rates: ComparisonRates, population: Population, step: Int) {
    let genuine = rates.genuine.sums
    let impostor = rates.impostor.sums
    self.population = population
    self.genuine = genuine.reduce(0, +)
    self.impostor = impostor.reduce(0, +)
    every = step > 1 ? step : nil
    let used = genuine.indices.filter { genuine[$0] + impostor[$0] > 0 }
    guard self.genuine > 0, self.impostor > 0, let first = used.first, let last = used.last else {
      return nil
    }
    let count = self.impostor
    points = Self.limits.map { Self.point(rates, limit: $0, impostor: count) }
    // From the first threshold that refuses a comparison to the last that accepts one.
    let thresholds = Array(first...last)
    let step = max(1, (thresholds.count + Self.mostPoints - 1) / Self.mostPoints)
    let chosen = stride(from: 0, to: thresholds.count, by: step).map {
      rates.point(from: thresholds[$0])
    }
    curve = Curve(
      thresholds: chosen.map(\.threshold), falseMatches: chosen.map { 100 * $0.falseMatchRate },
      falseNonMatches: chosen.map { 100 * $0.falseNonMatchRate },
      low: chosen.map { 100 * $0.falseNonMatchInterval.low },
      high: chosen.map { 100 * $0.falseNonMatchInterval.high })
    // Bins of the histogram are whole numbers of those of the counts.
    let width = max(1, (last - first + Self.bins) / Self.bins)
    let starts = Array(stride(from: first, through: last, by: width))
    func sums(_ counts: [Int]) -> [Int] {
      starts.map { start in
        counts[start..<min(start + width, counts.count)].reduce(0, +)
      }
    }
    histogram = Histogram(
      edges: (starts + [starts.last! + width]).map(ScoreCounts.edge), genuine: sums(genuine),
      impostor: sums(impostor))
  }

  private static func point(_ rates: ComparisonRates, limit: Double, impostor: Int) -> Point {
    let needed = Int((leastExpected / limit * (1 - 1e-12)).rounded(.up))
    guard impostor >= needed else {
      return Point(
        limit: limit,
        refused: """
          An FMR of \(shortest(limit, 8)) cannot be measured on \(impostor) comparisons of different people: at \
          least \(needed) are required, so that \(Int(leastExpected)) false matches are expected.
          """)
    }
    let point = rates.point(from: rates.bin(limit: limit))
    guard point.falseMatchRate <= limit * (1 + 1e-12), point.peopleWithFalseMatch >= leastPeople
    else {
      return Point(
        limit: limit,
        refused: """
          An FMR of \(shortest(limit, 8)) is not stated: its false matches come from queries of \
          \(point.peopleWithFalseMatch) people, and at least \(leastPeople) are required.
          """)
    }
    return Point(
      limit: limit, threshold: point.threshold, falseMatches: 100 * point.falseMatchRate,
      falseMatchInterval: point.falseMatchInterval.scaled(by: 100),
      falseNonMatches: 100 * point.falseNonMatchRate,
      falseNonMatchInterval: point.falseNonMatchInterval.scaled(by: 100),
      falseNonMatchesByPerson: 100 * point.falseNonMatchRateByPerson)
  }
}
