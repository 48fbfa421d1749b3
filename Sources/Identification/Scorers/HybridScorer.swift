import Networks

/// The scorer of a report that runs an H2L on a backbone's patches, in 8 bits if the transformer has
/// them.
package struct HybridScorer: Scorer {
  private let gallery: Gallery
  private let transformer: HybridTransformer

  /// The number of places beyond the first that are computed again in any case, and of standard
  /// deviations of an error that a candidate would need to move up.
  private static let extraPlaces = 2
  private static let deviations = 4.0

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
    try similarities(query, indices, transformer.hasInt8 ? .int8 : .float)
  }

  /// Decides the first places in 32 bits, whatever the precision.
  ///
  /// The candidates that come first in 8 bits are computed again. How far their similarities move
  /// shows which others could still be among the first; these follow. The rest moves by the mean, and
  /// stays rounded.
  package func similarities(
    _ query: Query, _ indices: [Int], deciding places: DecidedPlaces
  ) throws -> [Double] {
    guard transformer.hasInt8, indices.count > 1 else { return try similarities(query, indices) }
    let rounded = try similarities(query, indices, .int8)
    var exact: [Int: Double] = [:]
    var wanted = places.undecided(rounded, margin: 0, extra: Self.extraPlaces)
    var result = rounded
    while !wanted.isEmpty {
      let again = try similarities(query, wanted.map { indices[$0] }, .float)
      for (place, similarity) in zip(wanted, again) { exact[place] = similarity }
      let known = exact.keys.sorted()
      let errors = known.map { exact[$0]! - rounded[$0] }
      let mean = errors.reduce(0, +) / Double(errors.count)
      let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(errors.count)
      result = rounded.enumerated().map { exact[$0] ?? max(-1, min(1, $1 + mean)) }
      // Only one of two that are compared may be wrong: half the margin.
      wanted = places.undecided(
        result, known: Set(known), margin: Self.deviations * variance.squareRoot() / 2)
    }
    return result
  }

  private func similarities(
    _ query: Query, _ indices: [Int], _ precision: Precision
  ) throws -> [Double] {
    guard !indices.isEmpty else { return [] }
    let similarities = transformer.vectors(
      query: query.networkOutput, candidates: try gallery.networkOutputs(indices),
      precision: precision
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
