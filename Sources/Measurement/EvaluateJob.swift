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
    var evaluation = Evaluation()
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
