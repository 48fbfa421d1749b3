import Basics
import Datasets
import Evidence
import Faces
import Identification
import Runs
import Statistics

/// The job of `facet evaluate`: measures how well each method finds the pictures of a query's identity.
package struct EvaluateJob: Sendable {
  /// The PATHs of the query sets, searched in one gallery.
  package let querySets: [String]
  package let gallery: String
  package let settings: JobSettings
  /// The methods to measure, in the order of the results; `nil` for stage 1, the EMD and every other
  /// method with trained weights.
  package let scorers: [ScoringMethod]?
  /// The values of each option, all of which are combined.
  package let weightings: [PatchWeighting]
  package let alphas: [Double]
  package let grids: [GridChoice]
  package let solvers: [TransportSolver]
  package let depths: [Int]
  package var protocols: [SearchProtocol] = [.strict]
  package var strangers = StrangerSource.own
  /// The PATH of pictures of people who are not enrolled; `nil` to take those of `strangers`.
  package var nonmates: String?
  /// The limits of FPIR, shares.
  package var limits = Self.defaultLimits
  package var comparison = ComparisonChoice()
  /// The number of queries of each set to measure; `nil` for all.
  package var sample: Int?
  package var seed: UInt64 = 1
  /// The number of draws of people for the bands of curves and for the errors over the share discarded.
  package var resamples = Self.defaultResamples
  /// The file for the scores of each query and candidate; `nil` for none.
  package var scores: String?
  package var fusion = FusionChoice()
  /// The number of queries of each set whose explanations are measured.
  package var explanations = 0
  /// How many gains, and how many losses, of each set are shown with pictures.
  package var gains = 0
  /// Whether each stage is timed for each query.
  package var isTimed = false
  package var growth = GrowthStudy.Sizes()
  package var groups: PersonGroups?
  /// The methods other than stage 1 and the EMD.
  package var registered = RegisteredScorer.standard
  package var estimates = EstimateRule()
  /// What of the measurement this run does.
  package var part = EvaluationWork.whole
  /// The number of queries ranked together; a shard has whole blocks.
  var blockSize = MeasurementStage.blockSize

  package static let defaultResamples = DiscardGain.resamples
  package static let defaultLimits = [0.3, 0.1, 0.01, 0.003, 0.001]

  package var queries: String { querySets.joined(separator: ", ") }

  /// - Parameters:
  ///   - grids: The grids; `nil` for that of the settings. The same applies to solvers and k.
  package init(
    queries: [String], gallery: String, settings: JobSettings, scorers: [ScoringMethod]? = nil,
    weightings: [PatchWeighting], alphas: [Double], grids: [GridChoice]? = nil,
    solvers: [TransportSolver]? = nil, depths: [Int]? = nil
  ) {
    precondition(scorers?.isEmpty != true && !queries.isEmpty)
    querySets = queries
    self.gallery = gallery
    self.settings = settings
    self.scorers = scorers
    self.weightings = weightings
    self.alphas = alphas
    self.grids = grids ?? [settings.identification.grid]
    self.solvers = solvers ?? [settings.identification.solver]
    self.depths = depths ?? [settings.identification.topK]
  }

  package init(
    queries: String, gallery: String, settings: JobSettings, scorers: [ScoringMethod]? = nil,
    weightings: [PatchWeighting], alphas: [Double], grids: [GridChoice]? = nil,
    solvers: [TransportSolver]? = nil, depths: [Int]? = nil
  ) {
    self.init(
      queries: [queries], gallery: gallery, settings: settings, scorers: scorers,
      weightings: weightings, alphas: alphas, grids: grids, solvers: solvers, depths: depths)
  }

  package func run() throws -> EvaluationResults { try measured().results }

  /// - Returns: The result, and the values computed for it.
  package func measured() throws -> (results: EvaluationResults, work: SearchWork) {
    let all = try measurement()
    return (all.results, all.work)
  }

  /// - Returns: The result with each query's own.
  package func measurement() throws -> Evaluation {
    let sorted = try SortedModels(settings)
    let models = try Models(sorted.settings)
    let chosen = try ChosenScorers(
      scorers, models: models, registered: registered.map(\.method),
      transformers: sorted.transformers)
    let sets = try querySets.map { path in
      Sample.of(
        try listPictures(
          at: path, options: settings.queryListing, title: "Queries", isQuiet: settings.isQuiet
        ).pictures, count: sample, seed: seed)
    }
    let source = PictureSource(
      models: models, listing: settings.galleryListing, isQuiet: settings.isQuiet,
      isStrict: settings.isStrict, galleryCheck: settings.galleryCheck)
    var plan = SearchPlan(
      methods: chosen.methods, grids: grids, solvers: solvers, weightings: weightings,
      epsilon: settings.identification.epsilon, depths: depths, alphas: alphas)
    let prepared = try source.prepare(gallery)
    // It looks at all pictures, which one shard may do for the others.
    if part.shard.map({ $0.index == 1 }) ?? true {
      _ = Preflight.run(
        queries: sets.flatMap { $0 }, gallery: prepared, settings: settings, namesLonely: true)
    }
    try checkTime(sets, prepared, source, plan, chosen)
    let opened = try source.gallery(prepared, needsLandmarks: plan.needsLandmarks)
    let load = isTimed ? TimingResults.systemLoad : nil
    var clock = StageClock(keepsQueries: isTimed)
    let made = try chosen.scorers(opened.gallery, settings, times: &clock)
    let search = try TwoStageSearch(
      opened.gallery, models, registered, others: made.scorers, ownPictures: settings.ownPictures,
      template: settings.identification.template, landmarks: source.landmarks)
    // Untrained methods run for their time only.
    plan.methods += search.untrained.sorted().filter { !plan.methods.contains($0) }
    let file = try scores.map { try ScoreFile($0) }
    let stage = MeasurementStage(
      source: source, search: search, settings: settings, plan: plan, measured: chosen.methods,
      rules: protocols.map { ProtocolRule($0) }, strangers: nonmates == nil ? strangers : .none,
      seed: seed, fusion: fusion, scores: file, isTimed: isTimed, blockSize: blockSize)
    var growth: [TimingResults.Growth] = []
    var reportStages: [TimingResults.Stage] = []
    var evaluation = Evaluation(gallery: search.gallery)
    var failures = opened.failures + made.failures
    var doubtful = opened.gallery.doubtful
    var leftOutCount = 0
    var shardSets: [EvaluationShard.QuerySet] = []
    for (place, (path, pictures)) in zip(querySets, sets).enumerated() {
      let part = EvaluationPart(name: path, isNamed: querySets.count > 1)
      let found = try measured(place, part, pictures, stage, clock)
      if self.part.shard != nil {
        shardSets.append(
          EvaluationShard.QuerySet(
            queries: pictures.listDigest,
            failures: Array(found.failures.dropLast(found.tally.failures.count)),
            doubtful: found.doubtful, tally: found.tally.record))
        failures += found.failures
        doubtful += found.doubtful
        continue
      }
      clock = StageClock(keepsQueries: isTimed)
      if isTimed && growth.isEmpty {
        var study = GrowthStudy(stage, self.growth)
        growth = try study.growth(pictures)
      }
      if isTimed, let stage = try TimingResults.Stage.report(stage, pictures, part) {
        reportStages.append(stage)
      }
      failures += found.failures
      doubtful += found.doubtful
      found.tally.leftOut.report(rule: settings.ownPictures, isQuiet: settings.isQuiet)
      leftOutCount += found.tally.leftOut.count
      guard found.tally.count > 0 else {
        throw JobError(
          """
          None of the queries of '\(path)' can be measured. Give labeled queries (a folder per \
          identity, or a list with labels), and other pictures of their identities in the gallery. \
          \(failures.first?.description ?? "")
          """)
      }
      var foreign: ForeignScores?
      if let nonmates {
        foreign = try stage.strangerScores(of: nonmates, found.tally, failures: &failures)
      }
      if explanations > 0 {
        evaluation.explanations += [
          try ExplanationStudy(search, source, plan, settings, seed: seed).results(
            pictures, count: explanations, part: part.shownName, failures: &failures)
        ].compactMap(\.self)
      }
      if gains > 0 {
        evaluation.gains += [try GainStudy(found.tally, stage)?.gains(gains)].compactMap(\.self)
      }
      evaluation.add(
        found.tally, queries: path, search, part,
        RowOptions(
          strangers: strangers, limits: limits, seed: seed, foreign: foreign, groups: groups,
          comparison: comparison, resamples: resamples))
    }
    try MappedFile.requireUnchanged()
    try file?.finish()
    if case .shard(let shard, let arguments) = part {
      evaluation.shard = EvaluationShard(
        shard: shard, arguments: arguments,
        settings: description(models, search, plan, chosen, leftOut: 0), sets: shardSets)
      evaluation.shardProblems = (failures, doubtful)
      return evaluation
    }
    if isTimed {
      evaluation.timing = TimingResults(
        machine: machineDescription(), loadAverage: load,
        stages: evaluation.parts.flatMap { $0.tally.times.stages(part: $0.part.shownName) }
          + reportStages, growth: growth)
    }
    evaluation.finish(
      settings: description(models, search, plan, chosen, leftOut: leftOutCount),
      failures: failures, doubtful: doubtful)
    return evaluation
  }

  /// Measures the queries of one set that belong to this run, or takes those that shards measured.
  private func measured(
    _ place: Int, _ part: EvaluationPart, _ pictures: [ListedPicture], _ stage: MeasurementStage,
    _ clock: StageClock
  ) throws -> (tally: EvaluationTally, failures: [PictureFailure], doubtful: [DoubtfulSighting]) {
    switch self.part {
    case .whole: return try stage.measure(part, .pictures(pictures), clock: clock)
    case .shard(let shard, _):
      let range = shard.range(of: pictures.count, blockSize: blockSize)
      return try stage.measure(part, .pictures(Array(pictures[range])), clock: clock)
    case .merged(let shards):
      var tally = stage.tally(part, clock: clock)
      for shard in shards {
        guard place < shard.sets.count, shard.sets[place].queries == pictures.listDigest,
          tally.add(shard.sets[place].tally)
        else {
          throw JobError(
            """
            The results of \(shard.shard) are not of these queries and this gallery. Merge where the \
            shards ran, with the files with which they ran.
            """)
        }
      }
      return (
        tally, shards.flatMap { $0.sets[place].failures } + tally.failures,
        shards.flatMap { $0.sets[place].doubtful }
      )
    }
  }

  private func description(
    _ models: Models, _ search: TwoStageSearch, _ plan: SearchPlan, _ chosen: ChosenScorers,
    leftOut: Int
  ) -> EvaluationResults.Settings {
    EvaluationResults.Settings(
      subject: EvaluationResults.Subject(
        queries: queries, gallery: gallery, galleryCount: search.gallery.entries.count,
        gallerySHA256: search.gallery.digest.hexadecimal, topK: depths[0],
        topKs: depths.count > 1 ? depths : nil,
        leaveOut: settings.ownPictures, leftOut: leftOut,
        models: chosen.files.isEmpty ? nil : chosen.files,
        absent: chosen.absent.isEmpty ? nil : chosen.absent, sample: sample,
        seed: seed, resamples: resamples,
        template: search.template.ranksPeople ? search.template : nil),
      tools: MeasurementTools(models, search, plan, settings))
  }
}

