import Basics
import Datasets
import Faces
import Identification
import Runs

/// What `facet evaluate --shard` writes: the measured queries of one part, which `facet merge` puts
/// together with those of the others.
package struct EvaluationShard: Codable, Sendable, Equatable {
  package static let fileName = "evaluation-shard.json"
  package static let currentFormat = 1
  /// The largest file, as of all JSON that this program reads.
  package static let mostBytes = StrictJSON.mostBytes

  package var format = currentFormat
  package let shard: Shard
  /// The command's own arguments without those of this run, with which the merge runs.
  package let arguments: [String]
  /// Models, gallery and settings.
  let settings: EvaluationResults.Settings
  /// In the order of the sets of queries.
  let sets: [QuerySet]

  /// The part of one set of queries.
  struct QuerySet: Codable, Sendable, Equatable {
    /// The digest of the paths and labels of all queries of the set, of all shards.
    let queries: SHA256Digest
    /// The pictures that could not be opened.
    let failures: [PictureFailure]
    let doubtful: [DoubtfulSighting]
    let tally: TallyRecord
  }

  /// - Throws: `JobError` if it is not the file of a shard.
  package init(folder: String) throws(JobError) {
    do {
      self = try StrictJSON.decode(
        Self.self, from: try readFile("\(folder)/\(Self.fileName)", limit: Self.mostBytes))
      guard format == Self.currentFormat, sets.allSatisfy({ $0.tally.isSound }) else {
        throw StrictJSONError.otherContent
      }
    } catch {
      throw JobError(
        """
        '\(displayed(folder))/\(Self.fileName)' cannot be used: \(error). Run the shard again.
        """)
    }
  }

  init(
    shard: Shard, arguments: [String], settings: EvaluationResults.Settings, sets: [QuerySet]
  ) {
    self.shard = shard
    self.arguments = arguments
    self.settings = settings
    self.sets = sets
  }

  package static func isShard(_ folder: String) -> Bool {
    FileStatus(of: "\(folder)/\(fileName)") != nil
  }

  /// The number of measured queries.
  package var count: Int { sets.reduce(0) { $0 + $1.tally.queries.count } }

  package func write(to folder: String) throws {
    let bytes = Array(try JSONText.encode(self).utf8)
    guard bytes.count <= Self.mostBytes else {
      throw JobError(
        """
        The results of \(shard) have more than \(Self.mostBytes >> 20) MB. Divide the queries into more \
        shards.
        """)
    }
    try AtomicFile.write(bytes, to: "\(folder)/\(Self.fileName)")
  }

  /// What two shards of one measurement do not share; `nil` for nothing.
  package func difference(to other: EvaluationShard) -> String? {
    if arguments != other.arguments {
      return "their options differ (\(Self.words(arguments)); \(Self.words(other.arguments)))"
    }
    if sets.map(\.queries) != other.sets.map(\.queries) {
      return "their lists of queries differ"
    }
    if settings.comparable != other.settings.comparable {
      return "their models, galleries or versions differ"
    }
    return nil
  }

  private static func words(_ arguments: [String]) -> String {
    displayed(arguments.joined(separator: " "))
  }
}

extension EvaluationResults.Settings {
  /// Without what differs between the shards of one measurement.
  fileprivate var comparable: Self {
    var settings = self
    settings.subject.leftOut = 0
    settings.tools.machine = ""
    return settings
  }
}

/// The part of a measurement that a run does.
package enum EvaluationWork: Sendable {
  case whole
  /// Some of the queries. The arguments are those of the command, for the merge.
  case shard(Shard, arguments: [String])
  /// What all shards measured, in their order.
  case merged([EvaluationShard])

  package var shard: Shard? { if case .shard(let shard, _) = self { shard } else { nil } }
}

/// What was measured of some queries, in their order.
struct TallyRecord: Codable, Sendable, Equatable {
  let rankings: [Ranking]
  /// The metrics of a perfect re-ranker, for each protocol and k.
  let ceilings: [[Quality]]
  let comparisons: [Comparisons]
  let queries: [QueryRecord]
  let failures: [PictureFailure]
  let work: SearchWork
  let leftOut: LeftOutLog
  let times: [StageTime]

  struct StageTime: Codable, Sendable, Equatable {
    let stage: String
    let milliseconds: Double
  }

