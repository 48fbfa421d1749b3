/// The work of a search; each item is computed once per query, candidate and setting.
package struct SearchWork: Sendable, Equatable, Codable {
  /// The number of products of all patches of a query with all patches of a candidate on one grid.
  package var patchProducts = 0
  /// The number of solved transports.
  package var transports = 0
  /// The numbers of similarities by the other methods: H2L and others.
  package var similarities: ByMethod<Int> = [:]

  package init() {}

  /// Counts that a search can reach; ten thousand of them can be added up.
  package static let counts = 0...1 << 48

  /// Whether the numbers of a file are counts.
  package var isSound: Bool {
    Self.counts.contains(patchProducts) && Self.counts.contains(transports)
      && similarities.allSatisfy { Self.counts.contains($0.1) }
  }

  package static func += (total: inout Self, more: Self) {
    total.patchProducts += more.patchProducts
    total.transports += more.transports
    for (method, count) in more.similarities { total.similarities[method, default: 0] += count }
  }
}

/// The wall-clock time of a part of a search, which varies from run to run.
package struct SearchTime: Sendable, Equatable {
  package let method: ScoringMethod
  /// The setting of an EMD; `nil` for the products of the patches, which all weightings and solvers
  /// share.
  package let transport: TransportSetting?
  package let milliseconds: Double
}
