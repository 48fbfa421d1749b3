import Networks

/// The scorer of a report that runs an H2L on a backbone's patches.
package struct HybridScorer: Scorer {
  private let gallery: Gallery
  private let transformer: HybridTransformer

  /// - Precondition: The transformer accepts the gallery's patches.
  package init(_ transformer: HybridTransformer, gallery: Gallery) {
    precondition(transformer.shape.grid == gallery.grid)
    precondition(transformer.shape.patchSize == gallery.channels)
    self.gallery = gallery
    self.transformer = transformer
  }

  package var galleryCount: Int { gallery.entries.count }

  /// - Throws: `RerankerOverflow` if the re-ranker's output is not finite.
  package func similarities(_ query: Query, _ indices: [Int]) throws -> [Double] {
    guard !indices.isEmpty else { return [] }
    let similarities = transformer.vectors(
      query: query.networkOutput, candidates: try gallery.networkOutputs(indices)
    ).similarities
    if let place = similarities.firstIndex(where: { !$0.isFinite }) {
      throw RerankerOverflow(candidate: gallery.entries[indices[place]].path)
    }
    return similarities
  }

  package func tokens(_ query: Query, _ index: Int) throws -> PairTokens? {
    let trace = transformer.trace(
      query: query.networkOutput, candidate: try gallery.networkOutputs([index]))
    return PairTokens(
      query: trace.queryTokens, candidate: trace.candidateTokens,
      size: transformer.shape.tokenSize)
  }
}
