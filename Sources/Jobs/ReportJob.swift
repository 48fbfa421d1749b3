import Basics
import Evidence
import Identification
import Networks
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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
    // What can be wrong with templates, models or folders shows before anything long begins.
    let templates = try TemplateSet(folder: settings.templates)
    let models = try Models(settings)
    let pictures = try listPictures(
      at: queries, options: settings.queryListing, title: "Queries", isQuiet: settings.isQuiet
    ).pictures
    Preflight.run(queries: pictures, gallery: gallery, settings: settings)
    try makeFolders(output)
    let source = PictureSource(
      models: models, listing: settings.galleryListing, isQuiet: settings.isQuiet,
      isStrict: settings.isStrict)
    let opened = try source.gallery(
      at: gallery, needsLandmarks: settings.identification.weighting == .lmk)
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
    var failures: [PictureFailure] = []
    var notices: [String] = []
    var end: (any Error)?
    let progress = Progress("Reports", total: pictures.count, isQuiet: settings.isQuiet)
    do {
      try source.forEachBlock(
        of: pictures, size: Self.blockSize, failed: { failures.append($0) }
      ) { queries, featureTime, done in
        try Interruption.check()
        let start = done - queries.count
        var finished = 0
        try batch.report(queries, featureTime: featureTime, firstNumber: rows.count + 1) { result in
          switch result {
          case .success(let row): rows.append(row)
          case .failure(let failure): failures.append(failure)
          }
          finished += 1
          progress.update(start + finished)
        }
        progress.update(done)
      }
    } catch {
      // Ctrl-C, --strict or a full disk: the index lists what is whole.
      end = error
      notices.append(
        "This batch ended early, after \(rows.count) of \(pictures.count) queries. \(error)")
    }
    notices += staleNotices(rows)
    try writer.writeIndex(
      rows, failures: failures.map { IndexFailure(path: $0.path, reason: $0.reason) },
      galleryFailures: opened.failures.map { IndexFailure(path: $0.path, reason: $0.reason) },
      notices: notices)
    let line = "\(rows.count) report\(rows.count == 1 ? "" : "s"): open '\(output)/index.html'."
    let allFailures = opened.failures + failures
    if end is Interrupted {
      return JobResult(
        status: .interrupted, lines: notices + [line], failures: allFailures)
    }
    if let end { throw end }
    guard !rows.isEmpty else {
      throw JobError(
        """
        No query of '\(queries)' could be reported; '\(output)/index.html' lists why. \
        \(failures.first?.description ?? "")
        """)
    }
    return JobResult(lines: notices + [line], failures: allFailures)
  }

  /// That the folder holds another run's reports: they stay, and must not pass for this run's.
  private func staleNotices(_ rows: [IndexRow]) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: output + "/queries")) ?? []
    let count = Set(names).subtracting(rows.map(\.identifier)).count
    guard count > 0 else { return [] }
    return [
      """
      The folder 'queries' also holds \(count) report\(count == 1 ? "" : "s") that this run did not \
      write: they are an earlier run's.
      """
    ]
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
      ] + settings.faceSettings,
      machine: machineDescription())
  }
}
