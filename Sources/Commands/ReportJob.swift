import Audit
import Basics
import Datasets
import Drawing
import Evidence
import Faces
import Identification
import Networks
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet report`: ranks queries and writes their reports.
package struct ReportJob: Sendable {
  package let queries: String
  package let gallery: String
  package let output: String
  package let settings: JobSettings

  /// Whether to resume a batch that was stopped in the same output folder.
  package let isResumed: Bool
  package let dossier: DossierOptions
  /// A `timings.json` with the times of the report; `nil` to measure them.
  package var timings: String?
  /// A `sealed/key.json` with the secret of the editions; `nil` for a new one.
  package var sealedKey: String?
  /// An Ed25519 private key in PEM that signs the manifest; `nil` to leave it unsigned.
  package var signingKey: String?
  /// What of the batch this run does.
  package var part = Part.whole
  /// The names that reports and manifest use instead of the present places of the files, to repeat a
  /// report whose originals moved; `nil` for the present places.
  var named: RunDescription?

  package enum Part {
    case whole
    /// Some of the queries, into a folder for `facet merge`.
    case shard(Shard)
    /// The reports of all shards, in their order, put together.
    case merged([ReportShard])

    var shard: Shard? { if case .shard(let shard) = self { shard } else { nil } }

    /// Returns the places of the queries that this run reports.
    func range(of total: Int, blockSize: Int) -> Range<Int> {
      switch self {
      case .whole: 0..<total
      case .shard(let shard): shard.range(of: total, blockSize: blockSize)
      case .merged: 0..<0
      }
    }
  }

  package init(
    queries: String, gallery: String, output: String, settings: JobSettings,
    isResumed: Bool = false,
    dossier: DossierOptions = DossierOptions()
  ) {
    self.queries = queries
    self.gallery = gallery
    self.output = output
    self.settings = settings
    self.isResumed = isResumed
    self.dossier = dossier
  }

  /// The methods other than stage 1 and the EMD.
  var registered = RegisteredScorer.standard

  /// The number of queries opened and ranked together.
  package var blockSize = FaceReader.batchSize

  /// Called before a report is written, with its number, so that a test can stop a batch.
  var willWrite: (@Sendable (_ number: Int) throws -> Void)?

  /// Ranks each query and writes its report at once; a query that fails is listed, and the batch goes
  /// on. After Ctrl-C the index lists what was finished.
  package func run() throws -> JobResult {
    try requireFonts()
    var settings = settings
    if settings.calibration != nil, settings.calibrationKind == nil {
      // Recorded with the other settings, so that the report can be repeated without the log.
      settings.calibrationKind = QueryKind(ofPicturesAt: queries)
    }
    // Problems with templates, models or folders are reported before long work begins.
    let folder = try claimOutput(
      output, writing: DossierWriter.places,
      inputs: CommandInputs(
        [
          queries, gallery, dossier.css, dossier.logo, dossier.caseFile, dossier.limitsFile,
          dossier.scaleFile, signingKey, timings, sealedKey,
        ] + settings.inputs + mergedFolders))
    let templates = try TemplateSet(
      folder: settings.templates, css: dossier.css, logo: dossier.logo)
    try requireCommonSecret()
    let signer = try signingKey.map(ManifestSigner.init(keyFile:))
    let recorded = try timings.map(TimingsData.init(file:))
    let secret =
      try sealedKey.map(SealedKey.secret(file:))
      ?? dossier.seed.map { EditionSecret(seed: $0) } ?? .random()
    let queryListing = try listPictures(
      at: queries, options: settings.queryListing, title: "Queries", isQuiet: settings.isQuiet)
    let pictures = queryListing.pictures
    warnOfMissingGlyphs(
      in: CaseData.CodingKeys.allCases.compactMap { dossier.caseData[$0] }
        + pictures.flatMap { [$0.label, $0.path] }.compactMap(\.self), isQuiet: settings.isQuiet)
    try folder.requireApart(from: pictures.map(\.location), writing: DossierWriter.places)
    try folder.requireApart(
      from: listedFiles(of: gallery, settings.galleryListing), writing: DossierWriter.places)
    try requireNoEarlierRun(in: output, isResumed: isResumed, isShard: part.shard != nil)
    let models = try Models(settings)
    let drawnNotes = try drawnTrainingNotes(settings)
    let source = PictureSource(
      models: models, listing: settings.galleryListing, isQuiet: settings.isQuiet,
      isStrict: settings.isStrict, galleryCheck: settings.galleryCheck)
    let prepared = try source.prepare(gallery)
    // It looks at all pictures, which one shard may do for the others; the merge writes its notices.
    let preflight =
      part.shard.map { $0.index == 1 } ?? true
      ? Preflight.run(queries: pictures, gallery: prepared, settings: settings) : nil
    let opened = try source.gallery(
      prepared, needsLandmarks: settings.identification.weighting.needsLandmarks)
    warnOfMissingGlyphs(
      in: opened.gallery.entries.textsBeyondASCII,
      isQuiet: settings.isQuiet)
    let search = try TwoStageSearch(
      opened.gallery, models, registered, ownPictures: settings.ownPictures,
      template: settings.identification.template, landmarks: source.landmarks)
    let calibration = try settings.calibration.map {
      try openCalibration(
        $0, for: .init(models, opened, search, settings.identification), queries: pictures,
        gallery: opened.gallery)
    }
    var evidence = EvidenceBuilder(
      search: search, settings: settings.identification, shape: models.backbone.shape,
      show: settings.show, backbone: settings.hasChecks ? models.backbone : nil,
      network: models.backbone)
    evidence.heights = HeightScale(
      calibration?.calibration, kind: settings.calibrationKind)
    if let apartAt = settings.apartAt { evidence.rule.apartAt = apartAt }
    evidence.copying = models.backbone
    evidence.limits = dossier.limits
    evidence.hasForms = !dossier.editions.isDisjoint(with: [.full, .blind])
    evidence.embeddingSum = EmbeddingSum(models.backbone)
    evidence.trainingPictures = models.trainingPictures
    evidence.pixelMasks = settings.pixelMasks
    let description =
      named
      ?? RunDescription(queries: queries, gallery: gallery, settings: settings, dossier: dossier)
    let provenance = provenance(models, opened.gallery, calibration?.sha256, description)
    let run = try description.json()
    let range = part.range(of: pictures.count, blockSize: blockSize)
    let journal = try journal(
      BatchSignature(
        provenance: provenance, templates: templates, queries: pictures.listDigest,
        timings: try timings.map { try SHA256.digest(ofFileAt: $0) }, run: run),
      pictures, range: range, secret)
    let writer = DossierWriter(
      folder: output, templates: templates, provenance: provenance, paper: dossier.paper,
      editions: dossier.editions, redaction: dossier.redaction, secret: journal.secret,
      calibration: calibration?.calibration)
    var batch = QueryBatch(
      search: search, settings: settings,
      evidence: evidence,
      writer: writer, notes: models.notes + drawnNotes + opened.notes + leftOutNotes(opened),
      repeats: GalleryRepeats(opened.gallery), times: times(recorded),
      requireOutput: folder.requirePresent)
    batch.willWrite = willWrite
    let before = sorted(journal.events)
    var doubtful = opened.gallery.doubtful
    let galleryDoubtful = doubtful.map { IndexFailure(path: $0.path, reason: "\($0.face)") }
    var end: (any Error)?
    do {
      try report(Array(pictures[..<range.upperBound]), source, batch, journal, &doubtful)
    } catch {
      // After Ctrl-C, a failure with --strict or a full disk, the index lists complete reports.
      end = error
    }
    let (reports, failures) = sorted(journal.events)
    if let shard = part.shard {
      return try finish(shard, folder, journal, end, before: before, doubtful)
    }
    // An index alone would be no help in a folder that took the place of a lost one.
    do { try folder.requirePresent() } catch { throw JobError(error) }
    var notices: [String] = []
    if let end {
      notices.append(
        """
        This batch ended early, with \(counted(reports, failures)) of \
        \(plural(pictures.count, "picture")). Use --resume to continue it. \(end)
        """)
    }
    // The last lines on the terminal.
    let ended = notices
    var leftOut = LeftOutLog()
    for report in reports { leftOut.add(report.query.path, report.leftOut) }
    leftOut.report(rule: settings.ownPictures, isQuiet: settings.isQuiet)
    notices +=
      passedOverNotices(queryListing, opened) + opened.notes + (preflight?.notices ?? [])
      + [leftOut.sentence].compactMap { $0 }
    try writer.finish(
      reports, failures: failures,
      galleryFailures: opened.failures.map { IndexFailure(path: $0.path, reason: $0.reason) },
      galleryDoubtful: galleryDoubtful,
      notices: notices, run: run)
    if end == nil {
      try signer?.sign(in: output)
      try journal.finish()
    }
    try folder.finished()
    let allFailures =
      opened.failures + failures.map { PictureFailure(path: $0.path, reason: $0.reason) }
    var lines = ended
    lines += resumedLines(before)
    lines.append(
      "\(plural(reports.count, "report")): open '\(output)/index.html'.")
    if end is Interrupted {
      return JobResult(
        status: .interrupted, lines: lines, failures: allFailures, doubtful: doubtful,
        listing: "\(output)/index.html")
    }
    if let end { throw end }
    guard !reports.isEmpty else {
      throw JobError(
        """
        None of the queries of '\(queries)' gave a report. '\(output)/index.html' lists the reasons. \
        \(failures.first.map { "\($0.path): \($0.reason)" } ?? "")
        """)
    }
    return JobResult(
      status: opened.isWithoutPictures ? .doneWithFailures : nil, lines: lines,
      failures: allFailures, doubtful: doubtful, listing: "\(output)/index.html")
  }

  /// The notices on files of the two PATHs that are not part of the batch.
  private func passedOverNotices(
    _ queries: PictureListing, _ gallery: PictureSource.OpenedGallery
  ) -> [String] {
    [("Queries", queries.passedOver), ("Gallery", gallery.passedOver)].compactMap { title, files in
      files.words.map { "\(title): ignored: \($0)." }
    }
  }

  /// The note for each report if the gallery's PATH contains pictures that were not ranked.
  private func leftOutNotes(_ gallery: PictureSource.OpenedGallery) -> [String] {
    guard !gallery.failures.isEmpty else { return [] }
    let count = gallery.failures.count
    return [
      """
      \(plural(count, "gallery picture")) could not be used and \(count == 1 ? "is" : "are") not \
      ranked. The index of the reports lists \(count == 1 ? "it" : "them").
      """
    ]
  }

  private func times(_ recorded: TimingsData?) -> QueryBatch.Times {
    guard dossier.editions.contains(.full) else { return .none }
    guard let recorded, let timings else { return .measured(machine: machineDescription()) }
    return named == nil ? .recorded(recorded, file: timings) : .repeated(recorded)
  }

  func sorted(
    _ events: [BatchJournal.Event]
  ) -> (reports: [DossierWriter.Entry], failures: [IndexFailure]) {
    (
      events.compactMap { if case .report(let report) = $0 { report } else { nil } },
      events.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
    )
  }

  /// Returns "3 reports", or "3 reports and 1 failure".
  func counted(_ reports: [DossierWriter.Entry], _ failures: [IndexFailure]) -> String {
    let text = plural(reports.count, "report")
    return failures.isEmpty ? text : "\(text) and \(plural(failures.count, "failure"))"
  }

  func plural(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }
}
