/// The rankings of a gallery by several methods: stage 1 first, then the others in the methods'
/// order.
package struct Rankings: Sendable, Equatable {
  private let byMethod: ByMethod<Ranking>

  /// - Precondition: Stage 1 is among them, and the methods are distinct.
  package init(_ rankings: [Ranking]) {
    byMethod = ByMethod(rankings.map { ($0.method, $0) })
    precondition(byMethod[.stage1] != nil, "rankings without stage 1")
  }

  /// - Precondition: The method is among them.
  package subscript(method: ScoringMethod) -> Ranking {
    guard let ranking = byMethod[method] else {
      preconditionFailure("no ranking by '\(method.rawValue)'")
    }
    return ranking
  }

  package func contains(_ method: ScoringMethod) -> Bool { byMethod[method] != nil }

  package var methods: [ScoringMethod] { byMethod.methods }

  /// All rankings except that by stage 1.
  package var rerankers: [Ranking] { byMethod.values.filter { $0.method != .stage1 } }

  /// The rankings in the order of a report: the EMD, which it explains, then stage 1, then the
  /// others.
  package var explainedFirst: [Ranking] {
    [self[.emd]] + byMethod.values.filter { $0.method != .emd }
  }

  package func map(_ transform: (Ranking) throws -> Ranking) rethrows -> Rankings {
    Rankings(try byMethod.values.map(transform))
  }

  /// Returns each method's position of a gallery picture; methods that do not rank it are absent.
  package func places(of galleryIndex: Int) -> ByMethod<RankedCandidate> {
    ByMethod(
      byMethod.values.compactMap { ranking in
        ranking.candidates.first { $0.galleryIndex == galleryIndex }.map { (ranking.method, $0) }
      })
  }
}

extension Rankings: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { byMethod.count }
  package subscript(position: Int) -> Ranking { byMethod[position].value }
}
