/// A model that tells how alike two faces are.
///
/// One that looks at each picture by itself ranks a whole gallery; one that sees both at once is too
/// dear for that, and re-ranks the first candidates of stage 1.
package protocol Scorer: Sendable {
  /// Whether it sees both pictures at once.
  var readsPair: Bool { get }
  /// Pictures of the gallery.
  var galleryCount: Int { get }

  /// How alike a query is to some gallery pictures, in their order: greater is more alike, at most 1.
  ///
  /// - Throws: A sentence where the query, or a picture of a pair, cannot be scored.
  func similarities(_ query: Query, _ indices: [Int]) throws -> [Double]

  /// The gallery in the order of a model that looks at each picture by itself.
  ///
  /// - Parameters:
  ///   - stage1: The backbone's order, without the query's own pictures.
  ///   - excluded: The query's own pictures, which must not be found.
  ///   - depth: How many are wanted.
  func nearest(_ query: Query, stage1: [Neighbor], excluding excluded: Set<Int>, depth: Int) throws
    -> [Neighbor]
}

extension Scorer {
  package func nearest(
    _ query: Query, stage1: [Neighbor], excluding excluded: Set<Int>, depth: Int
  ) throws -> [Neighbor] {
    let indices = (0..<galleryCount).filter { !excluded.contains($0) }
    let ranked = zip(indices, try similarities(query, indices))
      .map { Neighbor(index: $0, cosine: $1.isNaN ? -1 : $1) }
      .sorted { ($0.cosine, $1.index) > ($1.cosine, $0.index) }
    return Array(ranked.prefix(depth))
  }

  /// The order of a gallery by this scorer, best first.
  ///
  /// - Parameters:
  ///   - stage1: The first stage's ranking, best first, without the query's own pictures.
  ///   - topK: How many of them a model of pairs re-ranks.
  ///   - alphas: Its shares in the fused score; one order for each. A model of single pictures has
  ///     one order whatever they are.
  /// - Returns: Places in the gallery.
  package func orders(
    _ query: Query, stage1: [Neighbor], topK: Int, alphas: [Double], excluding excluded: Set<Int>
  ) throws -> [[Int]] {
    guard readsPair else {
      let order = try nearest(
        query, stage1: stage1, excluding: excluded, depth: stage1.count
      ).map(\.index)
      return alphas.map { _ in order }
    }
    let similarities = try similarities(query, stage1.prefix(topK).map(\.index))
    return alphas.map { alpha in
      Ranking(.h2l, stage1, similarities: similarities, alpha: alpha).candidates
        .map(\.galleryIndex)
    }
  }
}

/// The CNN's cosine ("C"): stage 1 itself.
package struct EmbeddingScorer: Scorer {
  private let gallery: Gallery

  package init(_ gallery: Gallery) { self.gallery = gallery }

  package var readsPair: Bool { false }
  package var galleryCount: Int { gallery.entries.count }

  package func similarities(_ query: Query, _ indices: [Int]) -> [Double] {
    indices.map { index in
      zip(query.embedding, gallery.embeddings.row(index)).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
  }

  package func nearest(
    _ query: Query, stage1: [Neighbor], excluding excluded: Set<Int>, depth: Int
  ) -> [Neighbor] { Array(stage1.prefix(depth)) }
}

/// The Earth Mover's Distance between patches ("D").
package struct TransportScorer: Scorer {
  private let identifier: Identifier
  private let distance: EarthMoversDistance

  package init(_ identifier: Identifier, _ distance: EarthMoversDistance) {
    self.identifier = identifier
    self.distance = distance
  }

  package var readsPair: Bool { true }
  package var galleryCount: Int { identifier.gallery.entries.count }

  package func similarities(_ query: Query, _ indices: [Int]) throws -> [Double] {
    try identifier.emd(query, indices, distance).map(\.similarity)
  }
}
