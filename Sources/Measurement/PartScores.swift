import Identification

/// One query's scores for all protocols.
struct PartScores {
  /// The covered share of the query's face; `nil` if it is unknown.
  var covered: Double?
  private var similarities: [Key: [Int: Double]] = [:]
  private var orders: [ScoringMethod: [RankedCandidate]] = [:]
  /// Of the published solver, for each protocol that has it.
  var batches: [Int: QueryScores] = [:]
  private var ownWork = SearchWork()
  private var ownTimes: [SearchTime] = []

  private struct Key: Hashable {
    let method: ScoringMethod
    let transport: TransportSetting?
  }

  mutating func take(_ scores: QueryScores, _ union: [Neighbor], _ plan: SearchPlan) {
    ownWork += scores.work
    ownTimes += scores.times
    for setting in plan.rankings where setting.method != .stage1 {
      guard setting.method.reranks else {
        orders[setting.method] = scores.ranking(setting).candidates
        continue
      }
      similarities[Key(method: setting.method, transport: setting.transport)] = Dictionary(
        uniqueKeysWithValues: zip(union.map(\.index), scores.similarities(setting)))
    }
  }

  var work: SearchWork {
    var sum = ownWork
    for batch in batches.values { sum += batch.work }
    return sum
  }

  var times: [SearchTime] {
    ownTimes + batches.keys.sorted().flatMap { batches[$0]!.times }
  }

  /// Returns a ranking of a protocol's list.
  func candidates(
    _ setting: RankingSetting, rule: Int, _ list: [Neighbor], _ excluded: Set<Int>
  ) -> [RankedCandidate] {
    switch setting.method.input {
    case .embeddings: return Ranking(list).candidates
    case .single:
      return orders[setting.method]!.filter { !excluded.contains($0.galleryIndex) }.enumerated()
        .map { place, candidate in
          RankedCandidate(
            galleryIndex: candidate.galleryIndex, rank: place + 1, score: candidate.score,
            cosine: candidate.cosine, similarity: candidate.similarity)
        }
    case .pair:
      return Ranking(
        setting.method, list, similarities: values(setting, rule: rule, list),
        alpha: setting.alpha(covered: covered)
      ).candidates
    }
  }

  /// Whether other lists than a protocol's can be ranked: the published solver scores candidates
  /// together.
  func canRank(_ setting: RankingSetting) -> Bool { setting.transport?.solver != .published }

  /// Returns the similarities of the first k candidates of a protocol's list.
  func values(_ setting: RankingSetting, rule: Int, _ list: [Neighbor]) -> [Double] {
    if let share = setting.share {
      return zip(
        values(setting.part(.emd), rule: rule, list), values(setting.part(.h2l), rule: rule, list)
      ).map { Fusion.score(similarity: $1, cosine: $0, alpha: share) }
    }
    if setting.transport?.solver == .published, let batch = batches[rule] {
      return batch.similarities(setting)
    }
    let known = known(setting)
    return list.prefix(setting.depth!).map { known[$0.index]! }
  }

  private func known(_ setting: RankingSetting) -> [Int: Double] {
    similarities[Key(method: setting.method, transport: setting.transport)]!
  }

  /// Returns the best score of a gallery without the query's own person, of the same number of
  /// candidates.
  ///
  /// - Parameters:
  ///   - others: That gallery in the order of stage 1.
  ///   - isOther: Whether a picture belongs to it.
  /// - Returns: `nil` for the published solver, which scores candidates together.
  func bestStranger(
    _ setting: RankingSetting, _ others: [Neighbor], list: Int, isOther: (Int) -> Bool
  ) -> Double? {
    switch setting.method.input {
    case .embeddings: return others.first?.cosine
    case .single:
      return orders[setting.method]!.first { isOther($0.galleryIndex) }?.score
    case .pair:
      guard canRank(setting) else { return nil }
      // These solvers score each pair by itself, so any protocol's place gives the same.
      var wanted = setting
      wanted.depth = list
      let first = others.prefix(list)
      return zip(first, values(wanted, rule: -1, Array(first))).map {
        Fusion.score(similarity: $1, cosine: $0.cosine, alpha: setting.alpha(covered: covered))
      }.max()
    }
  }
}
