import Basics
import Identification
import Networks

/// Gathers what one query's report shows.
package struct EvidenceBuilder: Sendable {
  package let identifier: Identifier
  package let settings: IdentificationSettings
  /// How many candidates of the EMD's ranking are explained.
  package let show: Int
  /// How many candidates of each ranking are listed.
  package let listed: Int
  private let exhibits: ExhibitReader
  private let backbone: (any Backbone)?
  let layout: FaceLayout
  /// Of the same models and settings; `nil`: no error rates.
  package var calibration: Calibration?
  /// How many patch pairs are numbered on the pictures.
  package static let namedPairs = 8

  /// - Parameter backbone: Embeds the query again for the sanity checks; `nil`: there are none.
  package init(
    identifier: Identifier, settings: IdentificationSettings, shape: BackboneShape, show: Int,
    listed: Int = 10, backbone: (any Backbone)? = nil
  ) {
    self.backbone = backbone
    self.identifier = identifier
    self.settings = settings
    self.show = show
    self.listed = max(listed, show)
    exhibits = ExhibitReader(shape: shape)
    layout = FaceLayout(inputWidth: shape.inputWidth, inputHeight: shape.inputHeight)
  }

  /// - Parameters:
  ///   - rankings: Stage 1, EMD and H2L of the same first k, in this order.
  ///   - scores: The EMD's scores of the first k in stage 1's order.
  ///   - notes: What else a reader must know.
  /// - Throws: `PictureError` where the query cannot be opened again, `WeightingError` and
  ///   `LandmarkError` as the ranking did.
  package func evidence(
    for query: Query, rankings: [Ranking], scores: [TransportScore], notes: [String]
  ) throws -> QueryEvidence {
    precondition(rankings.map(\.method) == Method.allCases)
    var notes = notes
    let stuck = scores.count { !$0.converged }
    if stuck > 0 && settings.solver == .sinkhorn {
      notes.append(
        """
        Sinkhorn did not converge for \(stuck) of \(scores.count) candidates; '--solver exact' \
        has no such limit.
        """)
    }
    if let note = exhibits.proportionNote(of: query) { notes.append(note) }
    if backbone == nil {
      notes.append("The sanity checks of the explanations were left out.")
    }
    let shown = shownCandidates(rankings)
    var shownRankings: [Ranking] = []
    var needed: Set<Int> = Set(shown)
    for ranking in rankings {
      let first = Array(ranking.candidates.prefix(listed))
      needed.formUnion(first.map(\.galleryIndex))
      shownRankings.append(Ranking(method: ranking.method, candidates: first))
    }
    let ledger = Ledger(
      rankings: rankings, alpha: settings.alpha, listed: listed, label: label)
    needed.formUnion(ledger.named)
    let contrastPairs = contrastPairs(rankings[1])
    needed.formUnion(contrastPairs.map(\.other.galleryIndex))
    var pictures: [Int: Exhibit] = [:]
    for index in needed.sorted() {
      let (exhibit, note) = exhibits.exhibit(of: index, in: identifier.gallery)
      pictures[index] = exhibit
      if let note { notes.append(note) }
    }
    let shownPictures = pictures
    let candidates = try collectInParallel(count: shown.count) { place, _ in
      Result {
        try candidateEvidence(query, shown[place], shownPictures[shown[place]]!, rankings)
      }
    }.map { try $0.get() }
    let (exhibit, sighting) = try exhibits.exhibit(of: query)
    var evidence = QueryEvidence(
      query: exhibit, rankings: shownRankings, exhibits: pictures,
      candidates: candidates,
      weightings: try shown.first.map { try weightings(query, $0, rankings) } ?? [],
      timings: nil, notes: notes)
    evidence.sighting = sighting
    evidence.ledger = ledger
    evidence.calibration = calibration
    evidence.disagreement = disagreement(query, rankings, first: candidates.first)
    evidence.suitability = suitability(query, evidence.query)
    let typicality = TypicalityBuilder(
      query, rankings: rankings, identifier: identifier, calibration: calibration, label: label)
    for place in evidence.candidates.indices {
      evidence.candidates[place].typicality = typicality.typicality(
        of: evidence.candidates[place])
    }
    if let backbone {
      evidence.checks = try SanityChecker(
        identifier: identifier, settings: settings, backbone: backbone
      ).checks(
        query, face: evidence.query.face, shown: candidates, ranking: rankings[1], label: label)
    }
    // Mirrored, the query may find a picture that nothing else names.
    if let index = evidence.checks?.mirror.firstIndex, evidence.exhibits[index] == nil {
      let (exhibit, note) = exhibits.exhibit(of: index, in: identifier.gallery)
      evidence.exhibits[index] = exhibit
      if let note { evidence.notes.append(note) }
    }
    evidence.contrasts = try contrasts(contrastPairs) { index in
      try candidates.first { $0.galleryIndex == index }?.flowMaps.last
        ?? flowMap(query, index, on: identifier.gallery.grid)
    }
    return evidence
  }

  /// The first of the EMD's ranking, then the first of the other two where they are not among them;
  /// candidates that were not re-ranked have nothing to explain.
  private func shownCandidates(_ rankings: [Ranking]) -> [Int] {
    var shown = rankings[1].candidates.prefix(min(show, settings.topK)).map(\.galleryIndex)
    for ranking in [rankings[0], rankings[2]] {
      if let first = ranking.candidates.first?.galleryIndex, !shown.contains(first) {
        shown.append(first)
      }
    }
    return shown
  }

  private func candidateEvidence(
    _ query: Query, _ index: Int, _ exhibit: Exhibit, _ rankings: [Ranking]
  ) throws -> CandidateEvidence {
    let places = rankings.map { ranking in
      ranking.candidates.first { $0.galleryIndex == index }
    }
    let native = identifier.gallery.grid
    let grids: [PatchGrid] = native == .fourByFour ? [native] : [.fourByFour, native]
    let flowMaps = try grids.map { try flowMap(query, index, on: $0) }
    let trace = identifier.trace(query, index)
    var evidence = CandidateEvidence(
      galleryIndex: index, exhibit: exhibit,
      ranks: Dictionary(
        uniqueKeysWithValues: zip(rankings, places).compactMap { ranking, place in
          place.map { (ranking.method, $0.rank) }
        }),
      scores: ScoreArithmetic(
        cosine: places.lazy.compactMap { $0 }.first!.cosine, alpha: settings.alpha,
        emdSimilarity: places[1]!.similarity!, h2lSimilarity: places[2]!.similarity!),
      flowMaps: flowMaps,
      networkCorrelation: HeatmapPair(
        correlating: query.patches, with: identifier.gallery.patches(of: index)),
      transformerCorrelation: HeatmapPair(
        correlating: trace.queryTokens, with: trace.candidateTokens,
        dimension: identifier.transformer.shape.tokenSize, grid: native))
    evidence.balance = try FlowBalance(
      flowMaps.last!, count: Self.namedPairs,
      ranking: FlowBalance.Ranking(
        similarity: places[1]!.similarity!, solver: settings.solver, epsilon: settings.epsilon,
        grid: identifier.grid))
    return evidence
  }

  private func flowMap(_ query: Query, _ index: Int, on grid: PatchGrid) throws -> FlowMap {
    let withLandmarks = settings.weighting == .lmk
    return try FlowMap(
      query: identifier.patches(of: query, on: grid, withLandmarks: withLandmarks),
      gallery: identifier.patches(of: index, on: grid, withLandmarks: withLandmarks),
      weighting: settings.weighting, arithmetic: settings.solver.weightArithmetic)
  }

  private func weightings(_ query: Query, _ index: Int, _ rankings: [Ranking]) throws
    -> [WeightingComparison]
  {
    /// A landmark file that cannot be read makes one weighting unavailable, no more.
    func faces(withLandmarks: Bool) throws -> (query: FacePatches, candidate: FacePatches) {
      (
        try identifier.patches(of: query, withLandmarks: withLandmarks),
        try identifier.patches(of: index, withLandmarks: withLandmarks)
      )
    }
    var broken: String?
    let pair: (query: FacePatches, candidate: FacePatches)
    do {
      pair = try faces(withLandmarks: true)
    } catch {
      broken = "\(error)"
      pair = try faces(withLandmarks: false)
    }
    return WeightingComparison.all(
      query: pair.query, candidate: pair.candidate, solver: settings.solver,
      epsilon: settings.epsilon, cosine: rankings[1].candidates[0].cosine, alpha: settings.alpha
    ).map { comparison in
      guard comparison.weighting == .lmk, let broken else { return comparison }
      return WeightingComparison(weighting: .lmk, outcome: .unavailable(reason: broken))
    }
  }
}
