import Basics
import Networks

/// The EMD's fused score of many pictures of one query, such as covered ones, against the same few
/// candidates.
package struct CandidateScoring: Sendable {
  private let search: TwoStageSearch
  private let query: Query
  private let shape: BackboneShape
  private let indices: [Int]
  private let candidates: CandidatePatches
  private let distance: EarthMoversDistance
  private let alpha: Double
  private let grid: PatchGrid

  /// The published solver's scores depend on the other candidates; here each pair converges by itself.
  ///
  /// - Parameters:
  ///   - query: The query whose pictures follow; landmarks for LMK stay where they are in it.
  ///   - indices: The candidates, at least one.
  /// - Throws: `LandmarksMissing`, `LandmarkError`, `GalleryError`.
  package init(
    _ search: TwoStageSearch, _ query: Query, shape: BackboneShape, _ indices: [Int],
    _ settings: IdentificationSettings
  ) throws {
    self.search = search
    self.query = query
    self.shape = shape
    self.indices = indices
    grid = search.grid(settings.grid)
    distance = EarthMoversDistance(
      weighting: settings.weighting,
      solver: settings.solver == .published ? .sinkhorn : settings.solver,
      epsilon: settings.epsilon)
    alpha = settings.alpha
    candidates = try search.candidates(
      indices, on: grid, withLandmarks: settings.weighting.needsLandmarks)
  }

  /// Returns the fused scores, shape `[pictures, candidates]`.
  ///
  /// - Complexity: One transport for each, on `Threads.count` threads.
  /// - Throws: The errors of a ranking.
  package func scores(of pictures: [FaceFeatures]) throws -> [[Double]] {
    try collectInParallel(count: pictures.count) { place, _ in
      Result { try scores(of: pictures[place]) }
    }.map { try $0.get() }
  }

  private func scores(of features: FaceFeatures) throws -> [Double] {
    let seen = query.seen(as: features, shape: shape)
    let face = try search.patches(
      of: seen, on: grid, withLandmarks: distance.weighting.needsLandmarks)
    let similarities = try distance.scores(of: face, against: candidates)
    return zip(search.cosines(seen, indices), similarities).map { cosine, transport in
      Fusion.score(similarity: transport.similarity, cosine: cosine, alpha: alpha)
    }
  }
}
