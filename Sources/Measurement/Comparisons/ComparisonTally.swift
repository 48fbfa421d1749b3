import Identification
import Runs
import Statistics

/// The scores of single comparisons of all queries so far: each query with gallery pictures of its person and
/// of others, by the strict protocol.
struct ComparisonTally: Sendable {
  /// The gallery pictures that a query is compared with, at most about so many of other people.
  static let mostPictures = 20_000

  /// Of the rankings whose scores are kept: those of stage 1 and, of each other method and weighting, the one with
  /// the alpha nearest to 0.7 on the first grid.
  private(set) var rates: [Int: ComparisonRates] = [:]
  /// Every so-and-so-many-th gallery picture is compared by stage 1.
  let step: Int
  private let search: EmbeddingSearch
  /// The gallery pictures of each person, if not all pictures are compared.
  private let mates: [[Int]]

  /// - Parameters:
  ///   - labels: The number of each gallery picture's person; -1 without a label.
  /// - Returns: `nil` if no ranking has single comparisons: they are those of the strict protocol, of methods
  ///   that score each pair by itself.
  init?(
    _ rankings: [MeasuredRanking], _ plan: SearchPlan, _ search: TwoStageSearch, labels: [Int],
    mostPictures: Int = Self.mostPictures
  ) {
    guard !search.template.ranksPeople else { return nil }
    struct Key: Hashable {
      let method: ScoringMethod
      let weighting: String
      let share: Double?
      let range: [Double]
    }
    var best: [Key: Int] = [:]
    for (place, ranking) in rankings.enumerated() where ranking.rule.name == .strict {
      let setting = ranking.setting
      guard setting.depth == nil || setting.depth == plan.depths[0],
        setting.transport.map({ $0.grid == plan.grids[0] && $0.solver != .published }) ?? true
      else { continue }
      let key = Key(
        method: setting.method, weighting: setting.transport?.weighting.rawValue ?? "",
        share: setting.share, range: setting.alphaRange.map { [$0.low, $0.high] } ?? [])
      func distance(_ place: Int) -> Double { abs((rankings[place].setting.alpha ?? 0.7) - 0.7) }
      if let other = best[key], distance(other) <= distance(place) { continue }
      best[key] = place
    }
    guard !best.isEmpty else { return nil }
    for place in best.values { rates[place] = ComparisonRates() }
    let count = search.gallery.entries.count
    step = max(1, (count + mostPictures - 1) / mostPictures)
    self.search = EmbeddingSearch(search.gallery.embeddings.every(step))
    var mates: [[Int]] = []
    if step > 1 {
      mates = [[Int]](repeating: [], count: (labels.max() ?? -1) + 1)
      for (index, label) in labels.enumerated() where label >= 0 { mates[label].append(index) }
    }
    self.mates = mates
  }

  /// Returns the cosines of some queries with the compared pictures, a row for each query.
  func products(_ queries: [Query]) -> [ArraySlice<Float>] {
    let all = search.products(with: queries.flatMap(\.embedding))
    let width = search.gallery.count
    return queries.indices.map { all[$0 * width..<($0 + 1) * width] }
  }

  /// Counts the comparisons of a query by stage 1.
  ///
  /// - Parameters:
  ///   - products: What `products` returned for it.
  ///   - excluded: Its own pictures.
  mutating func addCosines(
    _ place: Int, _ query: Query, _ products: ArraySlice<Float>, _ whole: TwoStageSearch,
    labels: [Int], person: Int, excluded: Set<Int>
  ) {
    for (row, product) in products.enumerated() {
      let index = row * step
      let label = labels[index]
      guard label >= 0, !excluded.contains(index) else { continue }
      if label != person {
        rates[place]!.addImpostor(Double(product), person: person, other: label)
      } else if step == 1 {
        rates[place]!.addGenuine(Double(product), person: person)
      }
    }
    guard step > 1 else { return }
    let own = mates[person].filter { !excluded.contains($0) }
    for cosine in whole.cosines(query, own) { rates[place]!.addGenuine(cosine, person: person) }
  }

  /// Counts the comparisons of a query by another method.
  mutating func add(
    _ place: Int, _ candidates: some Sequence<RankedCandidate>, labels: [Int], person: Int
  ) {
    for candidate in candidates {
      let label = labels[candidate.galleryIndex]
      guard label >= 0 else { continue }
      if label == person {
        rates[place]!.addGenuine(candidate.score, person: person)
      } else {
        rates[place]!.addImpostor(candidate.score, person: person, other: label)
      }
    }
  }

  /// What was counted, for another run.
  var record: [TallyRecord.Comparisons] {
    rates.keys.sorted().map { place in
      let rates = rates[place]!
      return TallyRecord.Comparisons(
        ranking: place, genuine: rates.genuine.sparse, impostor: rates.impostor.sparse,
        impostorByOther: rates.impostorByOther.sparse)
    }
  }

  /// Adds what another run counted.
  ///
  /// - Precondition: `fits`.
  mutating func add(_ records: [TallyRecord.Comparisons]) {
    for record in records { rates[record.ranking]! += record.rates! }
  }

  func fits(_ records: [TallyRecord.Comparisons]) -> Bool {
    Set(records.map(\.ranking)) == Set(rates.keys) && records.count == rates.count
  }
}

extension TallyRecord.Comparisons {
  /// `nil` if these are not counts.
  var rates: ComparisonRates? {
    guard let genuine = ScoreCounts(sparse: genuine), let impostor = ScoreCounts(sparse: impostor),
      let other = ScoreCounts(sparse: impostorByOther)
    else { return nil }
    return ComparisonRates(genuine: genuine, impostor: impostor, impostorByOther: other)
  }
}
