import Basics
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Refuses an output folder with the reports of an earlier run. A folder that is handed out contains
/// the files of one run only, and a key that reverses editions is never replaced.
///
/// Other files in the folder are allowed. A batch with a journal was stopped and may be resumed with
/// `--resume`, and so may a shard.
///
/// - Parameter isShard: Whether this run is a shard of a batch.
/// - Throws: `JobError`.
package func requireNoEarlierRun(
  in folder: String, isResumed: Bool, isShard: Bool = false
) throws(JobError) {
  let manager = FileManager.default
  if ReportShard.isShard(folder) {
    guard isShard else {
      throw JobError(
        """
        The folder '\(displayed(folder))' contains a shard of a batch. Put the shards together with \
        'facet merge', or choose another folder with --output.
        """)
    }
    guard !isResumed else { return }
    throw JobError(
      """
      The folder '\(displayed(folder))' contains a shard of a batch. Use --resume to continue it, or \
      choose another folder with --output.
      """)
  }
  if !isShard, manager.fileExists(atPath: "\(folder)/\(BatchJournal.fileName)") {
    guard !isResumed else { return }
    throw JobError(
      """
      The folder '\(displayed(folder))' contains a batch that was stopped. Use --resume to continue \
      it, or choose another folder with --output.
      """)
  }
  let found = reportNames.filter { name in
    let path = "\(folder)/\(name)"
    // A link counts as a link, even if it leads nowhere.
    guard let kind = try? manager.attributesOfItem(atPath: path)[.type] as? FileAttributeType else {
      return false
    }
    guard kind == .typeDirectory else { return true }
    return (try? manager.contentsOfDirectory(atPath: path))?.isEmpty != true
  }
  guard let first = found.first else { return }
  throw JobError(
    """
    The folder '\(displayed(folder))' already contains the reports of an earlier run \
    ('\(first)')\(isResumed ? ", which was complete, so there is nothing to resume" : ""). \
    Choose another folder with --output.
    """)
}

/// The names of all files and folders that a run writes into its output folder.
private let reportNames = [
  Manifest.fileName, Manifest.signatureName, TimingsData.fileName, "index.html", "summary.pdf",
  "queries", "blind", "redacted", "sealed", BatchJournal.fileName,
]

/// Removes the report of an earlier run that can be repeated at any time, such as a demonstration.
///
/// Nothing is removed unless the report is of the same queries and every file of it is as its manifest
/// lists it, with no other file beside them.
///
/// - Parameter queries: The queries' PATH as the manifest records it.
/// - Throws: `FileError` if a file cannot be removed.
package func removeReport(in folder: String, of queries: String) throws {
  guard let check = try? ManifestComparison(folder: folder),
    let run = try? RunDescription(check.manifest.run), run.queries.hasSameBytes(as: queries),
    check.differences().isEmpty
  else { return }
  let manager = FileManager.default
  for file in check.manifest.files { try manager.removeItem(atPath: "\(folder)/\(file.path)") }
  for query in check.manifest.queries {
    try manager.removeItem(atPath: "\(folder)/queries/\(query.report)")
  }
  try? manager.removeItem(atPath: "\(folder)/queries")
  try? manager.removeItem(atPath: "\(folder)/\(Manifest.signatureName)")
  try manager.removeItem(atPath: "\(folder)/\(Manifest.fileName)")
}
