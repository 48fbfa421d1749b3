import Identification

/// A measured query.
package struct QueryRecord: Sendable, Equatable, Codable {
  package let path: String
  /// Where its file is.
  let location: String
  package let label: String
  /// The number of its person, from 0 in the order of appearance.
  package let person: Int
  /// How many gallery pictures were left out as its own.
  package let leftOut: Int
  /// The measures of its picture.
  var suitability: Suitability = [:]
}

/// The results of all queries for one ranking by one protocol, in the order of the queries.
struct MeasuredRanking: Sendable {
  let rule: ProtocolRule
  let setting: RankingSetting
  private(set) var quality: RankingQuality
  /// The rank of the first mated candidate, from 1; `nil` if it is deeper than the search.
  private(set) var firstMates: [Int?] = []
  /// The score of the best mated candidate in the list; `nil` without one.
  private(set) var mates: [OpenSetMate?] = []
  /// The best score of another person in the list with the query's own person.
  private(set) var bestOthers: [Double?] = []
  /// The number of that person; -1 without a label.
  private(set) var otherPeople: [Int] = []
  /// The best mated candidate in a gallery with half of the people; empty entries if it was not measured.
  private(set) var enrolledMates: [OpenSetMate?] = []
  /// The best score if the query's own person is not enrolled; `nil` if it was not measured.
  private(set) var strangers: [Double?] = []
  /// The gallery index of the first candidates.
  private(set) var first: [[Int]] = []

  /// How many first candidates are kept.
  static let kept = 5

  struct OpenSetMate: Sendable, Equatable, Codable {
    let rank: Int
    let score: Double
    let index: Int
  }

  init(rule: ProtocolRule, setting: RankingSetting, depth: Int) {
    self.rule = rule
    self.setting = setting
    quality = RankingQuality(depth: depth)
  }

  /// What was measured, for another run.
  var record: TallyRecord.Ranking {
    TallyRecord.Ranking(
      quality: TallyRecord.Quality(quality), firstMates: firstMates, mates: mates,
      bestOthers: bestOthers, otherPeople: otherPeople, enrolledMates: enrolledMates,
      strangers: strangers, first: first)
  }

  /// Adds what another run measured.
  mutating func add(_ record: TallyRecord.Ranking) {
    record.quality.add(to: &quality)
    firstMates += record.firstMates
    mates += record.mates
    bestOthers += record.bestOthers
    otherPeople += record.otherPeople
    enrolledMates += record.enrolledMates
    strangers += record.strangers
    first += record.first
  }

  /// - Parameters:
  ///   - candidates: The ranking, best first.
  ///   - list: How many of them are the list of candidates.
  ///   - stranger: The best score without the query's own person.
  ///   - enrolledMate: The best mated candidate in a gallery with half of the people.
  mutating func add(
    _ candidates: [RankedCandidate], list: Int, labels: [Int], person: Int, relevant: Int,
    stranger: Double?, enrolledMate: OpenSetMate? = nil
  ) {
    let metrics = RetrievalMetrics(
      ranked: candidates.lazy.map { labels[$0.galleryIndex] }, label: person, relevant: relevant)
    let mate = candidates.first { labels[$0.galleryIndex] == person }
    quality.add(metrics, person: person, firstRank: mate?.rank)
    firstMates.append(mate?.rank)
    let listed = candidates.prefix(list)
    mates.append(
      mate.flatMap {
        $0.rank <= list
          ? OpenSetMate(rank: $0.rank, score: $0.score, index: $0.galleryIndex) : nil
      })
    let other = listed.first { labels[$0.galleryIndex] != person }
    bestOthers.append(other?.score)
    otherPeople.append(other.map { labels[$0.galleryIndex] } ?? -1)
    strangers.append(stranger)
    enrolledMates.append(enrolledMate)
    first.append(candidates.prefix(Self.kept).map(\.galleryIndex))
  }
}

extension RetrievalMetrics {
  /// Measures a ranking in which fewer than R candidates may be ranked: those that are missing count as
  /// wrong.
  ///
  /// - Precondition: `relevant > 0`.
  init(ranked: some Sequence<Int>, label: Int, relevant: Int) {
    var (place, right) = (0, 0)
    var (first, precisions) = (0.0, 0.0)
    for other in ranked.prefix(relevant) {
      place += 1
      guard other == label else { continue }
      right += 1
      if place == 1 { first = 1 }
      precisions += Double(right) / Double(place)
    }
    self.init(
      precisionAt1: first, rPrecision: Double(right) / Double(relevant),
      meanAveragePrecisionAtR: precisions / Double(relevant))
  }
}
