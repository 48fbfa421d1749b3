import Basics
import Drawing
import Identification
import Networks
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet check`: compares an output folder and its originals with its manifest.
package struct AuditJob: Sendable {
  package let folder: String
  /// Whether to make the reports again from the originals and compare every file.
  package let recomputes: Bool
  /// The Ed25519 public key in PEM whose owner must have signed the manifest; `nil` to accept any
  /// maker.
  package var publicKey: String?
  /// The present places of the originals; `nil` for those in the manifest.
  package let originals: Originals
  package let isQuiet: Bool

  package struct Originals: Sendable, Equatable {
    package var model: String?
    package var reranker: String?
    package var detector: String?
    package var landmarks: String?
    package var queries: String?
    package var gallery: String?
    /// The folder where relative paths of the manifest begin.
    package var root: String?

    package init() {}
  }

  private let makesReport: RepeatedReport.Maker

  package init(
    folder: String, recomputes: Bool, originals: Originals, isQuiet: Bool,
    makesReport: @escaping RepeatedReport.Maker
  ) {
    self.makesReport = makesReport
    self.folder = folder
    self.recomputes = recomputes
    self.originals = originals
    self.isQuiet = isQuiet
  }

  package func run() throws -> JobResult {
    if recomputes { try requireFonts() }
    let check = try ManifestComparison(folder: folder)
    var lines: [String] = []
    var differences = check.differences()
    let count = check.manifest.files.count
    lines.append(
      "\(count) file\(count == 1 ? "" : "s") hashed; SHA-256 of manifest.json: "
        + check.manifestSHA256.hexadecimal)
    let places = OriginalPlaces(check.manifest, originals)
    let (changed, originalCount, counts) = OriginalsComparison(check, places).differences()
    differences += changed
    lines += counts
    if recomputes {
      let (found, words) = try Recomputation(
        check, places, isQuiet: isQuiet, makesReport: makesReport
      ).differences()
      differences += found
      lines += words
    }
    if FileManager.default.fileExists(atPath: "\(folder)/\(DossierWriter.journalName)") {
      lines.append("The batch was stopped before its end. Resume it with 'facet report --resume'.")
    }
    if recomputes { lines += takenOver(places) }
    let signature = try signature(check)
    lines.append(signature.words)
    let total = differences.count
    if total > 0 {
      lines.append("\(total) difference\(total == 1 ? "" : "s").")
    } else if signature.isValid {
      lines.append(
        "No difference: "
          + Self.compared(files: count, originals: originalCount, isRecomputed: recomputes))
    }
    return JobResult(
      status: !signature.isValid ? .assertionFailed : total == 0 ? .done : .doneWithFailures,
      lines: differences.map(\.description) + lines)
  }

  /// Describes the parts that a repetition reads from the report instead of computing them.
  private func takenOver(_ places: OriginalPlaces) -> [String] {
    guard let noted = places.noted else { return [] }
    var lines = [
      "Not computed: recorded times and case data. The repetition reads them from the report."
    ]
    let replaced: [(String, String?)] = [
      ("--model", originals.model), ("--reranker", originals.reranker),
      ("--detector", originals.detector), ("--landmarks", originals.landmarks),
      ("--queries", originals.queries),
      ("--gallery", originals.gallery), ("--root", originals.root),
    ]
    let names = replaced.filter { $1 != nil }.map { $0.0 }
    if !names.isEmpty {
      lines.append(
        "Not compared: the recorded places of originals that \(names.joined(separator: ", ")) replaced."
      )
    }
    for (name, path) in [
      ("--templates", noted.settings.templates), ("--css", noted.dossier.css),
      ("--logo", noted.dossier.logo),
    ] {
      guard let path else { continue }
      lines.append(
        """
        The report was made with \(name) '\(displayed(path))' instead of the built-in one, so its \
        pages can contain other words.
        """)
    }
    return lines
  }

  /// Describes what a check without differences compared, and what it did not.
  private static func compared(files: Int, originals: Int, isRecomputed: Bool) -> String {
    let counts = """
      \(files) file\(files == 1 ? "" : "s") and \(originals) original\(originals == 1 ? "" : "s") \
      are as the manifest lists them
      """
    return isRecomputed
      ? "\(counts), and the recomputed report is the same in every byte."
      : "\(counts). Nothing was recomputed; use --recompute for that."
  }

  /// Returns whether the signature is as required, and a sentence on it.
  private func signature(_ check: ManifestComparison) throws -> (isValid: Bool, words: String) {
    if let publicKey { return try ManifestSigner.verify(check, publicKeyFile: publicKey) }
    let isSigned = FileManager.default.fileExists(
      atPath: "\(folder)/\(Manifest.signatureName)")
    return (
      true,
      isSigned
        ? "Signature: not verified. Use --key PUBLIC.pem to verify \(Manifest.signatureName)."
        : """
        Signature: none. Compare the SHA-256 of manifest.json with the one recorded when the report \
        was made.
        """
    )
  }
}

/// The present places of a report's originals.
struct OriginalPlaces {
  /// The places in the manifest; `nil` if this version cannot read them.
  package let noted: RunDescription?
  /// The same with the present places of the files.
  package let run: RunDescription?
  package let model: String?
  package let reranker: String?
  package let detector: String?
  package let landmarks: String?
  package let calibration: String?
  package let queries: String?
  package let gallery: String?

  package init(_ manifest: Manifest, _ given: AuditJob.Originals) {
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
    landmarks = place(run?.settings.landmarks, or: given.landmarks)
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
