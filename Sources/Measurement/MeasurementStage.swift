import Basics
import Datasets
import Evidence
import Faces
import Identification
import Runs

/// What measures sets of queries in one gallery.
struct MeasurementStage {
  let source: PictureSource
  let search: TwoStageSearch
  let settings: JobSettings
  let plan: SearchPlan
  let measured: [ScoringMethod]
  let rules: [ProtocolRule]
  let strangers: StrangerSource
  /// The seed that halves the people.
  var seed: UInt64 = 1
  var fusion = FusionChoice()
  var scores: ScoreFile?
  /// Whether queries are taken one by one, to time each.
  var isTimed = false
  var blockSize = Self.blockSize

  /// Queries to open, or pictures of the gallery itself, whose features are known.
  enum Queries {
    case pictures([ListedPicture])
    case ofGallery([Int])

    var count: Int {
      switch self {
      case .pictures(let pictures): pictures.count
      case .ofGallery(let indices): indices.count
      }
    }
  }

  /// The number of queries ranked together, in one matrix product of stage 1.
  static let blockSize = 64

  /// A tally without a query.
  func tally(_ part: EvaluationPart, clock: StageClock) -> EvaluationTally {
    EvaluationTally(
      part: part, search: search, settings: settings, plan: plan, measured: measured, rules: rules,
      strangers: strangers, seed: seed, fusion: fusion,
      layout: FaceLayout(
        inputWidth: source.models.backbone.shape.inputWidth,
        inputHeight: source.models.backbone.shape.inputHeight), times: clock)
  }

  func measure(
    _ part: EvaluationPart, _ queries: Queries, clock: StageClock
  ) throws -> (
    tally: EvaluationTally, failures: [PictureFailure], doubtful: [DoubtfulSighting]
  ) {
    var tally = tally(part, clock: clock)
    let size = isTimed ? 1 : blockSize
    let progress = Progress("Queries", total: queries.count, isQuiet: settings.isQuiet)
    var failures: [PictureFailure] = []
    var doubtful: [DoubtfulSighting] = []
    switch queries {
    case .pictures(let pictures):
      try source.forEachBlock(
        of: pictures, size: size, failed: { failures.append($0) }
      ) { block, times, done in
        try Interruption.check()
        tally.times.add(source.readingStage, times.pictures)
        tally.times.add("features", times.features)
        doubtful += DoubtfulSighting.all(of: block.map { ($0.listed.path, $0.sighting) })
        try tally.take(block, suitability: measures(block), file: scores)
        progress.update(done)
      }
    case .ofGallery(let indices):
      for start in stride(from: 0, to: indices.count, by: size) {
        try Interruption.check()
        let end = min(start + size, indices.count)
        let block = try indices[start..<end].map { try Query($0, of: search.gallery) }
        try tally.take(block, suitability: measures(block), file: scores)
        progress.update(end)
      }
    }
    return (tally, failures + tally.failures, doubtful)
  }

  /// Returns the measures of each query's picture. A picture that cannot be opened again has none: it is
  /// in no discard characteristic, but its search counts.
  private func measures(_ block: [Query]) -> [Suitability] {
    let reader = ShownPictureReader(
      shape: source.models.backbone.shape, gallery: search.gallery, landmarks: search.landmarks)
    return collectInParallel(count: block.count) { place, _ in
      (try? reader.quality(of: block[place]))?.suitability ?? [:]
    }
  }

  /// Returns the best score of each search for a person who is not enrolled, for each ranking.
  ///
  /// - Throws: `JobError` if a label is in the gallery.
  func strangerScores(
    of path: String, _ tally: EvaluationTally, failures: inout [PictureFailure]
  ) throws -> ForeignScores {
    let pictures = try listPictures(
      at: path, options: settings.queryListing, title: "Strangers", isQuiet: settings.isQuiet
    ).pictures
    let enrolled = Set(search.gallery.entries.compactMap(\.label))
    let known = Set(pictures.compactMap(\.label)).intersection(enrolled).sorted()
    guard known.isEmpty else {
      throw JobError(
        """
        '\(path)' must show people who are not in the gallery, but the gallery contains \
        \(known.map { "'\($0)'" }.named()). Give pictures of other people to --nonmates.
        """, status: .usage)
    }
    var found = ForeignScores(
      scores: [[Double]](repeating: [], count: tally.rankings.count))
    var numbers: [String: Int] = [:]
    // Beyond the people of the gallery.
    var next = (tally.labels.max() ?? -1) + 1
    var failed: [PictureFailure] = []
    try source.forEachBlock(
      of: pictures, size: blockSize, failed: { failed.append($0) }
    ) { block, _, _ in
      try Interruption.check()
      let neighbors = search.stage1WithOwn(block, depth: plan.depth)
      for (query, list) in zip(block, neighbors) {
        let number = query.listed.label.flatMap { numbers[$0] } ?? next
        if number == next { next += 1 }
        if let label = query.listed.label { numbers[label] = number }
        let scores = try scored(query, list, tally)
        found.people.append(number)
        for (place, ranking) in tally.rankings.enumerated() {
          // A gallery has a picture, and so a candidate.
          found.scores[place].append(
            scores.candidates(
              ranking.setting, rule: rules.firstIndex(of: ranking.rule)!, list, [])[0].score)
        }
      }
    }
    failures += failed
    return found
  }

  /// Returns the scores of a query with one list of candidates, for all rankings of a tally.
  private func scored(
    _ query: Query, _ list: [Neighbor], _ tally: EvaluationTally
  ) throws -> PartScores {
    let first = Array(list.prefix(plan.depth))
    var shared = plan
    shared.depths = [max(1, first.count)]
    shared.alphas = [1]
    shared.decidedAlphas = plan.alphas
    shared.solvers.removeAll { $0 == .published }
    if shared.solvers.isEmpty || rules.allSatisfy({ $0.name == .published }) {
      shared.methods.removeAll { $0 == .emd }
      shared.solvers = [.sinkhorn]
    }
    var scores = PartScores()
    if !shared.methods.isEmpty {
      scores.take(try search.scores(query, list, shared), first, shared)
    }
    if plan.methods.contains(.emd),
      plan.solvers.contains(.published) || rules.contains(where: { $0.name == .published })
    {
      var alone = plan
      alone.methods = [.emd]
      alone.solvers = [.published]
      alone.alphas = [1]
      let batch = try search.scores(query, list, alone)
      for rule in rules.indices { scores.batches[rule] = batch }
    }
    scores.covered = try CoveredAreas(
      query, list, gallery: search.gallery, layout: tally.layout)?.query.share
    return scores
  }
}
