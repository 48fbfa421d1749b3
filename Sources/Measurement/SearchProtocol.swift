import Identification

/// What a search is measured by: whether a query's own photograph stays in the gallery, what counts as
/// to be found, and which solver ranks.
package enum SearchProtocol: String, Sendable, Codable, CaseIterable {
  /// The query's own photograph is left out, and only the pictures that can be found count.
  case strict
  /// The formulas of the thesis: changed copies are ranked against a gallery that contains their
  /// originals.
  case thesis
  /// The published code: as `thesis`, with its arithmetic of optimal transport; and where the query is
  /// left out of the ranking, it still counts among the pictures to be found.
  case published
}

/// How a protocol is applied to one set of queries.
struct ProtocolRule: Sendable, Equatable {
  /// Which gallery pictures are left out.
  enum OwnPictures: Sendable, Equatable {
    /// All that the rule of the search names.
    case out
    /// Those with the same bytes or the same file: where queries and gallery are the same pictures.
    case sameFileOut
    case inGallery
  }

  let name: SearchProtocol
  var own: OwnPictures
  /// Whether R counts the pictures that are left out.
  var countsOwn = false

  /// The rule of a protocol where no recipe says more.
  init(_ name: SearchProtocol) {
    self.name = name
    own = name == .strict ? .out : .sameFileOut
    countsOwn = name == .published
  }

  init(_ name: SearchProtocol, own: OwnPictures, countsOwn: Bool) {
    self.name = name
    self.own = own
    self.countsOwn = countsOwn
  }

  /// Returns the plan's rankings by this protocol.
  func rankings(_ plan: SearchPlan, _ method: ScoringMethod) -> [RankingSetting] {
    var plan = plan
    if name == .published { plan.solvers = [.published] }
    return plan.rankings.filter { $0.method == method }
  }
}

/// Where searches for people who are not enrolled come from.
package enum StrangerSource: String, Sendable, Codable, CaseIterable {
  /// Each query searches a second time, without its own person in the gallery.
  case own
  /// The people are halved by the seed. Each half is a gallery; the queries of its people are the mated
  /// searches, those of the other half are strangers.
  case split
  case none
}
