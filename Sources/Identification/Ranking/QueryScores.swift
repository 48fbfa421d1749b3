import Networks

/// All scores of one query for a plan, and the rankings that follow from them.
package struct QueryScores: Sendable {
  /// The ranking of stage 1, best first.
  package let neighbors: [Neighbor]
  /// The scores of the first candidates of stage 1, in that order.
  var transports: [TransportKey: [TransportScore]] = [:]
  /// The similarities of the other re-ranking methods, likewise.
  var similarities: ByMethod<[Double]> = [:]
  /// The gallery in the order of each method that processes each picture by itself.
  var orders: ByMethod<[Neighbor]> = [:]
  package internal(set) var work = SearchWork()
  package internal(set) var times: [SearchTime] = []

  /// The key of some scores. The published solver's scores depend on the other candidates; those of
  /// the other solvers do not.
  struct TransportKey: Hashable {
    let setting: TransportSetting
    let depth: Int?

    init(_ setting: TransportSetting, depth: Int) {
      self.setting = setting
      self.depth = setting.solver == .published ? depth : nil
    }
  }

  init(_ neighbors: [Neighbor]) { self.neighbors = neighbors }

  /// Returns the EMD's scores of the first candidates of stage 1, in that order.
  ///
  /// - Precondition: The plan has that setting.
  package func transportScores(_ setting: RankingSetting) -> [TransportScore] {
    let depth = setting.depth!
    return Array(transports[TransportKey(setting.transport!, depth: depth)]!.prefix(depth))
  }

  /// Returns a re-ranker's similarities of the first candidates of stage 1, in that order.
  ///
  /// - Precondition: The plan has that setting.
  package func similarities(_ setting: RankingSetting) -> [Double] {
    setting.transport != nil
      ? transportScores(setting).map(\.similarity)
      : Array(similarities[setting.method]!.prefix(setting.depth!))
  }

  /// - Precondition: The plan has that setting.
  package func ranking(_ setting: RankingSetting) -> Ranking {
    switch setting.method.input {
    case .embeddings: Ranking(neighbors)
    case .single: Ranking(setting.method, ordered: orders[setting.method]!)
    case .pair:
      Ranking(
        setting.method, neighbors, similarities: similarities(setting), alpha: setting.alpha!)
    }
  }

  /// Returns one ranking for each method.
  ///
  /// - Precondition: The plan has one setting for each method, and stage 1.
  package func rankings(_ plan: SearchPlan) -> Rankings {
    Rankings(plan.rankings.map(ranking))
  }

  /// The milliseconds of each method, including the work that its settings share.
  package var milliseconds: ByMethod<Double> {
    var sums: ByMethod<Double> = [:]
    for time in times { sums[time.method, default: 0] += time.milliseconds }
    return sums
  }
}
