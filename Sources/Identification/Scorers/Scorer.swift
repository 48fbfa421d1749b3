/// A model that measures the similarity of two faces, behind one method of `TwoStageSearch`.
///
/// A model that processes each picture by itself ranks a whole gallery. A model that compares two
/// pictures at once is too expensive for that, and re-ranks the first candidates of stage 1.
package protocol Scorer: Sendable {
  /// The number of pictures of the gallery.
  var galleryCount: Int { get }

  /// Returns the similarity of a query to some gallery pictures, in their order: greater is more
  /// similar, at most 1.
  ///
  /// - Throws: An error with a sentence if the query, or a picture of a pair, cannot be scored.
  func similarities(_ query: Query, _ indices: [Int]) throws -> [Double]

  /// Returns the same for rankings whose first places must be right, whatever the scorer's precision.
  func similarities(_ query: Query, _ indices: [Int], deciding places: DecidedPlaces) throws
    -> [Double]

  /// Returns the gallery in the order of a model that processes each picture by itself.
  ///
  /// - Parameters:
  ///   - stage1: The backbone's order, without the query's own pictures.
  ///   - excluded: The query's own pictures, which must not be found.
  ///   - depth: The number of neighbors.
  func nearest(_ query: Query, stage1: [Neighbor], excluding excluded: Set<Int>, depth: Int) throws
    -> [Neighbor]

  /// What it makes of the patches of a pair, for a map; `nil`: it has no such thing.
  func tokens(_ query: Query, _ index: Int) throws -> PairTokens?
}

/// A model's output for each patch of two faces, on the backbone's own grid.
package struct PairTokens: Sendable {
  /// The query's tokens, shape `[N, size]`, row by row over the grid.
  package let query: [Float]
  package let candidate: [Float]
  package let size: Int

  package init(query: [Float], candidate: [Float], size: Int) {
    self.query = query
    self.candidate = candidate
    self.size = size
  }
}

extension Scorer {
  package func similarities(
    _ query: Query, _ indices: [Int], deciding places: DecidedPlaces
  ) throws -> [Double] {
    try similarities(query, indices)
  }

  package func nearest(
    _ query: Query, stage1: [Neighbor], excluding excluded: Set<Int>, depth: Int
  ) throws -> [Neighbor] {
    let indices = (0..<galleryCount).filter { !excluded.contains($0) }
    let ranked = zip(indices, try similarities(query, indices))
      .map { Neighbor(index: $0, cosine: $1.isNaN ? -1 : $1) }
      .sorted { ($0.cosine, $1.index) > ($1.cosine, $0.index) }
    return Array(ranked.prefix(depth))
  }

  package func tokens(_ query: Query, _ index: Int) throws -> PairTokens? { nil }
}
