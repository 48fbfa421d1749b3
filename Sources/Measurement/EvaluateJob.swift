import Basics
import Datasets
import Evidence
import Faces
import Identification
import Runs

/// The job of `facet evaluate`: measures how well each method finds the pictures of a query's identity.
package struct EvaluateJob: Sendable {
  package let queries: String
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
  /// The methods other than stage 1 and the EMD.
  package var registered = RegisteredScorer.standard

  /// - Parameters:
  ///   - grids: The grids; `nil` for that of the settings. The same applies to solvers and k.
  package init(
    queries: String, gallery: String, settings: JobSettings, scorers: [ScoringMethod]? = nil,
    weightings: [PatchWeighting], alphas: [Double], grids: [GridChoice]? = nil,
    solvers: [TransportSolver]? = nil, depths: [Int]? = nil
  ) {
    precondition(scorers?.isEmpty != true)
    self.queries = queries
    self.gallery = gallery
    self.settings = settings
    self.scorers = scorers
    self.weightings = weightings
    self.alphas = alphas
    self.grids = grids ?? [settings.identification.grid]
    self.solvers = solvers ?? [settings.identification.solver]
    self.depths = depths ?? [settings.identification.topK]
  }

  /// The number of queries ranked together, in one matrix product of stage 1.
  private static let blockSize = 64

  package func run() throws -> EvaluationResults { try measured().results }

  /// - Returns: The result, and the values computed for it.
  package func measured() throws -> (results: EvaluationResults, work: SearchWork) {
    let sorted = try SortedModels(settings)
    let models = try Models(sorted.settings)
    let chosen = try ChosenScorers(
      scorers, models: models, registered: registered.map(\.method),
      transformers: sorted.transformers)
    let pictures = try listPictures(
      at: queries, options: settings.queryListing, title: "Queries", isQuiet: settings.isQuiet
    ).pictures
    let source = PictureSource(
      models: models, listing: settings.galleryListing, isQuiet: settings.isQuiet,
      isStrict: settings.isStrict)
    var plan = SearchPlan(
      methods: chosen.methods, grids: grids, solvers: solvers, weightings: weightings,
      epsilon: settings.identification.epsilon, depths: depths, alphas: alphas)
    let prepared = try source.prepare(gallery)
    _ = Preflight.run(
      queries: pictures, gallery: prepared, settings: settings, namesLonely: true)
    let opened = try source.gallery(prepared, needsLandmarks: plan.needsLandmarks)
    var clock = StageClock()
    let made = try chosen.scorers(opened.gallery, settings, times: &clock)
    let search = try TwoStageSearch(
      opened.gallery, models, registered, others: made.scorers, ownPictures: settings.ownPictures,
      landmarks: source.landmarks)
    // Untrained methods run for their time only.
    plan.methods += search.untrained.sorted().filter { !plan.methods.contains($0) }
    var measurement = EvaluationTally(
      job: self, search: search, plan: plan, measured: chosen.methods, times: clock)
    let progress = Progress("Queries", total: pictures.count, isQuiet: settings.isQuiet)
    var failures: [PictureFailure] = []
    var doubtful = opened.gallery.doubtful
    try source.forEachBlock(
      of: pictures, size: Self.blockSize, failed: { failures.append($0) }
    ) { block, featureTime, done in
      try Interruption.check()
      measurement.times.add("features", featureTime)
      doubtful += DoubtfulSighting.all(of: block.map { ($0.listed.path, $0.sighting) })
      try measurement.take(block)
      progress.update(done)
    }
    measurement.leftOut.report(rule: settings.ownPictures, isQuiet: settings.isQuiet)
    let allFailures = opened.failures + made.failures + failures + measurement.failures
    guard measurement.count > 0 else {
      throw JobError(
        """
        None of the queries of '\(queries)' can be measured. Give labeled queries (a folder per \
        identity, or a list with labels), and other pictures of their identities in the gallery. \
        \(allFailures.first?.description ?? "")
        """)
    }
    try MappedFile.requireUnchanged()
    let ceilings = measurement.perfect()
    return (
      EvaluationResults(
        results: measurement.rows(), ceiling: ceilings[0],
        ceilings: ceilings.count > 1 ? ceilings : nil,
        timings: measurement.times.timings(count: measurement.count),
        settings: description(
          models, search, plan, chosen, leftOut: measurement.leftOut.count),
        failures: allFailures, doubtful: doubtful),
      measurement.work
    )
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
        absent: chosen.absent.isEmpty ? nil : chosen.absent),
      tools: MeasurementTools(models, search, plan, settings))
  }
}

/// The milliseconds of each stage, in the order in which the stages first ran.
struct StageClock {
  private var totals: [(stage: String, milliseconds: Double)] = []

  package mutating func add(_ stage: String, _ milliseconds: Double) {
    if let place = totals.firstIndex(where: { $0.stage == stage }) {
      totals[place].milliseconds += milliseconds
    } else {
      totals.append((stage, milliseconds))
    }
  }

  /// Measures the time of some work.
  package mutating func time<Result>(_ stage: String, _ work: () throws -> Result) rethrows
    -> Result
  {
    let start = ContinuousClock.now
    let result = try work()
    add(stage, milliseconds(since: start))
    return result
  }

  package func timings(count: Int) -> [EvaluationResults.StageTiming] {
    totals.map {
      EvaluationResults.StageTiming(
        stage: $0.stage, milliseconds: $0.milliseconds,
        millisecondsPerQuery: $0.milliseconds / Double(count))
    }
  }
}
