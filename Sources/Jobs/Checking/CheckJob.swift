import Basics
import Drawing
import Identification
import Networks
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `facet check`: whether an output folder, and the originals it was made from, are what its manifest
/// says.
package struct CheckJob: Sendable {
  package let folder: String
  /// Makes the reports again from the originals and compares every number.
  package let recomputes: Bool
  /// Where the originals are now; `nil`: where the manifest says.
  package let originals: Originals
  package let isQuiet: Bool

  package struct Originals: Sendable, Equatable {
    package var model: String?
    package var reranker: String?
    package var detector: String?
    package var queries: String?
    package var gallery: String?
    /// Relative paths of the manifest begin here.
    package var root: String?

    package init() {}
  }

  package init(folder: String, recomputes: Bool, originals: Originals, isQuiet: Bool) {
    self.folder = folder
    self.recomputes = recomputes
    self.originals = originals
    self.isQuiet = isQuiet
  }

  package func run() throws -> JobResult {
    if recomputes { try requireFonts() }
    let check = try FolderCheck(folder: folder)
    var lines: [String] = []
    var differences = check.differences()
    let count = check.manifest.files.count
    lines.append(
      "\(count) file\(count == 1 ? "" : "s") hashed; SHA-256 of manifest.json: "
        + check.manifestSHA256.hexadecimal)
    let places = OriginalPlaces(check.manifest, originals)
    let (changed, counts) = OriginalsCheck(check, places).differences()
    differences += changed
    lines.append(counts)
    if recomputes {
      let (found, words) = try Recomputation(check, places, isQuiet: isQuiet).differences()
      differences += found
      lines.append(words)
    }
    if FileManager.default.fileExists(atPath: "\(folder)/\(FolderCheck.journalName)") {
      lines.append("The batch was stopped before its end; 'facet report --resume' goes on with it.")
    }
    let total = differences.count
    lines.append(
      total == 0 ? "No difference." : "\(total) difference\(total == 1 ? "" : "s").")
    return JobResult(
      status: total == 0 ? .done : .doneWithFailures, lines: differences.map(\.description) + lines)
  }
}

/// Where the originals of a report are to be found now.
struct OriginalPlaces {
  /// What the manifest says; `nil`: nothing that this version reads.
  let noted: RunDescription?
  /// The same with its files where they are now.
  let run: RunDescription?
  let model: String?
  let reranker: String?
  let detector: String?
  let calibration: String?
  let queries: String?
  let gallery: String?

  init(_ manifest: Manifest, _ given: CheckJob.Originals) {
    var run = try? RunDescription(manifest.run)
    func place(_ noted: String?, or now: String? = nil) -> String? {
      if let now { return now }
      guard let noted, !noted.hasPrefix("/"), !BuiltInModels.contains(noted),
        noted != JobSettings.startOfReranker, let root = given.root
      else { return noted }
      return "\(root)/\(noted)"
    }
    model = place(run?.settings.model, or: given.model)
    reranker = place(run?.settings.reranker, or: given.reranker)
    detector = place(run?.settings.detector, or: given.detector)
    calibration = place(run?.settings.calibration)
    queries = place(run?.queries, or: given.queries)
    gallery = place(run?.gallery, or: given.gallery)
    noted = run
    if var moved = run {
      moved.settings.queryListing.root = place(moved.settings.queryListing.root)
      moved.settings.galleryListing.root = place(moved.settings.galleryListing.root)
      moved.settings.templates = place(moved.settings.templates)
      moved.dossier.css = place(moved.dossier.css)
      moved.dossier.logo = place(moved.dossier.logo)
      run = moved
    }
    self.run = run
  }
}
