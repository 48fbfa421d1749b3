/// The contribution of one pair of patches to an EMD similarity.
package struct PatchContribution: Sendable, Equatable, Codable {
  package let queryPatch: Int
  package let galleryPatch: Int
  /// The share of the weight that goes this way, 0...1.
  package let flow: Double
  /// The cosine of the two patches.
  package let similarity: Double

  package init(queryPatch: Int, galleryPatch: Int, flow: Double, similarity: Double) {
    self.queryPatch = queryPatch
    self.galleryPatch = galleryPatch
    self.flow = flow
    self.similarity = similarity
  }

  /// Over all pairs these sum to the EMD similarity.
  package var contribution: Double { flow * similarity }
}

extension FlowMap {
  /// The pairs of patches that add most to the EMD similarity, the greatest first.
  ///
  /// - Returns: Pairs with a flow, at most `count`; equal contributions in the order of the query
  ///   patches, then of the gallery patches.
  package func strongestPairs(count: Int) -> [PatchContribution] {
    let columns = grid.count
    let pairs = flow.indices.filter { flow[$0] > 0 }.map {
      PatchContribution(
        queryPatch: $0 / columns, galleryPatch: $0 % columns, flow: flow[$0],
        similarity: similarity[$0])
    }
    let sorted = pairs.enumerated().sorted {
      ($0.element.contribution, $1.offset) > ($1.element.contribution, $0.offset)
    }
    return sorted.prefix(count).map(\.element)
  }

  /// Returns the sum of all other pairs; with these pairs, it gives `emdSimilarity`.
  package func contribution(beyond pairs: [PatchContribution]) -> Double {
    pairs.reduce(emdSimilarity) { $0 - $1.contribution }
  }
}
