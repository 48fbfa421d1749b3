import Basics
import Datasets
import Evidence
import Faces
import Identification
import Runs

/// The job of `facet calibrate`: searches for known people in a gallery and writes how high right and
/// wrong people score, for reports of other searches.
package struct CalibrateJob: Sendable {
  package let queries: String
  package let gallery: String
  package let output: String
  package let settings: JobSettings
  /// The text before each person's name, so that people with the same name are different people.
  package var namePrefix = ""
  /// The methods other than stage 1 and the EMD.
  package var registered = RegisteredScorer.standard

  /// The number of queries ranked together, in one matrix product of stage 1.
  private static let blockSize = 64

  package init(queries: String, gallery: String, output: String, settings: JobSettings) {
    self.queries = queries
    self.gallery = gallery
    self.output = output
    self.settings = settings
  }

  /// - Throws: `JobError` if no query can be searched for, and the errors of reading and ranking.
  package func run() throws -> JobResult {
    // Opened first, so that a wrong path is reported before the work.
    try checkOutputs(
      [OutputFile(output, .json)], inputs: CommandInputs([queries, gallery] + settings.modelFiles))
    let file = try AtomicFile(output)
    let models = try Models(settings)
    let pictures = try listPictures(
      at: queries, options: settings.queryListing, title: "Queries", isQuiet: settings.isQuiet
    ).pictures
    let source = PictureSource(
      models: models, listing: settings.galleryListing, isQuiet: settings.isQuiet,
      isStrict: settings.isStrict, galleryCheck: settings.galleryCheck)
    let prepared = try source.prepare(gallery)
    _ = Preflight.run(queries: pictures, gallery: prepared, settings: settings)
    let opened = try source.gallery(
      prepared, needsLandmarks: settings.identification.weighting.needsLandmarks)
    let search = try TwoStageSearch(
      opened.gallery, models, registered, ownPictures: settings.ownPictures,
      template: settings.identification.template, landmarks: source.landmarks)
    let plan = SearchPlan(settings.identification, methods: search.opinions)
    let reader = ShownPictureReader(
      shape: models.backbone.shape, gallery: opened.gallery, landmarks: search.landmarks)
    var collector = CalibrationCollector()
    var failures: [PictureFailure] = []
    var doubtful = opened.gallery.doubtful
    var leftOut = LeftOutLog()
    let progress = Progress("Queries", total: pictures.count, isQuiet: settings.isQuiet)
    func fail(_ failure: PictureFailure) throws {
      if settings.isStrict { throw StrictFailure(failure) }
      failures.append(failure)
    }
    try source.forEachBlock(
      of: pictures, size: Self.blockSize, failed: { failures.append($0) }
    ) { block, _, done in
      try Interruption.check()
      doubtful += DoubtfulSighting.all(of: block.map { ($0.listed.path, $0.sighting) })
      // The whole gallery, because the right person may be far behind.
      let nearest = search.stage1(block, depth: search.gallery.entries.count)
      for (query, neighbors) in zip(block, nearest) {
        try Interruption.check()
        guard query.listed.label != nil else {
          try fail(
            PictureFailure(
              path: query.name,
              reason: "The query does not have a label, so its ranking cannot be judged."))
          continue
        }
        do {
          let scores = try search.scores(query, neighbors, plan)
          let quality = try reader.quality(of: query)
          collector.add(query, scores.rankings(plan), quality) { search.gallery.entries[$0].label }
          leftOut.add(query.name, search.leftOut(of: query))
        } catch {
          try fail(PictureFailure(path: query.name, reason: "\(error)"))
        }
      }
      progress.update(done)
    }
    leftOut.report(rule: settings.ownPictures, isQuiet: settings.isQuiet)
    let allFailures = opened.failures + failures
    guard !collector.isEmpty else {
      throw JobError(
        """
        None of the queries of '\(queries)' can be used for a calibration. Give labeled queries: a \
        folder per identity, or a list with labels. \(allFailures.first?.description ?? "")
        """)
    }
    try MappedFile.requireUnchanged()
    let calibration = collector.calibration(
      setup: Calibration.Setup(models, opened, search, settings.identification),
      kind: settings.calibrationKind ?? QueryKind(ofPicturesAt: queries), queries: queries,
      gallery: gallery, of: search.gallery, namePrefix: namePrefix)
    try file.append(JSONText.encode(calibration))
    try file.commit()
    return JobResult(
      lines: lines(of: calibration), failures: allFailures, doubtful: doubtful)
  }

  private func lines(of calibration: Calibration) -> [String] {
    func counted(_ count: Int, _ one: String, _ many: String) -> String {
      "\(count) \(count == 1 ? one : many)"
    }
    let searches = calibration.samples[.emd]!.searches
    var lines = [
      """
      \(counted(calibration.queryCount, "search", "searches")) for \
      \(counted(calibration.peopleCount, "person", "people")) in a gallery of \
      \(counted(calibration.galleryCount, "picture", "pictures")) of \
      \(counted(calibration.galleryPeopleCount, "person", "people")): '\(output)'.
      """
    ]
    if calibration.peopleCount < Calibration.leastPeople {
      lines.append(
        """
        \(counted(calibration.peopleCount, "person", "people")): too few to state an error rate. \
        Reports state one from \(Calibration.leastPeople) people.
        """)
    }
    let alone = searches.count { $0.right.isEmpty }
    if alone > 0 {
      lines.append(
        """
        In \(counted(alone, "search", "searches")) no picture of the right person was re-ranked. These \
        count as searches for a person who is not enrolled.
        """)
    }
    return lines
  }
}