  /// `RankingQuality`: P@1, RP and MAP@R of each query, its person, and the first correct rank.
  struct Quality: Codable, Sendable, Equatable {
    let metrics: [[Double]]
    let people: [Int]
    let firstRanks: [Int?]
  }

  /// `ComparisonRates` of one ranking: for each group of people pairs of a bin and its count.
  struct Comparisons: Codable, Sendable, Equatable {
    /// The place of the ranking.
    let ranking: Int
    let genuine: [[Int]]
    let impostor: [[Int]]
    let impostorByOther: [[Int]]
  }

  /// `MeasuredRanking`.
  struct Ranking: Codable, Sendable, Equatable {
    let quality: Quality
    let firstMates: [Int?]
    let mates: [MeasuredRanking.OpenSetMate?]
    let bestOthers: [Double?]
    let otherPeople: [Int]
    let enrolledMates: [MeasuredRanking.OpenSetMate?]
    let strangers: [Double?]
    let first: [[Int]]
  }

  /// Whether all lists have an element for each query, and numbers are in their ranges.
  var isSound: Bool {
    let people = queries.map(\.person)
    return work.isSound && leftOut.isSound
      && rankings.allSatisfy { $0.isSound(people: people) }
      && ceilings.joined().allSatisfy { $0.isSound(people: people) }
      && queries.allSatisfy {
        $0.person >= 0 && $0.leftOut >= 0 && $0.suitability.values.allSatisfy(\.isFinite)
      }
      && comparisons.allSatisfy { $0.rates != nil }
      && times.allSatisfy { $0.milliseconds >= 0 && $0.milliseconds.isFinite }
  }

  /// Whether it fits a tally of some rankings, people and gallery pictures.
  func fits(rankings: Int, ceilings: [Int], people: Int, gallery: Int) -> Bool {
    self.rankings.count == rankings && self.ceilings.map(\.count) == ceilings
      && queries.allSatisfy { $0.person < people && $0.leftOut <= gallery }
      && self.rankings.allSatisfy { ranking in
        ranking.firstMates.allSatisfy { ($0 ?? 1) <= gallery }
          && ranking.first.joined().allSatisfy { $0 < gallery }
          && (ranking.mates + ranking.enrolledMates).allSatisfy {
            $0.map { $0.index < gallery && $0.rank <= gallery } ?? true
          }
          && ranking.otherPeople.allSatisfy { $0 < people }
      }
  }
}

extension TallyRecord.Quality {
  /// - Parameter people: The number of each query's person.
  func isSound(people: [Int]) -> Bool {
    metrics.count == people.count && self.people == people && firstRanks.count == people.count
      && metrics.allSatisfy { $0.count == 3 && $0.allSatisfy { (0...1).contains($0) } }
      && firstRanks.allSatisfy { ($0 ?? 1) >= 1 }
  }

  init(_ quality: RankingQuality) {
    metrics = quality.metrics.map { [$0.precisionAt1, $0.rPrecision, $0.meanAveragePrecisionAtR] }
    people = quality.people
    firstRanks = quality.firstRanks
  }

  func add(to quality: inout RankingQuality) {
    for (place, values) in metrics.enumerated() {
      quality.add(
        RetrievalMetrics(
          precisionAt1: values[0], rPrecision: values[1], meanAveragePrecisionAtR: values[2]),
        person: people[place], firstRank: firstRanks[place])
    }
  }
}

extension TallyRecord.Ranking {
  fileprivate func isSound(people: [Int]) -> Bool {
    let count = people.count
    return quality.isSound(people: people)
      && [
        firstMates.count, mates.count, bestOthers.count, otherPeople.count, enrolledMates.count,
        strangers.count, first.count,
      ].allSatisfy { $0 == count }
      && firstMates.allSatisfy { ($0 ?? 1) >= 1 }
      && (mates + enrolledMates).allSatisfy { mate in
        mate.map { $0.rank >= 1 && $0.index >= 0 && $0.score.isFinite } ?? true
      } && (bestOthers + strangers).allSatisfy { $0?.isFinite ?? true }
      && otherPeople.allSatisfy { $0 >= -1 } && first.joined().allSatisfy { $0 >= 0 }
      && first.allSatisfy { $0.count <= MeasuredRanking.kept }
  }
}
