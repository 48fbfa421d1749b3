import Audit
import Basics
import Datasets
import Faces
import Reports
import Runs

extension ReportJob {
  /// The folders of the shards that are put together.
  var mergedFolders: [String] {
    guard case .merged(let shards) = part else { return [] }
    return shards.map(\.folder)
  }

  /// The editions of all shards are linked by one secret, which none of them can draw for the others.
  func requireCommonSecret() throws(JobError) {
    guard let shard = part.shard, sealedKey == nil, dossier.editions != [.full] else { return }
    throw JobError(
      """
      The shards of a batch need one secret for their blind and redacted editions. Give \(shard) and \
      all others the same key with --sealed.
      """, status: .usage)
  }

  /// Opens the journal of this run; that of merged shards has their reports, which are copied first.
  func journal(
    _ signature: BatchSignature, _ pictures: [ListedPicture], range: Range<Int>,
    _ secret: EditionSecret
  ) throws -> BatchJournal {
    guard case .merged(let shards) = part else {
      return try BatchJournal(
        folder: output, signature: signature, pictures: pictures, secret: secret,
        isResumed: isResumed,
        shard: part.shard.map { BatchJournal.ShardRecord(shard: $0, timings: timings) },
        range: range)
    }
    for shard in shards {
      guard let difference = shard.signature.difference(to: signature) else { continue }
      throw JobError(
        """
        '\(displayed(shard.folder))' cannot be merged: \(difference). Merge with the inputs with which \
        the shards ran, and where they ran.
        """)
    }
    let progress = Progress(
      "Merging", total: shards.reduce(0) { $0 + $1.events.count }, isQuiet: settings.isQuiet)
    return try BatchJournal(
      folder: output, signature: signature, merging: shards, progress: progress.update)
  }

  /// Ends the run of a shard, which has no index and no manifest: `facet merge` writes those of the
  /// whole batch.
  func finish(
    _ shard: Shard, _ folder: OutputFolder, _ journal: BatchJournal, _ end: (any Error)?,
    before: (reports: [DossierWriter.Entry], failures: [IndexFailure]),
    _ doubtful: [DoubtfulSighting]
  ) throws -> JobResult {
    let (reports, failures) = sorted(journal.events)
    if end == nil { try journal.finish() }
    try folder.finished()
    let name = "\(shard)".prefix(1).uppercased() + "\(shard)".dropFirst()
    var lines = resumedLines(before)
    let status: JobResult.Status?
    if let end {
      guard end is Interrupted else { throw end }
      status = .interrupted
      lines.append(
        """
        \(name) ended early, with \
        \(counted(reports, failures)). Use --resume to continue it.
        """)
    } else {
      status = nil
      lines.append(
        """
        \(name): \(counted(reports, failures)). When all \
        shards are done, put them together with 'facet merge'.
        """)
    }
    return JobResult(
      status: status, lines: lines,
      failures: failures.map { PictureFailure(path: $0.path, reason: $0.reason) },
      doubtful: doubtful)
  }

  /// What the last lines say of an earlier run.
  func resumedLines(
    _ before: (reports: [DossierWriter.Entry], failures: [IndexFailure])
  ) -> [String] {
    guard isResumed else { return [] }
    if case .merged = part { return [] }
    return [
      before.reports.isEmpty && before.failures.isEmpty
        ? "Nothing to resume; the batch was run from the start."
        : "Resumed after \(counted(before.reports, before.failures))."
    ]
  }
}
