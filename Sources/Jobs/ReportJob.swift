import Basics
import Evidence
import Identification
import Networks
import Reports

/// `facet report`: the main job.
public struct ReportJob: Sendable {
  public let queries: String
  public let gallery: String
  public let output: String
  public let settings: JobSettings

  public init(queries: String, gallery: String, output: String, settings: JobSettings) {
    self.queries = queries
    self.gallery = gallery
    self.output = output
    self.settings = settings
  }

  /// Queries opened and ranked together.
  private static let blockSize = FaceReader.batchSize

  /// Ranks each query and writes its report at once; a query that fails is listed, and the batch goes
  /// on. After Ctrl-C the index lists what was finished.
  public func run() throws -> JobResult {
    // What can be wrong with the templates or the folder shows before anything long begins.
    let templates = try TemplateSet(folder: settings.templates)
    try makeFolders(output)
    let models = try Models(settings)
    let pictures = try PictureList.pictures(at: queries)
    let source = PictureSource(
      models: models, isQuiet: settings.isQuiet, isStrict: settings.isStrict)
    let opened = try source.gallery(at: gallery)
    let identifier = Identifier(
      gallery: opened.gallery, transformer: models.transformer, grid: settings.identification.grid)
    let writer = ReportWriter(
      folder: output, templates: templates, provenance: provenance(models, opened.gallery))
    let batch = QueryBatch(
      identifier: identifier, settings: settings,
      evidence: EvidenceBuilder(
        identifier: identifier, settings: settings.identification, shape: models.backbone.shape,
        show: settings.show),
      writer: writer, notes: models.notes + opened.notes)
    var rows: [IndexRow] = []
    var failures = opened.failures
    var isInterrupted = false
    let progress = Progress("Reports", total: pictures.count, isQuiet: settings.isQuiet)
    do {
      failures += try source.forEachBlock(of: pictures, size: Self.blockSize) {
        queries, featureTime, done in
        try Interruption.check()
        let start = done - queries.count
        try batch.report(queries, featureTime: featureTime, firstNumber: rows.count + 1) { result in
          switch result {
          case .success(let row): rows.append(row)
          case .failure(let failure): failures.append(failure)
          }
          progress.update(min(done, max(start, rows.count)))
        }
        progress.update(done)
      }
    } catch is Interrupted {
      isInterrupted = true
    }
    if isInterrupted {
      failures.append(
        PictureFailure(
          path: queries,
          reason: "Stopped by the user after \(rows.count) of \(pictures.count) queries."))
    }
    try writer.writeIndex(
      rows, failures: failures.map { IndexFailure(path: $0.path, reason: $0.reason) })
    guard isInterrupted || !rows.isEmpty else {
      throw JobError(
        """
        No query of '\(queries)' could be reported; '\(output)/index.html' lists why. \
        \(failures.first?.description ?? "")
        """)
    }
    return JobResult(
      status: isInterrupted ? .interrupted : nil,
      lines: [
        "\(rows.count) report\(rows.count == 1 ? "" : "s"): open '\(output)/index.html'."
      ], failures: failures)
  }

  private func provenance(_ models: Models, _ gallery: Gallery) -> Provenance {
    let identification = settings.identification
    return Provenance(
      programVersion: programVersion, models: models.files, galleryPath: self.gallery,
      galleryCount: gallery.entries.count, gallerySHA256: gallery.digest,
      settings: [
        ("queries", queries),
        (
          "grid",
          "\(identification.grid.rawValue) (\(identification.grid.grid(native: gallery.grid)))"
        ),
        ("weights", identification.weighting.rawValue),
        ("solver", identification.solver.rawValue),
        ("epsilon", fixed(identification.epsilon, 3)),
        ("alpha", fixed(identification.alpha, 3)),
        ("top-k", String(identification.topK)),
        ("show", String(settings.show)),
        ("keep-self", settings.keepsSelf ? "yes" : "no"),
        ("aligned", "yes"),
      ],
      machine: machineDescription())
  }
}
