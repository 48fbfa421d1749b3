import Basics
import Identification
import Networks

/// Gathers the evidence of one query's report.
package struct EvidenceBuilder: Sendable {
  package let search: TwoStageSearch
  package let settings: IdentificationSettings
  /// The number of explained people.
  package let show: Int
  /// The number of listed candidates of each ranking.
  package let listed: Int
  let exhibits: ShownPictureReader
  private let backbone: (any Backbone)?
  let layout: FaceLayout
  /// The scale of score heights, with the calibration of the same models and settings if there is one.
  package var heights = HeightScale(nil)
  /// The rule of the state.
  package var rule = SearchState.Rule()
  /// The methods that count for the state; `nil` for all that rank.
  package var voters: [ScoringMethod]?
  /// Embeds changed copies of the query; `nil` to leave the stability out.
  package var copying: (any Backbone)?
  let galleryPeople: GalleryPeople
  /// The laboratory's own limits of picture quality.
  package var limits: LaboratoryLimits?
  /// Whether the pictures of the examiner's forms are opened.
  package var hasForms = false
  /// The backbone's embedding as a sum over its patches; without it the cosine is not split.
  package var embeddingSum: EmbeddingSum?
  /// The number of masks of an importance by pixels; `nil` without one.
  package var pixelMasks: Int?
  /// What each method's network was trained on, as far as it is known.
  package var trainingPictures: ByMethod<TrainingPictures> = [:]

  /// - Parameters:
  ///   - backbone: Embeds the query again for the sanity checks; `nil` to leave them out.
  ///   - network: Embeds gallery faces again where their embeddings' length measures quality.
  package init(
    search: TwoStageSearch, settings: IdentificationSettings, shape: BackboneShape, show: Int,
    listed: Int = 10, backbone: (any Backbone)? = nil, network: (any Backbone)? = nil
  ) {
    self.backbone = backbone
    self.search = search
    galleryPeople = GalleryPeople(search.gallery)
    self.settings = settings
    self.show = show
    self.listed = max(listed, show)
    exhibits = ShownPictureReader(
      shape: shape, gallery: search.gallery, landmarks: search.landmarks, backbone: network)
    layout = FaceLayout(inputWidth: shape.inputWidth, inputHeight: shape.inputHeight)
  }

  /// - Parameters:
  ///   - rankings: Stage 1, the EMD and others, of the same first k.
  ///   - scores: The EMD's scores of the first k in stage 1's order.
  ///   - notes: Other important notes.
  /// - Throws: `PictureError` if the query cannot be opened again, `WeightingError` and
  ///   `LandmarkError` as the ranking did.
  package func evidence(
    for query: Query, rankings: Rankings, scores: [TransportScore], notes: [String]
  ) throws -> QueryEvidence {
    var notes = notes
    let stuck = scores.count { !$0.converged }
    if stuck > 0 && settings.solver == .sinkhorn {
      notes.append(
        """
        The Sinkhorn solver did not converge for \(stuck) of \(scores.count) candidates. \
        '--solver exact' always finds the best flow.
        """)
    }
    if let note = exhibits.proportionNote(of: query) { notes.append(note) }
    if search.template.ranksPeople {
      notes.append(
        """
        Stage 1 orders people by \(search.template.words). The patches compare up to \
        \(TemplateRule.mostExemplars) pictures of each person one by one; the shown picture is the one \
        with the best score.
        """)
    }
    if backbone == nil {
      notes.append("This report does not contain sanity checks of the explanations.")
    }
    let people = people(of: query, rankings)
    let shown = shownCandidates(people, rankings)
    var shownRankings: [Ranking] = []
    var needed: Set<Int> = Set(shown)
    // The people after the shown ones, and other pictures of the first.
    needed.formUnion(people.people.prefix(show + Self.nextPeople).map(\.best))
    needed.formUnion(people.people.first?.pictures.prefix(Self.otherPictures + 1) ?? [])
    for ranking in rankings {
      let first = Array(ranking.candidates.prefix(listed))
      needed.formUnion(first.map(\.galleryIndex))
      shownRankings.append(Ranking(method: ranking.method, candidates: first))
    }
    let ledger = Ledger(
      rankings: rankings, alpha: settings.alpha, listed: listed, label: label)
    needed.formUnion(ledger.named)
    let otherPerson = otherPerson(rankings[.emd])?.galleryIndex
    if let otherPerson { needed.insert(otherPerson) }
    var pictures: [Int: ShownPicture] = [:]
    let indices = needed.sorted()
    for (index, (exhibit, note)) in zip(indices, exhibits.exhibits(of: indices)) {
      pictures[index] = exhibit
      if let note { notes.append(note) }
    }
    let shownPictures = pictures
    let explained = try ExplainedFlows(
      search, settings, query, rankings,
      of: shown + [otherPerson].compactMap(\.self))
    let candidates = try collectInParallel(count: shown.count) { place, _ in
      Result {
        try candidateEvidence(
          query, shown[place], shownPictures[shown[place]]!, rankings, explained)
      }
    }.map { try $0.get() }
    let (exhibit, sighting) = try exhibits.exhibit(of: query)
    var evidence = QueryEvidence(
      query: exhibit, rankings: Rankings(shownRankings), exhibits: pictures,
      candidates: candidates,
      weightings: try shown.first.map { try weightings(query, $0, rankings, explained) } ?? [],
      timings: nil, notes: notes)
    evidence.sighting = sighting
    evidence.trainedOn = evidence.trainedOn(trainingPictures)
    evidence.ledger = ledger
    evidence.calibration = heights.calibration
    try add(people, to: &evidence, query, rankings)
    try addFitness(to: &evidence, query, rankings)
    if hasForms { evidence.forms = try formPictures(query, rankings) }
    if let backbone {
      let importance = try importanceMeasurement(backbone).importance(
        query, face: evidence.query.face, shown: candidates, rankings[.emd])
      for (place, importance) in importance.enumerated() {
        evidence.candidates[place].importance = importance
      }
      if let pixelMasks {
        let pixels = try importanceMeasurement(backbone).pixels(
          query, face: evidence.query.face, shown: candidates, rankings[.emd], masks: pixelMasks)
        for (place, pixels) in pixels.enumerated() {
          evidence.candidates[place].pixelImportance = pixels
        }
      }
    }
    // A query with a patch covered may find a picture that nothing else names.
    let found = evidence.candidates.flatMap { $0.importance?.decisive.map(\.galleryIndex) ?? [] }
    for index in found where evidence.exhibits[index] == nil {
      let (exhibit, note) = exhibits.exhibits(of: [index])[0]
      evidence.exhibits[index] = exhibit
      if let note { evidence.notes.append(note) }
    }
    try explainSums(&evidence, query, rankings, explained, otherPerson: otherPerson)
    return evidence
  }

  /// The number of people who are named after the shown ones.
  private static let nextPeople = 4
  /// The number of other pictures that are shown of the first person.
  private static let otherPictures = 3

  /// Returns the best pictures of the first people, then those of the people whom the other methods put
  /// first if they are missing. Candidates that were not re-ranked have nothing to explain.
  private func shownCandidates(_ people: ResultPeople, _ rankings: Rankings) -> [Int] {
    var shown = people.people.prefix(show).map(\.best)
    for method in rankings.methods where method != people.method {
      if let first = people.first(by: method)?.best, !shown.contains(first) {
        shown.append(first)
      }
    }
    return shown
  }

  private func candidateEvidence(
    _ query: Query, _ index: Int, _ exhibit: ShownPicture, _ rankings: Rankings,
    _ explained: ExplainedFlows
  ) throws -> CandidateEvidence {
    let places = rankings.places(of: index)
    let native = search.gallery.grid
    return CandidateEvidence(
      galleryIndex: index, exhibit: exhibit, ranks: places.mapValues(\.rank),
      scores: ScoreArithmetic(
        cosine: places.values[0].cosine, alpha: settings.alpha,
        similarities: ByMethod(
          places.compactMap { method, place in place.similarity.map { (method, $0) } })),
      flowMaps: explained.maps(of: index),
      networkCorrelation: HeatmapPair(
        correlating: query.patches, with: try search.gallery.patches(of: index)),
      tokenCorrelations: ByMethod(
        try rankings.methods.compactMap { method in
          try search.scorers[method]?.tokens(query, index).map { tokens in
            (
              method,
              HeatmapPair(
                correlating: tokens.query, with: tokens.candidate, dimension: tokens.size,
                grid: native)
            )
          }
        }))
  }

  private func weightings(
    _ query: Query, _ index: Int, _ rankings: Rankings, _ explained: ExplainedFlows
  ) throws -> [WeightingComparison] {
    /// A landmark file that cannot be read makes one weighting unavailable, no more.
    func faces(withLandmarks: Bool) throws -> (query: FacePatches, candidate: FacePatches) {
      let grid = search.grid(settings.grid)
      return (
        try search.patches(of: query, on: grid, withLandmarks: withLandmarks),
        try search.patches(of: index, on: grid, withLandmarks: withLandmarks)
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
      epsilon: settings.epsilon, cosine: rankings[.emd].candidates[0].cosine, alpha: settings.alpha
    ).map { comparison in
      guard comparison.weighting != settings.weighting else {
        return WeightingComparison(
          comparison.weighting, of: explained[index], rankings[.emd].candidates[0])
      }
      guard comparison.weighting.needsLandmarks, let broken else { return comparison }
      return WeightingComparison(
        weighting: comparison.weighting, outcome: .unavailable(reason: broken))
    }
  }
}
