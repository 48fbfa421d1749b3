import Basics
import Identification
import Networks
import Pictures

/// Runs the sanity checks: covers, mirrors and shuffles the query, and embeds it again.
///
/// - Complexity: `2 + 1 + pairs * 2 * 5 + candidates * 10` forward passes in batches of 16, and as
///   many EMD similarities for each candidate as pictures.
struct FaithfulnessTrials {
  let search: TwoStageSearch
  let settings: IdentificationSettings
  let backbone: any Backbone

  /// The number of steps from the whole face to none.
  static let steps = 6
  /// The number of random orders, each with its reverse.
  static let orderPairs = 5
  static let seed: UInt64 = 1
  private static let batchSize = 16

  private var distance: EarthMoversDistance {
    // The published solver's scores depend on the other candidates; the checks score one at a time.
    EarthMoversDistance(
      weighting: settings.weighting,
      solver: settings.solver == .published ? .sinkhorn : settings.solver,
      epsilon: settings.epsilon)
  }

  /// - Parameters:
  ///   - face: The query's picture as the network saw it.
  ///   - shown: The explained candidates.
  ///   - label: Returns the label of a gallery picture.
  /// - Throws: As ranking does.
  func checks(
    _ query: Query, face: Picture, shown: [CandidateEvidence], rankings: Rankings,
    label: (Int) -> String?
  ) throws -> FaithfulnessResults? {
    let ranking = rankings[.emd]
    guard let first = ranking.candidates.first, let grid = shown.first?.flowMaps.last?.grid else {
      return nil
    }
    let steps = DeletionInsertionSteps(patchCount: grid.count, most: Self.steps)
    let random = randomOrders(of: grid.count, pairs: Self.orderPairs, seed: Self.seed)
    let own = shown.map { $0.flowMaps.last!.orderByContribution }
    let plan = DeletionInsertionPlan(steps: steps, randomOrders: random, ownOrders: own)
    let pictures = plan.covered.map {
      face.covering(cells: $0, rows: grid.rows, columns: grid.columns)
    }
    let seen = try embed([face, face.mirrored] + pictures, as: query)
    let table = try similarities(Array(seen.dropFirst(2)), shown.map(\.galleryIndex))
    let whole = try similarities([seen[0]], shown.map(\.galleryIndex))[0]
    let mirrored = try mirror(seen[1], ranking, shown.map(\.galleryIndex))
    let shuffled = try shuffle(query, shown, rankings.rerankers.map(\.method))
    let candidates = shown.indices.map { place in
      let (deletion, insertion) = plan.curves(candidate: place) { picture in
        table[picture][place]
      }
      return CandidateChecks(
        galleryIndex: shown[place].galleryIndex, mirroredScore: mirrored.shown[place].score,
        mirroredRank: mirrored.shown[place].rank,
        shuffledDifference: shuffled[place].similarity,
        shuffledFlowDifference: shuffled[place].flow,
        shuffledSimilarities: shuffled[place].others, deletion: deletion, insertion: insertion)
    }
    let reembedding = zip(whole, shown).map { abs($0 - $1.scores.similarities[.emd]!) }
    let firstLabel = label(first.galleryIndex)
    let newLabel = label(mirrored.first.galleryIndex)
    return FaithfulnessResults(
      selfMatch: try selfMatch(
        query,
        reembedding: settings.solver == .published ? 0 : reembedding.max() ?? 0),
      mirror: FaithfulnessResults.Mirror(
        cosine: orderedProduct(query.embedding, seen[1].embedding),
        firstIndex: mirrored.first.galleryIndex,
        firstScore: mirrored.first.score,
        isSamePicture: mirrored.first.galleryIndex == first.galleryIndex,
        isSamePerson: firstLabel.flatMap { one in newLabel.map { $0 == one } }),
      candidates: candidates, randomOrders: random.count, seed: Self.seed,
      embeddings: pictures.count + 2)
  }

  private func embed(_ pictures: [Picture], as query: Query) throws -> [Query] {
    var seen: [Query] = []
    for start in stride(from: 0, to: pictures.count, by: Self.batchSize) {
      let batch = Array(pictures[start..<min(start + Self.batchSize, pictures.count)])
      seen += try backbone.features(of: batch).map { query.seen(as: $0, shape: backbone.shape) }
    }
    return seen
  }

