import Basics
import Faces
import Networks
import Tensors

/// The one engine that scores: stage 1 on a gallery, then every other method, for all settings of a plan.
///
/// For one query it computes each cosine, the products of its patches with a candidate's on one grid,
/// each transport and each similarity of another method once, whatever the number of weightings,
/// solvers, alphas and k.
package struct TwoStageSearch: Sendable {
  package let gallery: Gallery
  /// Those besides stage 1 and the EMD.
  package let scorers: ByMethod<any Scorer>
  /// Methods whose weights nobody trained: they run where a plan asks for them, for their time, and have
  /// no opinion.
  package let untrained: Set<ScoringMethod>
  package let landmarks: LandmarkReader
  private let search: EmbeddingSearch
  private let owners: OwnPictures

  /// - Parameters:
  ///   - scorers: Besides stage 1 and the EMD, which every gallery has.
  ///   - untrained: Those of them that have no opinion.
  ///   - rule: Which gallery pictures are left out of a query's ranking.
  package init(
    gallery: Gallery, scorers: ByMethod<any Scorer> = [:], untrained: Set<ScoringMethod> = [],
    ownPictures rule: OwnPictureRule = .samePicture, landmarks: LandmarkReader = LandmarkReader()
  ) {
    self.gallery = gallery
    self.scorers = scorers
    self.untrained = untrained
    self.landmarks = landmarks
    search = EmbeddingSearch(gallery.embeddings)
    owners = OwnPictures(gallery, rule: rule)
  }

  /// What ranks in a report: stage 1, the EMD and every method with trained weights that sees pairs.
  package var opinions: [ScoringMethod] {
    [.stage1, .emd] + scorers.methods.filter { $0.reranks && !untrained.contains($0) }
  }

  package func grid(_ choice: GridChoice) -> PatchGrid { choice.grid(native: gallery.grid) }

  /// Stage 1 of several queries: the nearest `depth` of the gallery for each.
  ///
  /// The query's own pictures are left out.
  package func stage1(_ queries: [Query], depth: Int) -> [[Neighbor]] {
    search.nearest(
      to: queries.flatMap(\.embedding), k: depth, excluding: queries.map(ownPictures))
  }

  /// The gallery pictures that are the query's own, by the rule of this search.
  package func ownPictures(of query: Query) -> Set<Int> {
    Set(owners.places(of: query).map(\.index))
  }

  /// The same pictures, each with its name and why it is left out.
  package func leftOut(of query: Query) -> [LeftOutPicture] {
    owners.places(of: query).map { index, reason in
      let entry = gallery.entries[index]
      return LeftOutPicture(path: entry.path, label: entry.label, reason: reason)
    }
  }

  /// Stage 1's cosines of a query with some gallery pictures, in their order, in double precision.
  package func cosines(_ query: Query, _ indices: [Int]) -> [Double] {
    gallery.embeddings.withOwner {
      indices.map { orderedProduct(query.embedding, gallery.embeddings.row($0)) }
    }
  }

  /// The same in single precision, by products of whole blocks: off by `NearestList.margin` at most.
  ///
  /// - Complexity: O(indices * d), on `Threads.count` threads.
  package func nearCosines(_ query: Query, _ indices: [Int]) -> [Double] {
    search.products(of: query.embedding, with: indices).map(Double.init)
  }

  /// How far `nearCosines` may be off.
  package static var cosineMargin: Double { Double(NearestList.margin) }

  // MARK: - Scores

  /// Scores one query by all methods and settings of a plan.
  ///
  /// - Parameters:
  ///   - neighbors: Stage 1's order, best first; the first k of it are re-ranked.
  ///   - excluded: The query's own pictures, for methods that order a gallery by themselves.
  /// - Precondition: The plan's methods have a scorer here.
  /// - Throws: `LandmarksMissing` where LMK needs what a picture lacks, `LandmarkError` for a broken
  ///   landmark file, and what a scorer throws.
  package func scores(
    _ query: Query, _ neighbors: [Neighbor], _ plan: SearchPlan, excluding excluded: Set<Int> = []
  ) throws -> QueryScores {
    var found = QueryScores(neighbors)
    let first = neighbors.prefix(plan.depth).map(\.index)
    for method in plan.methods where method != .stage1 {
      guard method != .emd else {
        try transport(query, first, plan, &found)
        continue
      }
      guard let scorer = scorers[method] else {
        preconditionFailure("no scorer for '\(method.rawValue)'")
      }
      let start = ContinuousClock.now
      if method.reranks {
        found.similarities[method] = try scorer.similarities(query, first)
      } else {
        found.orders[method] = try scorer.nearest(
          query, stage1: neighbors, excluding: excluded, depth: neighbors.count)
      }
      found.work.similarities[method, default: 0] +=
        method.reranks ? first.count : scorer.galleryCount - excluded.count
      found.times.append(
        SearchTime(method: method, transport: nil, milliseconds: milliseconds(since: start)))
    }
    return found
  }

  /// The EMD by all grids, solvers and weightings.
  private func transport(
    _ query: Query, _ first: [Int], _ plan: SearchPlan, _ found: inout QueryScores
  ) throws {
    for choice in plan.grids {
      var start = ContinuousClock.now
      let input = try first.isEmpty ? nil : TransportInput(self, query, first, choice, plan)
      found.times.append(
        SearchTime(method: .emd, transport: nil, milliseconds: milliseconds(since: start)))
      if input != nil { found.work.patchProducts += first.count }
      for setting in plan.transports where setting.grid == choice {
        start = ContinuousClock.now
        let distance = EarthMoversDistance(
          weighting: setting.weighting, solver: setting.solver, epsilon: plan.epsilon)
        for depth in plan.depths {
          let key = QueryScores.TransportKey(setting, depth: depth)
          guard found.transports[key] == nil else { continue }
          let count = key.depth.map { min($0, first.count) } ?? first.count
          found.transports[key] = try input?.scores(distance, count: count) ?? []
          found.work.transports += count
        }
        found.times.append(
          SearchTime(
            method: .emd, transport: setting, milliseconds: milliseconds(since: start)))
      }
    }
  }

  /// EMD similarities of a query to some gallery pictures, in their order.
  ///
  /// - Throws: As `scores`.
  package func emd(
    _ query: Query, _ indices: [Int], _ distance: EarthMoversDistance, grid: GridChoice
  ) throws -> [TransportScore] {
    guard !indices.isEmpty else { return [] }
    let plan = SearchPlan(
      methods: [.emd], grids: [grid], solvers: [distance.solver],
      weightings: [distance.weighting], epsilon: distance.epsilon, depths: [indices.count],
      alphas: [1])
    // A cosine is of no use to a transport.
    let neighbors = indices.map { Neighbor(index: $0, cosine: 0) }
    return try scores(query, neighbors, plan).transportScores(plan.rankings[0])
  }

  // MARK: - Faces

  /// A query as the EMD takes it, on a grid.
  package func patches(of query: Query, on grid: PatchGrid, withLandmarks: Bool) throws
    -> FacePatches
  {
    FacePatches(
      patches: query.patches.pooled(to: grid), descriptor: query.descriptor,
      landmarkDensity: withLandmarks
        ? try landmarks.density(
          at: query.listed.location, query.sighting, width: query.width, height: query.height,
          grid: grid) : nil)
  }

  /// A gallery face as the EMD takes it, on a grid.
  package func patches(of index: Int, on grid: PatchGrid, withLandmarks: Bool) throws
    -> FacePatches
  {
    FacePatches(
      patches: try gallery.patches(of: index).pooled(to: grid),
      descriptor: try gallery.descriptor(of: index),
      landmarkDensity: withLandmarks ? try landmarkDensity(index, grid: grid) : nil)
  }

  fileprivate func landmarkDensity(_ index: Int, grid: PatchGrid) throws -> [Double]? {
    let entry = gallery.entries[index]
    return try landmarks.density(
      at: gallery.locations[index], entry.face, width: entry.width, height: entry.height,
      grid: grid)
  }
}

