import Audit
import Basics
import Datasets
import Evidence
import Identification
import Measurement
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet merge`: makes one batch, or one gallery, of the folders that `facet report --shard`
/// or `facet enroll --shard` wrote, with the bytes of a run on one machine.
package struct MergeJob {
  package let folders: [String]
  package let output: String
  /// Whether to continue a merge that was stopped.
  package let isResumed: Bool
  package let isQuiet: Bool
  /// An Ed25519 private key in PEM that signs the manifest of a batch; `nil` to leave it unsigned.
  package var signingKey: String?

  package init(folders: [String], output: String, isResumed: Bool = false, isQuiet: Bool = false) {
    self.folders = folders
    self.output = output
    self.isResumed = isResumed
    self.isQuiet = isQuiet
  }

  package func run() throws -> JobResult {
    let reports = folders.filter(ReportShard.isShard)
    let galleries = folders.filter { FileStatus(of: "\($0)/\(GalleryShard.fileName)") != nil }
    if let other = folders.first(where: { !reports.contains($0) && !galleries.contains($0) }) {
      throw JobError(
        """
        '\(displayed(other))' does not contain a finished shard: neither '\(ReportShard.fileName)' of \
        'facet report --shard' nor '\(GalleryShard.fileName)' of 'facet enroll --shard' nor \
        '\(EvaluationShard.fileName)' of 'facet evaluate --shard'.
        """)
    }
    guard reports.isEmpty || galleries.isEmpty else {
      throw JobError(
        """
        '\(displayed(reports[0]))' is a shard of a batch of reports and '\(displayed(galleries[0]))' one \
        of a gallery. Merge them one after the other.
        """, status: .usage)
    }
    return try galleries.isEmpty ? mergeReports() : mergeGalleries()
  }

  /// Puts shards into their order.
  ///
  /// - Throws: `JobError` if one is missing or there twice; it names all that are missing.
  package static func ordered<Element>(
    _ shards: [(folder: String, shard: Shard, element: Element)]
  ) throws(JobError) -> [Element] {
    let count = shards[0].shard.count
    if let other = shards.first(where: { $0.shard.count != count }) {
      throw JobError(
        """
        '\(displayed(shards[0].folder))' is \(shards[0].shard), but '\(displayed(other.folder))' is \
        \(other.shard): they are not of one batch.
        """)
    }
    var byIndex: [Int: (folder: String, element: Element)] = [:]
    for (folder, shard, element) in shards {
      if let first = byIndex.updateValue((folder, element), forKey: shard.index) {
        throw JobError(
          "'\(displayed(first.folder))' and '\(displayed(folder))' are both \(shard). Give one of them.",
          status: .usage)
      }
    }
    let missing = (1...count).filter { byIndex[$0] == nil }
    guard missing.isEmpty else {
      throw JobError(
        """
        \(missing.count == 1 ? "Shard" : "Shards") \(missing.map { "\($0)" }.named(atMost: 100)) of \(count) \
        \(missing.count == 1 ? "is" : "are") missing. Give the folders of all shards.
        """)
    }
    return (1...count).map { byIndex[$0]!.element }
  }

  // MARK: Reports

  private func mergeReports() throws -> JobResult {
    let opened = try folders.map(ReportShard.init)
    let shards = try Self.ordered(opened.map { ($0.folder, $0.shard, $0) })
    for shard in shards {
      if let difference = shards[0].signature.difference(to: shard.signature) {
        throw JobError(
          """
          '\(displayed(shards[0].folder))' and '\(displayed(shard.folder))' are not of one batch: \
          \(difference).
          """)
      }
      guard shard.secret == shards[0].secret || !hasOtherEditions(shard) else {
        throw JobError(
          """
          The editions of '\(displayed(shards[0].folder))' and '\(displayed(shard.folder))' have \
          different secrets. Run the shards with one key (--sealed).
          """)
      }
    }
    let unfinished = shards.filter { !$0.isComplete }
    guard unfinished.isEmpty else {
      throw JobError(
        """
        Not complete: \(unfinished.map { "\($0.shard) ('\(displayed($0.folder))')" }.named(atMost: 100)). Run \
        \(unfinished.count == 1 ? "it" : "them") again with --resume.
        """)
    }
    let run: RunDescription
    do {
      run = try RunDescription(shards[0].signature.run)
    } catch {
      throw JobError(
        "'\(displayed(shards[0].folder))' was made by another version. Merge it with that version.")
    }
    var settings = run.settings
    settings.isQuiet = isQuiet
    var job = ReportJob(
      queries: run.queries, gallery: run.gallery, output: output, settings: settings,
      isResumed: isResumed, dossier: run.dossier)
    job.timings = shards[0].record.timings
    job.signingKey = signingKey
    job.part = .merged(shards)
    return try job.run()
  }

  private func hasOtherEditions(_ shard: ReportShard) -> Bool {
    (try? RunDescription(shard.signature.run).dossier.editions) != [.full]
  }

  // MARK: Galleries

  private func mergeGalleries() throws -> JobResult {
    guard signingKey == nil else {
      throw JobError("--sign is for a batch of reports. A gallery has no manifest.", status: .usage)
    }
    let opened = try folders.map { folder in
      do {
        let shard = try GalleryShard(folder: folder)
        return (folder: folder, shard: shard.shard, element: (folder: folder, shard: shard))
      } catch {
        throw JobError(
          """
          '\(displayed(folder))/\(GalleryShard.fileName)' cannot be used: \(error). Enroll the shard \
          again.
          """)
      }
    }
    let shards = try Self.ordered(opened)
    for (folder, shard) in shards {
      guard shard.pictures == shards[0].shard.pictures, shard.model == shards[0].shard.model,
        shard.programVersion == shards[0].shard.programVersion
      else {
        throw JobError(
          GalleryError.otherShard(folder: folder, first: shards[0].folder).description)
      }
    }
    let claimed = try claimOutput(output, inputs: CommandInputs(folders), isBatch: false)
    try requireOwnGallery(output)
    let gallery = try GalleryShards(shards.map { ($0.folder, $0.shard.count) })
    let failures = shards.flatMap(\.shard.failures)
    guard gallery.count > 0 else {
      throw JobError(
        "None of the pictures of the shards could be used. \(failures.first?.description ?? "")")
    }
    let progress = Progress("Merging", total: gallery.count, isQuiet: isQuiet)
    do {
      try gallery.merge(into: output, progress: progress.update)
    } catch is Interrupted {
      throw JobError("Stopped by the user. Run it again to make the gallery.", status: .interrupted)
    }
    try claimed.finished()
    return JobResult(
      lines: ["Gallery of \(gallery.count) faces from \(shards.count) shards in '\(output)'."],
      failures: failures, doubtful: gallery.doubtful)
  }
}