/// The results of an evaluation, with those of each query.
package struct Evaluation: Sendable {
  /// One set of queries with its rankings.
  struct Part: Sendable {
    let part: EvaluationPart
    let model: String?
    let gallery: Gallery
    let tally: EvaluationTally
    let rows: [EvaluationResults.Row]
  }

  /// The title of a recipe, and the table of the thesis.
  package internal(set) var title: String?
  package internal(set) var thesis: String?
  /// Complete after `finish`.
  package private(set) var results: EvaluationResults!
  package private(set) var work = SearchWork()
  private(set) var parts: [Part] = []
  var explanations: [ExplanationResults] = []
  var gains: [Gains] = []
  var timing: TimingResults?
  private(set) var comparison = ComparisonChoice()
  /// What a shard measured; it has no results.
  package internal(set) var shard: EvaluationShard?
  package internal(set) var shardProblems:
    (failures: [PictureFailure], doubtful: [DoubtfulSighting]) = ([], [])
  private var rows: [EvaluationResults.Row] = []
  private var comparisons: [EvaluationResults.Comparison] = []
  private var discards: [DiscardResults] = []
  private var ceilings: [EvaluationResults.Ceiling] = []
  private var times = StageClock()
  private var count = 0

  init() {}

  init(gallery: Gallery) {}

  /// Adds a measured set of queries.
  mutating func add(
    _ tally: EvaluationTally, queries: String, _ search: TwoStageSearch, _ part: EvaluationPart,
    _ options: RowOptions,
    published: (inout EvaluationResults.Row, RankingSetting) -> Void = { _, _ in }
  ) {
    var own = tally.rows(queries, search, part, options)
    for place in own.indices { published(&own[place], tally.rankings[place].setting) }
    comparison = options.comparison
    comparisons += tally.comparisons(own, options.comparison, seed: options.seed)
    rows += own
    discards += tally.discards(own, options)
    var tally = tally
    tally.dropComparisons()
    ceilings += tally.perfect()
    work += tally.work
    times.add(tally.times)
    count += tally.count
    parts.append(
      Part(
        part: part, model: options.model, gallery: search.gallery, tally: tally, rows: own))
  }

  /// Adds the means over several files of one network.
  ///
  /// - Parameters:
  ///   - models: The name in a recipe of each model.
  ///   - deviation: Returns the printed deviation of a mean.
  mutating func addRuns(
    models: [String: String],
    deviation: (EvaluationResults.RunMean) -> EvaluationResults.Values?
  ) {
    let runs = EvaluationResults.RunMean.all(rows, models: models).map { run in
      var run = run
      run.publishedDeviation = deviation(run)
      return run
    }
    results.runs = runs.isEmpty ? nil : runs
  }

  /// Notes the command line that repeats it.
  package mutating func setCommand(_ line: String) { results.settings.tools.command = line }

  mutating func finish(
    settings: EvaluationResults.Settings, failures: [PictureFailure], doubtful: [DoubtfulSighting],
    remarks: [String]? = nil
  ) {
    let names = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let namesTransports = rows.namesTransports
    results = EvaluationResults(
      results: rows, ceiling: ceilings.first, ceilings: ceilings.count > 1 ? ceilings : nil,
      comparisons: comparisons.isEmpty
        ? nil
        : EvaluationResults.Comparison.corrected(comparisons) { id in
          names[id]?.sentenceName(namesTransports) ?? id
        }, remarks: remarks, timings: times.timings(count: count), settings: settings,
      failures: failures, doubtful: doubtful)
    results.edc = discards.isEmpty ? nil : discards
    results.explanations = explanations.isEmpty ? nil : explanations
    results.volatile = timing.map { VolatileResults(timing: $0) }
  }
}

