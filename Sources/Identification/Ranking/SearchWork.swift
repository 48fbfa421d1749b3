/// What a search has computed: each of these once for a query, a candidate and a setting.
package struct SearchWork: Sendable, Equatable {
  /// Products of all patches of a query with all patches of a candidate on one grid.
  package var patchProducts = 0
  /// Transports solved.
  package var transports = 0
  /// Similarities of the other methods: H2L and others.
  package var similarities: ByMethod<Int> = [:]

  package init() {}

  package static func += (total: inout Self, more: Self) {
    total.patchProducts += more.patchProducts
    total.transports += more.transports
    for (method, count) in more.similarities { total.similarities[method, default: 0] += count }
  }
}

/// Wall-clock time of a part of a search: volatile.
package struct SearchTime: Sendable, Equatable {
  package let method: ScoringMethod
  /// Of an EMD; `nil`: the products of the patches, which all weightings and solvers share.
  package let transport: TransportSetting?
  package let milliseconds: Double
}