/// A query and its candidates on one grid, with the products of their patches.
private struct TransportInput {
  let face: FacePatches
  let candidates: CandidatePatches
  let products: PatchProducts

  init(
    _ search: TwoStageSearch, _ query: Query, _ indices: [Int], _ choice: GridChoice,
    _ plan: SearchPlan
  ) throws {
    let needsLandmarks = plan.needsLandmarks
    let grid = search.grid(choice)
    face = try search.patches(of: query, on: grid, withLandmarks: needsLandmarks)
    if needsLandmarks && face.landmarkDensity == nil {
      throw LandmarksMissing(path: query.name)
    }
    let gallery = search.gallery
    if grid == gallery.grid {
      let densities =
        try needsLandmarks
        ? indices.flatMap { index in
          guard let density = try search.landmarkDensity(index, grid: grid) else {
            throw LandmarksMissing(path: gallery.entries[index].path)
          }
          return density
        } : nil
      candidates = try gallery.candidates(indices, landmarkDensities: densities)
    } else {
      candidates = CandidatePatches(
        try indices.map { index in
          let face = try search.patches(of: index, on: grid, withLandmarks: needsLandmarks)
          if needsLandmarks && face.landmarkDensity == nil {
            throw LandmarksMissing(path: gallery.entries[index].path)
          }
          return face
        })
    }
    products = PatchProducts(
      query: face, candidates: candidates,
      withDescriptors: plan.weightings.contains(where: \.needsDescriptors))
  }

  func scores(_ distance: EarthMoversDistance, count: Int) throws -> [TransportScore] {
    try distance.scores(of: face, against: candidates, count: count, products: products)
  }
}

/// The H2L gave numbers that are infinite or not numbers.
package struct RerankerOverflow: Error, Equatable, CustomStringConvertible {
  package let candidate: String

  package var description: String {
    """
    The re-ranker gave numbers that are infinite or not numbers with '\(candidate)'; its file is \
    damaged or was made for another backbone: give the one that was made for this.
    """
  }
}

/// A picture without the landmark file that the weighting LMK needs.
package struct LandmarksMissing: Error, Equatable, CustomStringConvertible {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  package var description: String {
    """
    The weighting lmk needs 68 landmarks for '\(path)'; put a '.pts' or '.json' beside the picture, \
    or choose another weighting.
    """
  }
}

extension GridChoice {
  package func grid(native: PatchGrid) -> PatchGrid {
    switch self {
    case .native: native
    case .fourByFour: .fourByFour
    case .eightByEight: .eightByEight
    }
  }
}