extension EvaluationResults.Row {
  /// The name in a sentence: "EMD (apc, alpha 0.7)".
  func sentenceName(_ namesTransports: Bool) -> String {
    let details =
      ([weights?.rawValue] + (namesTransports ? [grid, solver?.rawValue] : [])
      + [share.map { "share \(trimmed($0))" }, alphaWords.map { "alpha \($0)" }]).compactMap { $0 }
    let place = [part.map { $0.split(separator: "/").last.map(String.init) ?? $0 }, model]
      .compactMap { $0 }
    return (scorer == .stage1 ? "stage 1" : scorer.title)
      + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
      + (place.isEmpty ? "" : " on \(place.joined(separator: " with "))")
  }
}

/// Returns a number without trailing zeros.
func trimmed(_ value: Double) -> String {
  var text = fixed(value, 3)
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text
}

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

/// Draws of queries that spread over people.
enum Sample {
  /// Returns some pictures in their order: one of each person, drawn by the seed, then a second of each,
  /// and so on.
  ///
  /// - Parameter count: How many; `nil` for all.
  static func of(_ pictures: [ListedPicture], count: Int?, seed: UInt64) -> [ListedPicture] {
    guard let count, count < pictures.count else { return pictures }
    return chosen(pictures.map { $0.label ?? "" }, count: count, seed: seed).map { pictures[$0] }
  }

  /// Returns places in rising order.
  static func chosen(_ labels: [String], count: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(purpose: 0x5A3B1E, seed: seed)
    var byLabel: [String: [Int]] = [:]
    for (place, label) in labels.enumerated() { byLabel[label, default: []].append(place) }
    var people = byLabel.keys.sorted().map { byLabel[$0]!.shuffled(using: &generator) }
    people.shuffle(using: &generator)
    var taken: [Int] = []
    var turn = 0
    while taken.count < min(count, labels.count) {
      for places in people where turn < places.count && taken.count < count {
        taken.append(places[turn])
      }
      turn += 1
    }
    return taken.sorted()
  }
}
