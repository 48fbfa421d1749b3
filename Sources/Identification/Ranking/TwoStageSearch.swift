import Basics
import Faces
import Networks
import Tensors

/// The engine for all scores: stage 1 on a gallery, then every other method, for all settings of a
/// plan.
///
/// For one query it computes each cosine once, each product of its patches with a candidate's on
/// one grid, each transport and each similarity of another method, whatever the number of
/// weightings, solvers, alphas and k.
package struct TwoStageSearch: Sendable {
  package let gallery: Gallery
  /// The scorers other than stage 1 and the EMD.
  package let scorers: ByMethod<any Scorer>
  /// The methods without trained weights: they run if a plan requests them, to measure their time,
  /// but their rankings do not count.
  package let untrained: Set<ScoringMethod>
  package let landmarks: LandmarkReader
  /// How stage 1 ranks people with several pictures.
  package let template: TemplateRule
  private let search: EmbeddingSearch
  /// `nil` if stage 1 ranks each picture by itself.
  private let templates: PersonTemplates?
  private let owners: OwnPictures

  /// - Parameters:
  ///   - scorers: The scorers other than stage 1 and the EMD, which every gallery has.
  ///   - untrained: The scorers whose rankings do not count.
  ///   - rule: The rule for gallery pictures that are left out of a query's ranking.
  ///   - template: How stage 1 ranks people with several pictures.
  package init(
    gallery: Gallery, scorers: ByMethod<any Scorer> = [:], untrained: Set<ScoringMethod> = [],
    ownPictures rule: OwnPictureRule = .samePicture, template: TemplateRule = .none,
    landmarks: LandmarkReader = LandmarkReader()
  ) {
    self.gallery = gallery
    self.scorers = scorers
    self.untrained = untrained
    self.landmarks = landmarks
    self.template = template
    search = EmbeddingSearch(gallery.embeddings)
    templates = PersonTemplates(
      template, labels: gallery.entries.map(\.label), embeddings: gallery.embeddings)
    owners = OwnPictures(gallery, rule: rule)
  }

  /// The methods that rank in a report: stage 1, the EMD and every method with trained weights that
  /// compares pairs.
  package var opinions: [ScoringMethod] {
    [.stage1, .emd] + scorers.methods.filter { $0.reranks && !untrained.contains($0) }
  }

  package func grid(_ choice: GridChoice) -> PatchGrid { choice.grid(native: gallery.grid) }

  /// Returns the first `depth` pictures of the gallery for each of several queries, by stage 1: in the
  /// order of their cosines, or of their people by `template`.
  ///
  /// The query's own pictures are left out.
  package func stage1(_ queries: [Query], depth: Int) -> [[Neighbor]] {
    stage1(queries, depth: depth, excluding: queries.map(ownPictures))
  }

  /// Returns the same with each query's own pictures in their places.
  package func stage1WithOwn(_ queries: [Query], depth: Int) -> [[Neighbor]] {
    stage1(queries, depth: depth, excluding: queries.map { _ in [] })
  }

  /// Returns the same without some pictures for each query.
  package func stage1(
    _ queries: [Query], depth: Int, excluding excluded: [Set<Int>]
  ) -> [[Neighbor]] {
    if let templates {
      return templates.nearest(
        to: queries.map(\.embedding), depth: depth, excluding: excluded)
    }
    return search.nearest(to: queries.flatMap(\.embedding), k: depth, excluding: excluded)
  }

  /// Returns the gallery pictures that are the query's own, by the rule of this search.
  package func ownPictures(of query: Query) -> Set<Int> {
    Set(owners.places(of: query).map(\.index))
  }

  /// Returns the same pictures, each with its name and the reason why it is left out.
  package func leftOut(of query: Query) -> [LeftOutPicture] {
    owners.places(of: query).map { index, reason in
      LeftOutPicture(
        path: gallery.entries.path(of: index), label: gallery.entries.label(of: index),
        reason: reason)
    }
  }

  /// Returns stage 1's scores of some gallery pictures, in their order, in double precision: cosines of
  /// the query with the pictures, or with the means of their people.
  package func cosines(_ query: Query, _ indices: [Int]) -> [Double] {
    guard template == .mean, let templates else {
      return gallery.embeddings.withOwner {
        indices.map { orderedProduct(query.embedding, gallery.embeddings.row($0)) }
      }
    }
    let own = ownPictures(of: query)
    return indices.map { orderedProduct(query.embedding, templates.vector(of: $0, without: own)) }
  }

  /// Returns the vector whose product with a query's embedding is stage 1's score of a gallery picture:
  /// the picture's embedding, or the mean of its person's.
  package func comparedEmbedding(of index: Int, for query: Query) -> [Float] {
    templates?.vector(of: index, without: ownPictures(of: query)) ?? gallery.embedding(of: index)
  }

  // MARK: - Scores

  /// Scores one query by all methods and settings of a plan.
  ///
  /// - Parameters:
  ///   - neighbors: Stage 1's order, best first; the first k are re-ranked.
  ///   - excluded: The query's own pictures, for methods that order a gallery by themselves.
  /// - Precondition: There is a scorer for each of the plan's methods.
  /// - Throws: `LandmarksMissing` if a picture lacks landmarks for LMK, `LandmarkError` for a
  ///   broken landmark file, and the errors of scorers.
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
        found.similarities[method] = try scorer.similarities(
          query, first,
          deciding: DecidedPlaces(
            cosines: neighbors.prefix(plan.depth).map(\.cosine), depths: plan.depths,
            alphas: plan.decidedAlphas ?? plan.alphas))
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

  /// Computes the EMD for all grids, solvers and weightings.
  private func transport(
    _ query: Query, _ first: [Int], _ plan: SearchPlan, _ found: inout QueryScores
  ) throws {
    for choice in plan.grids {
      var start = ContinuousClock.now
      let input =
        try first.isEmpty
        ? nil
        : TransportInput(
          self, query, first, choice, withLandmarks: plan.needsLandmarks,
          withDescriptors: plan.weightings.contains(where: \.needsDescriptors))
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

  /// Returns the EMD similarities of a query to some gallery pictures, in their order.
  ///
  /// - Throws: The errors of `scores`.
  package func emd(
    _ query: Query, _ indices: [Int], _ distance: EarthMoversDistance, grid: GridChoice
  ) throws -> [TransportScore] {
    guard !indices.isEmpty else { return [] }
    let plan = SearchPlan(
      methods: [.emd], grids: [grid], solvers: [distance.solver],
      weightings: [distance.weighting], epsilon: distance.epsilon, depths: [indices.count],
      alphas: [1])
    // A transport does not use the cosine.
    let neighbors = indices.map { Neighbor(index: $0, cosine: 0) }
    return try scores(query, neighbors, plan).transportScores(plan.rankings[0])
  }

  /// Returns the flows by which `emd` scores a query against some gallery pictures, in the order of
  /// `wanted`.
  ///
  /// - Parameters:
  ///   - indices: The candidates of one ranking, in its first stage's order: the published solver's
  ///     flows depend on all of them.
  ///   - wanted: Some of them.
  /// - Throws: The errors of `scores`.
  package func flows(
    _ query: Query, _ indices: [Int], of wanted: [Int], _ distance: EarthMoversDistance,
    grid: GridChoice
  ) throws -> [PairFlow] {
    guard !wanted.isEmpty else { return [] }
    let scored = distance.solver == .published ? indices : wanted
    let input = try TransportInput(
      self, query, scored, grid, withLandmarks: distance.weighting.needsLandmarks,
      withDescriptors: distance.weighting.needsDescriptors)
    let places = wanted.map { index in scored.firstIndex(of: index)! }
    return try input.flows(distance, wanted: places)
  }

  // MARK: - Faces

  /// Returns a query's patches for the EMD, on a grid.
  package func patches(of query: Query, on grid: PatchGrid, withLandmarks: Bool) throws
    -> FacePatches
  {
    FacePatches(
      patches: query.patches.pooled(to: grid), descriptor: query.descriptor,
      landmarkDensity: withLandmarks
        ? try landmarks.density(
          at: query.listed.location, query.sighting, sha256: query.sha256, width: query.width,
          height: query.height, grid: grid) : nil)
  }

  /// Returns a gallery face's patches for the EMD, on a grid.
  package func patches(of index: Int, on grid: PatchGrid, withLandmarks: Bool) throws
    -> FacePatches
  {
    FacePatches(
      patches: try gallery.patches(of: index).pooled(to: grid),
      descriptor: try gallery.descriptor(of: index),
      landmarkDensity: withLandmarks ? try landmarkDensity(index, grid: grid) : nil)
  }

  /// Returns several gallery faces' patches for the EMD, on a grid.
  ///
  /// - Throws: `LandmarksMissing` if a face lacks landmarks.
  func candidates(_ indices: [Int], on grid: PatchGrid, withLandmarks: Bool) throws
    -> CandidatePatches
  {
    guard grid != gallery.grid else {
      let densities =
        try withLandmarks
        ? indices.flatMap { index in
          guard let density = try landmarkDensity(index, grid: grid) else {
            throw LandmarksMissing(path: gallery.entries[index].path)
          }
          return density
        } : nil
      return try gallery.candidates(indices, landmarkDensities: densities)
    }
    return CandidatePatches(
      try indices.map { index in
        let face = try patches(of: index, on: grid, withLandmarks: withLandmarks)
        if withLandmarks && face.landmarkDensity == nil {
          throw LandmarksMissing(path: gallery.entries[index].path)
        }
        return face
      })
  }

  fileprivate func landmarkDensity(_ index: Int, grid: PatchGrid) throws -> [Double]? {
    let entry = gallery.entries[index]
    return try landmarks.density(
      at: gallery.locations[index], entry.face, sha256: entry.sha256, width: entry.width,
      height: entry.height, grid: grid)
  }
}

/// A query and its candidates on one grid, with the products of their patches.
private struct TransportInput {
  let face: FacePatches
  let candidates: CandidatePatches
  let products: PatchProducts

  init(
    _ search: TwoStageSearch, _ query: Query, _ indices: [Int], _ choice: GridChoice,
    withLandmarks needsLandmarks: Bool, withDescriptors: Bool
  ) throws {
    let grid = search.grid(choice)
    face = try search.patches(of: query, on: grid, withLandmarks: needsLandmarks)
    if needsLandmarks && face.landmarkDensity == nil {
      throw LandmarksMissing(path: query.name)
    }
    candidates = try search.candidates(indices, on: grid, withLandmarks: needsLandmarks)
    products = PatchProducts(
      query: face, candidates: candidates, withDescriptors: withDescriptors)
  }

  func flows(_ distance: EarthMoversDistance, wanted: [Int]) throws -> [PairFlow] {
    try distance.flows(
      of: face, against: candidates, count: candidates.count, wanted: wanted, products: products)
  }

  func scores(_ distance: EarthMoversDistance, count: Int) throws -> [TransportScore] {
    try distance.scores(of: face, against: candidates, count: count, products: products)
  }
}

/// The error that the H2L's output is infinite or not a number.
package struct RerankerOverflow: Error, Equatable, CustomStringConvertible {
  package let candidate: String

  package var description: String {
    """
    The re-ranker's results for '\(candidate)' are infinite or not numbers, so its file is \
    damaged or was made for another backbone.
    """
  }
}

/// The error that a picture lacks the landmark file that the weighting LMK needs.
package struct LandmarksMissing: Error, Equatable, CustomStringConvertible {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  package var description: String {
    """
    The weighting lmk needs 68 landmarks for '\(path)'. Put a '.pts' or '.json' file next to the \
    picture, or choose another weighting.
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
