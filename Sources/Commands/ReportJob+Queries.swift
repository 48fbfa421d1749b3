import Audit
import Basics
import Datasets
import Faces
import Identification
import Reports
import Runs

extension ReportJob {
  /// Writes the reports that the journal does not contain yet.
  ///
  /// - Parameter pictures: All queries before the end of this run's part.
  func report(
    _ pictures: [ListedPicture], _ source: PictureSource, _ batch: QueryBatch,
    _ journal: BatchJournal, _ doubtful: inout [DoubtfulSighting]
  ) throws {
    // These reports of the unfinished block are already done.
    var skipped = journal.knownInBlock
    var start = journal.blockStart
    /// The reports and failures before this block.
    var earlier = journal.events.count - skipped
    let progress = Progress(
      "Reports", total: earlier + pictures.count - start, isQuiet: settings.isQuiet)
    /// The pictures of this block without a face.
    var unusable = 0
    try source.forEachBlock(
      of: pictures, size: blockSize, from: start,
      failed: { failure in
        try journal.beginBlock(at: start)
        unusable += 1
        if skipped > 0 {
          skipped -= 1
        } else {
          try journal.append(.failure(IndexFailure(path: failure.path, reason: failure.reason)))
        }
      }
    ) { queries, times, done in
      try Interruption.check()
      try MappedFile.requireUnchanged()
      try journal.beginBlock(at: start)
      doubtful += DoubtfulSighting.all(of: queries.map { ($0.listed.path, $0.sighting) })
      // A picture may have several faces, each a query, so their number becomes known block by block.
      let ofBlock = unusable + queries.count
      let total = earlier + ofBlock + pictures.count - done
      var finished = earlier + unusable + min(skipped, queries.count)
      try batch.report(
        queries, featureTime: times.total, skipping: skipped
      ) { result in
        switch result {
        case .success(let report):
          try journal.append(.report(report))
        case .failure(let failure):
          try journal.append(.failure(IndexFailure(path: failure.path, reason: failure.reason)))
        }
        finished += 1
        progress.update(finished, of: total)
      }
      skipped = 0
      start = done
      earlier += ofBlock
      unusable = 0
      progress.update(earlier, of: total)
    }
  }
}
