import Basics
import Datasets
import Evidence
import Identification
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How long the report of a query takes once it is ranked: its evidence, and the page, the PDF and the data that
/// are written.
struct ReportTiming {
  private let stage: MeasurementStage
  private let plan: SearchPlan
  /// With everything that a report has without further options.
  private var builder: EvidenceBuilder

  /// The number of queries after those of the warm-up.
  private static let queries = 20

  /// - Returns: `nil` if the EMD, which every report has, is not measured.
  init?(_ stage: MeasurementStage) {
    guard stage.plan.methods.contains(.emd) else { return nil }
    self.stage = stage
    let identification = stage.plan.firstSettings(stage.settings.identification)
    plan = SearchPlan(identification, methods: stage.search.opinions)
    let backbone = stage.source.models.backbone
    builder = EvidenceBuilder(
      search: stage.search, settings: identification, shape: backbone.shape,
      show: stage.settings.show, backbone: backbone, network: backbone)
    builder.copying = backbone
    builder.hasForms = true
    builder.embeddingSum = EmbeddingSum(backbone)
    builder.trainingPictures = stage.source.models.trainingPictures
  }

  /// Reports the first queries into a temporary folder.
  ///
  /// - Returns: The milliseconds of each; empty if none can be reported.
  /// - Throws: `FileError`, or `Interrupted`.
  func samples(_ pictures: [ListedPicture]) throws -> [Double] {
    let folder = try makeTemporaryFolder("facet-report")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let gallery = stage.search.gallery
    let writer = ReportWriter(
      folder: folder, templates: try TemplateSet(folder: nil),
      provenance: Provenance(
        programVersion: programVersion, models: stage.source.models.files, galleryPath: "gallery",
        galleryCount: gallery.entries.count, gallerySHA256: gallery.digest, settings: []))
    var samples: [Double] = []
    var failure: (any Error)?
    let first = Array(pictures.prefix(Self.queries + TimingResults.warmUp))
    try stage.source.forEachBlock(of: first, size: 1, failed: { _ in }) { block, _, _ in
      for query in block {
        try Interruption.check()
        let neighbors = stage.search.stage1([query], depth: plan.depth)[0]
        guard !neighbors.isEmpty, let scores = try? stage.search.scores(query, neighbors, plan)
        else { continue }
        let start = ContinuousClock.now
        do {
          let evidence = try builder.evidence(
            for: query, rankings: scores.rankings(plan),
            scores: scores.transportScores(plan.rankings[1]), notes: [])
          _ = try writer.write(evidence, number: samples.count + 1)
          samples.append(milliseconds(since: start))
        } catch let error as Interrupted {
          throw error
        } catch {
          failure = error
        }
      }
    }
    if samples.isEmpty, let failure, !stage.settings.isQuiet {
      writeToStandardError("No report could be timed. \(displayed("\(failure)"))\n")
    }
    return samples
  }
}

extension TimingResults.Stage {
  /// Times the reports of the first queries of a part.
  ///
  /// - Returns: `nil` if none can be reported.
  static func report(
    _ stage: MeasurementStage, _ pictures: [ListedPicture], _ part: EvaluationPart
  ) throws -> Self? {
    let samples = try ReportTiming(stage)?.samples(pictures) ?? []
    return samples.isEmpty ? nil : Self("report", part: part.shownName, samples: samples)
  }
}

extension SearchPlan {
  /// The first of each setting and the alpha nearest to 0.7, as one ranking has them.
  func firstSettings(_ base: IdentificationSettings) -> IdentificationSettings {
    var settings = base
    settings.weighting = weightings[0]
    settings.grid = grids[0]
    settings.solver = solvers[0]
    settings.alpha = alphas.min { abs($0 - 0.7) < abs($1 - 0.7) }!
    settings.topK = depth
    return settings
  }
}