  /// Returns EMD similarities by the ranking's grid and solver, shape `[queries, candidates]`.
  private func similarities(_ queries: [Query], _ indices: [Int]) throws -> [[Double]] {
    try queries.map {
      try search.emd($0, indices, distance, grid: settings.grid).map(\.similarity)
    }
  }

  private func mirror(
    _ mirrored: Query, _ ranking: Ranking, _ shown: [Int]
  ) throws -> (first: RankedCandidate, shown: [RankedCandidate]) {
    let indices = ranking.candidates.prefix { $0.similarity != nil }.map(\.galleryIndex)
    let cosines = search.cosines(mirrored, indices)
    let again = Ranking(
      .emd, zip(indices, cosines).map { Neighbor(index: $0, cosine: $1) },
      similarities: try search.emd(mirrored, indices, distance, grid: settings.grid)
        .map(\.similarity),
      alpha: settings.alpha)
    return (
      again.candidates[0],
      shown.map { index in again.candidates.first { $0.galleryIndex == index }! }
    )
  }

  private func shuffle(
    _ query: Query, _ shown: [CandidateEvidence], _ methods: [ScoringMethod]
  ) throws -> [(similarity: Double, flow: Double, others: ByMethod<CandidateChecks.Change>)] {
    let native = search.gallery.grid
    let order = randomOrders(of: native.count, pairs: 1, seed: Self.seed)[0]
    let shuffled = query.reordered(order)
    let others = ByMethod(
      try methods.compactMap { method in
        try search.scorers[method].map {
          (method, try $0.similarities(shuffled, shown.map(\.galleryIndex)))
        }
      })
    let usesLandmarks = settings.weighting.needsLandmarks
    let face = try search.patches(of: query, on: native, withLandmarks: usesLandmarks)
    let moved = FacePatches(
      patches: shuffled.patches, descriptor: face.descriptor,
      landmarkDensity: face.landmarkDensity.map { density in order.map { density[$0] } })
    return try shown.indices.map { place in
      let candidate = try search.patches(
        of: shown[place].galleryIndex, on: native, withLandmarks: usesLandmarks)
      func exactMap(_ query: FacePatches) throws -> FlowMap {
        try FlowMap(
          query: query, gallery: candidate, weighting: settings.weighting,
          arithmetic: settings.solver.weightArithmetic)
      }
      let (map, again) = (try exactMap(face), try exactMap(moved))
      var largest = 0.0
      for (row, patch) in order.enumerated() {
        for column in 0..<native.count {
          largest = max(
            largest,
            abs(again.flow[row * native.count + column] - map.flow[patch * native.count + column]))
        }
      }
      let scores = shown[place].scores.similarities
      return (
        again.emdSimilarity - map.emdSimilarity, largest,
        ByMethod(
          others.map { method, similarities in
            (
              method,
              CandidateChecks.Change(before: scores[method]!, after: similarities[place])
            )
          })
      )
    }
  }

  private func selfMatch(
    _ query: Query, reembedding: Double
  ) throws -> FaithfulnessResults.SelfMatch {
    let native = search.gallery.grid
    let face = try search.patches(
      of: query, on: native, withLandmarks: settings.weighting.needsLandmarks)
    let map = try FlowMap(
      query: face, gallery: face, weighting: settings.weighting,
      arithmetic: settings.solver.weightArithmetic)
    let unmoved = map.flow.indices.reduce(0) {
      $0 + (map.similarity[$1] > 0.999999 ? map.flow[$1] : 0)
    }
    return FaithfulnessResults.SelfMatch(
      similarity: map.emdSimilarity, unmovedFlow: unmoved,
      largestReembeddingDifference: reembedding)
  }
}

extension FlowMap {
  /// The query's patches, the one that adds most to the similarity first.
  var orderByContribution: [Int] {
    let contributions = queryContributions
    return contributions.indices.sorted {
      (contributions[$0], $1) > (contributions[$1], $0)
    }
  }
}
