import Basics
import Networks

/// The EMD's fused score of many pictures of one query, such as covered ones, against the same few
/// candidates.
package struct CandidateScoring: Sendable {
  private let search: TwoStageSearch
  private let query: Query
  private let shape: BackboneShape
  private let indices: [Int]
  private let needed: Int
  private let candidates: CandidatePatches
  private let distance: EarthMoversDistance
  private let alpha: Double
  private let grid: PatchGrid

  /// The published solver's scores depend on the other candidates; here each pair converges by itself.
  ///
  /// - Parameters:
  ///   - query: The query whose pictures follow; landmarks for LMK stay where they are in it.
  ///   - indices: The candidates, at least one.
  ///   - needed: The number of first candidates whose scores are needed; of the others only the best.
  /// - Throws: `LandmarksMissing`, `LandmarkError`, `GalleryError`.
  package init(
    _ search: TwoStageSearch, _ query: Query, shape: BackboneShape, _ indices: [Int],
    needed: Int? = nil, _ settings: IdentificationSettings
  ) throws {
    self.search = search
    self.query = query
    self.shape = shape
    self.indices = indices
    self.needed = needed ?? indices.count
    grid = search.grid(settings.grid)
    distance = EarthMoversDistance(
      weighting: settings.weighting,
      solver: settings.solver == .published ? .sinkhorn : settings.solver,
      epsilon: settings.epsilon)
    alpha = settings.alpha
    candidates = try search.candidates(
      indices, on: grid, withLandmarks: settings.weighting.needsLandmarks)
  }

  /// Returns the fused scores, shape `[pictures, candidates]`; that of a candidate that is not needed and
  /// not the best of its kind may be -infinity.
  ///
  /// - Complexity: One transport for each needed candidate, and a few for the others, on
  ///   `Threads.count` threads.
  /// - Throws: The errors of a ranking.
  package func scores(of pictures: [FaceFeatures]) throws -> [[Double]] {
    let spaces = (0..<Threads.count).map { _ in
      SinkhornWorkspace(rows: grid.count, columns: grid.count)
    }
    return try collectInParallel(count: pictures.count) { place, worker in
      Result { try scores(of: pictures[place], spaces[worker]) }
    }.map { try $0.get() }
  }

  private func scores(of features: FaceFeatures, _ space: SinkhornWorkspace) throws -> [Double] {
    let seen = query.seen(as: features, shape: shape)
    let face = try search.patches(
      of: seen, on: grid, withLandmarks: distance.weighting.needsLandmarks)
    try distance.requireInputs(face, candidates)
    let products = PatchProducts(
      query: face, candidates: candidates, withDescriptors: distance.weighting.needsDescriptors)
    let cosines = search.cosines(seen, indices)
    func fused(_ place: Int, _ similarity: Double) -> Double {
      Fusion.score(similarity: similarity, cosine: cosines[place], alpha: alpha)
    }
    func score(_ place: Int) -> Double {
      distance.setWeights(space, place, face, candidates, products)
      return fused(place, distance.score(space, place, products).similarity)
    }
    var scores = (0..<needed).map(score)
    scores += [Double](repeating: -.infinity, count: indices.count - needed)
    var best = -Double.infinity
    let bounds = (needed..<indices.count).map { place in
      distance.setWeights(space, place, face, candidates, products)
      return (place: place, bound: fused(place, space.bound(products, place)))
    }
    for (place, bound) in bounds.sorted(by: { ($0.bound, $1.place) > ($1.bound, $0.place) }) {
      guard bound >= best else { break }
      scores[place] = score(place)
      best = max(best, scores[place])
    }
    return scores
  }
}

extension SinkhornWorkspace {
  /// Returns what the similarity cannot exceed, whatever the flow: all weight of a side goes to the most
  /// similar patch of the other, for the side where that is less.
  fileprivate func bound(_ products: PatchProducts, _ candidate: Int) -> Double {
    let matrix = products.matrix(candidate)
    var columns = [Float](repeating: -1, count: pair.columns)
    var sums = (rows: 0.0, columns: 0.0)
    for row in 0..<pair.rows {
      var greatest: Float = -1
      for column in 0..<pair.columns {
        let similarity = matrix[row * products.stride + column]
        greatest = max(greatest, similarity)
        columns[column] = max(columns[column], similarity)
      }
      sums.rows += Double(rowWeights[row]) * Double(greatest)
    }
    for column in 0..<pair.columns {
      sums.columns += Double(columnWeights[column]) * Double(columns[column])
    }
    // Weights and marginals of an entropic flow are right to 1e-6.
    return min(sums.rows, sums.columns) + 1e-5
  }
}
