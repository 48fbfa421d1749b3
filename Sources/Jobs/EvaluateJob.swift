import Basics
import Evidence
import Faces
import Identification

/// `facet evaluate`: how well each stage finds the pictures of a query's identity.
package struct EvaluateJob: Sendable {
  package let queries: String
  package let gallery: String
  package let settings: JobSettings
  /// Which scorers to measure, in the order of the results; `nil`: stage 1, EMD, H2L and every other
  /// whose model file is given.
  package let scorers: [ScorerName]?
  /// Each weighting with each alpha is measured.
  package let weightings: [PatchWeighting]
  package let alphas: [Double]
  /// Where a calibration goes; takes one weighting and one alpha.
  package var calibrationOutput: String?

  package init(
    queries: String, gallery: String, settings: JobSettings, scorers: [ScorerName]? = nil,
    weightings: [PatchWeighting], alphas: [Double]
  ) {
    precondition(scorers?.isEmpty != true && !weightings.isEmpty && !alphas.isEmpty)
    self.queries = queries
    self.gallery = gallery
    self.settings = settings
    self.scorers = scorers
    self.weightings = weightings
    self.alphas = alphas
  }

  /// Queries ranked together: one matrix product in stage 1.
  private static let blockSize = 64

  package func run() throws -> EvaluationResults {
    // Opened first: a wrong path shows before the work, not after it.
    try checkOutputs(
      [calibrationOutput].compactMap { $0.map { OutputFile($0, .json) } },
      inputs: CommandInputs([queries, gallery] + settings.modelFiles))
    let calibrationFile = try calibrationOutput.map { try AtomicFile($0) }
    let sorted = try SortedModels(settings)
    let models = try Models(sorted.settings)
    let chosen = try ChosenScorers(scorers, models: models, transformers: sorted.transformers)
    let pictures = try listPictures(
      at: queries, options: settings.queryListing, title: "Queries", isQuiet: settings.isQuiet
    ).pictures
    let source = PictureSource(
      models: models, listing: settings.galleryListing, isQuiet: settings.isQuiet,
      isStrict: settings.isStrict)
    let prepared = try source.prepare(gallery)
    _ = Preflight.run(
      queries: pictures, gallery: prepared, settings: settings, namesLonely: true)
    let opened = try source.gallery(
      prepared,
      needsLandmarks: chosen.names.contains(where: \.isEMD) && weightings.contains(.lmk))
    let identifier = Identifier(
      gallery: opened.gallery, transformer: models.transformer, grid: settings.identification.grid,
      ownPictures: settings.ownPictures)
    var clock = StageClock()
    let made = try chosen.scorers(
      identifier, job: self, times: &clock)
    var measurement = Measurement(
      job: self, identifier: identifier, scorers: made.scorers, times: clock)
    if calibrationFile != nil {
      _ = try models.requireTransformer()
      measurement.collector = CalibrationCollector()
    }
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
        No query of '\(queries)' can be measured: it takes labelled queries (a folder per \
        identity, or a list with labels) and other pictures of their identities in the gallery. \
        \(allFailures.first?.description ?? "")
        """)
    }
    try MappedFile.requireUnchanged()
    if let calibrationFile, let collector = measurement.collector {
      var identification = settings.identification
      identification.weighting = weightings[0]
      identification.alpha = alphas[0]
      try calibrationFile.append(
        JSONText.encode(
          collector.calibration(
            setup: Calibration.Setup(models, opened, identifier, identification), queries: queries,
            gallery: gallery, of: identifier.gallery)))
      try calibrationFile.commit()
    }
    return EvaluationResults(
      results: measurement.rows(), ceiling: measurement.perfect(),
      timings: measurement.times.timings(count: measurement.count),
      settings: description(models, identifier, chosen, leftOut: measurement.leftOut.count),
      failures: allFailures, doubtful: doubtful)
  }

  private func description(
    _ models: Models, _ identifier: Identifier, _ chosen: ChosenScorers, leftOut: Int
  ) -> EvaluationResults.Settings {
    EvaluationResults.Settings(
      subject: EvaluationResults.Subject(
        queries: queries, gallery: gallery, galleryCount: identifier.gallery.entries.count,
        gallerySHA256: identifier.gallery.digest.hexadecimal, topK: settings.identification.topK,
        leaveOut: settings.ownPictures, leftOut: leftOut,
        models: chosen.files.isEmpty ? nil : chosen.files,
        absent: chosen.absent.isEmpty ? nil : chosen.absent),
      tools: MeasurementTools(models, identifier, settings))
  }
}

/// Milliseconds of each stage, in the order in which the stages first came.
struct StageClock {
  private var totals: [(stage: String, milliseconds: Double)] = []

  mutating func add(_ stage: String, _ milliseconds: Double) {
    if let place = totals.firstIndex(where: { $0.stage == stage }) {
      totals[place].milliseconds += milliseconds
    } else {
      totals.append((stage, milliseconds))
    }
  }

  /// Measures a piece of work.
  mutating func time<Result>(_ stage: String, _ work: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    let result = try work()
    add(stage, milliseconds(since: start))
    return result
  }

  func timings(count: Int) -> [EvaluationResults.StageTiming] {
    totals.map {
      EvaluationResults.StageTiming(
        stage: $0.stage, milliseconds: $0.milliseconds,
        millisecondsPerQuery: $0.milliseconds / Double(count))
    }
  }
}
