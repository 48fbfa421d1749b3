import Datasets
import Identification
import Runs

/// The searches of a measurement, for an estimate of their time.
struct SearchLoad {
  var queries: Int
  /// The number of gallery pictures.
  var gallery: Int
  let plan: SearchPlan
  let rules: [ProtocolRule]
  let strangers: StrangerSource
  /// The mean number of gallery pictures of a query's person.
  let mates: Double

  /// Whether the published solver runs.
  var publishes: Bool {
    plan.methods.contains(.emd)
      && (plan.solvers.contains(.published) || rules.contains { $0.name == .published })
  }

  /// How many candidates of a query are scored: those with its person and those without, where both are
  /// searched.
  var candidates: Double {
    let depth = Double(plan.depth)
    let wanted =
      switch strangers {
      case .none: depth
      case .own: depth + min(depth, mates)
      case .split: 2 * depth
      }
    return min(wanted, Double(gallery))
  }

  /// The number of pairs of faces that re-rankers compare.
  var pairs: Double {
    Double(queries) * candidates * Double(plan.methods.count { $0.reranks })
  }

  /// Returns the mean number of gallery pictures of a query's person.
  static func mates(of queries: [ListedPicture], in labels: some Sequence<String?>) -> Double {
    var counts: [String: Int] = [:]
    for label in labels { if let label { counts[label, default: 0] += 1 } }
    let labeled = queries.compactMap(\.label)
    guard !labeled.isEmpty else { return 0 }
    return Double(labeled.reduce(0) { $0 + (counts[$1] ?? 0) }) / Double(labeled.count)
  }
}

extension WorkEstimate {
  /// Adds the time of searches.
  mutating func add(_ load: SearchLoad, _ speed: SpeedProbe.Search) {
    let queries = Double(load.queries)
    var emd = queries * load.candidates * speed.emd
    if load.publishes {
      let rules =
        load.plan.solvers.contains(.published)
        ? load.rules.count : load.rules.count { $0.name == .published }
      let sum = load.plan.depths.reduce(0) { $0 + min($1, load.gallery) }
      emd += queries * Double(rules * sum) * speed.published
    }
    for (method, seconds) in speed.singles {
      add(method.title, (queries + Double(load.gallery)) * seconds)
    }
    add("stage 1", queries * Double(load.gallery) * speed.stage1)
    if load.plan.methods.contains(.emd) { add("EMD", emd) }
    for (method, seconds) in speed.pairs {
      add(method.title, queries * load.candidates * seconds)
    }
    add("picture quality", queries * speed.quality)
    for words in speed.basis { add(basis: words) }
  }
}
