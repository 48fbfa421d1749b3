import Basics
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Refuses an output folder that holds an earlier run's reports: a folder that is handed out contains
/// what one run wrote, and a key that undoes handed-out editions is never replaced.
///
/// Other files in the folder do not matter. A batch that was stopped may go on with `--resume`; its
/// journal says so.
///
/// - Throws: `JobError`.
func requireNoEarlierRun(in folder: String, isResumed: Bool) throws(JobError) {
  let manager = FileManager.default
  if manager.fileExists(atPath: "\(folder)/\(BatchJournal.fileName)") {
    guard !isResumed else { return }
    throw JobError(
      """
      The folder '\(displayed(folder))' contains a batch that was stopped. Add --resume to go on \
      with it, or choose another folder with --output.
      """)
  }
  let found = reportNames.filter { name in
    let path = "\(folder)/\(name)"
    // A link counts as what it is, also if it leads nowhere.
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
    ('\(first)')\(isResumed ? ", and that run came to its end: there is nothing to resume" : ""). \
    Choose another folder with --output.
    """)
}

/// All that a run writes into its output folder.
private let reportNames = [
  Manifest.fileName, Manifest.signatureName, TimingsData.fileName, "index.html", "summary.pdf",
  "queries", "blind", "redacted", "sealed",
]
