import Basics
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes a whole report again from its originals, its recorded times and its sealed key, and compares
/// it with the one in a folder: every file byte by byte, and `report.json` number by number if the
/// bytes differ.
struct Recomputation {
  private let check: ManifestComparison
  private let places: OriginalPlaces
  private let isQuiet: Bool
  private let makesReport: RepeatedReport.Maker

  package init(
    _ check: ManifestComparison, _ places: OriginalPlaces, isQuiet: Bool,
    makesReport: @escaping RepeatedReport.Maker
  ) {
    self.makesReport = makesReport
    self.check = check
    self.places = places
    self.isQuiet = isQuiet
  }

  /// - Returns: The differences, and lines on what was compared.
  package func differences() throws -> (differences: [Difference], words: [String]) {
    guard let run = places.run, let noted = places.noted, let model = places.model,
      let queries = places.queries, let gallery = places.gallery
    else {
      return nothing("the manifest does not record how the report was made")
    }
    let folder = try makeTemporaryFolder("facet-check")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = run.settings
    settings.model = model
    settings.reranker = places.reranker
    settings.detector = places.detector
    settings.landmarks = places.landmarks
    settings.calibration = places.calibration
    settings.isQuiet = isQuiet
    var dossier = run.dossier
    var found: [Difference] = []
    let key = "\(check.folder)/\(SealedKey.path)"
    let hasKey = FileManager.default.fileExists(atPath: key)
    if !hasKey {
      for edition in [Edition.blind, .redacted] where dossier.editions.remove(edition) != nil {
        found.append(
          Difference(
            .notRecomputed, edition.rawValue,
            "\(SealedKey.path) is missing, and the edition cannot be repeated without it"))
      }
      guard !dossier.editions.isEmpty else { return (found, ["Nothing was recomputed."]) }
    }
    let repeated = RepeatedReport(
      queries: queries, gallery: gallery, output: "\(folder)/report", settings: settings,
      dossier: dossier, named: noted, sealedKey: hasKey ? key : nil,
      timings: dossier.editions.contains(.full)
        ? "\(check.folder)/\(TimingsData.fileName)" : nil)
    do {
      let result = try makesReport(repeated)
      if result.status == JobResult.Status.interrupted { throw Interrupted() }
    } catch let error as Interrupted {
      throw error
    } catch {
      let (differences, words) = nothing("\(error)")
      return (found + differences, words)
    }
    let again = try ManifestComparison(folder: "\(folder)/report")
    var comparison = ReportComparison(check, again, places)
    try comparison.run(leavingOut: hasKey ? [] : ["blind/", "redacted/", "\(SealedKey.path)"])
    return (found + comparison.found, comparison.words(isWhole: found.isEmpty))
  }

  private func nothing(_ reason: String) -> (differences: [Difference], words: [String]) {
    (
      [Difference(.notRecomputed, check.folder, reason)],
      ["Nothing was recomputed, and numbers, pages and papers were not compared."]
    )
  }
}

/// A comparison of a report with its repetition.
private struct ReportComparison {
  private let check: ManifestComparison
  private let again: ManifestComparison
  private let places: OriginalPlaces
  private(set) var found: [Difference] = []
  private var reportCount = 0
  private var fileCount = 0
  private var nearlyEqual = 0
  private var hasChangedNumbers = false
  /// The most lines on one report; the rest is counted.
  private static let mostLines = 20

  init(_ check: ManifestComparison, _ again: ManifestComparison, _ places: OriginalPlaces) {
    self.check = check
    self.again = again
    self.places = places
  }

  /// - Parameter prefixes: The prefixes of paths that were not made again.
  mutating func run(leavingOut prefixes: [String]) throws {
    compareManifests()
    let unequal = compareNumbers()
    compareFiles(
      of: unequal, leavingOut: { path in prefixes.contains(where: path.hasPrefix) })
    if found.isEmpty, prefixes.isEmpty, check.manifestBytes != again.manifestBytes {
      found.append(
        Difference(.manifest, Manifest.fileName, "its bytes differ from the recomputed report")
      )
    }
  }

  /// Describes the level of agreement.
  ///
  /// - Parameter isWhole: Whether all editions were made again.
  func words(isWhole: Bool) -> [String] {
    let count = "\(reportCount) report\(reportCount == 1 ? "" : "s") recomputed."
    if found.isEmpty {
      let files = "\(fileCount) file\(fileCount == 1 ? "" : "s")"
      return [
        count,
        isWhole
          ? "Agreement: every byte of \(files) and of manifest.json."
          : "Agreement: every byte of \(files). The list shows what was not recomputed.",
      ]
    }
    if !hasChangedNumbers, reportCount == check.manifest.queries.count, reportCount > 0 {
      return [
        count,
        """
        Agreement: the numbers of report.json agree within 0.000001\
        \(nearlyEqual > 0 ? " (\(nearlyEqual) differ by less)" : ""); not every byte agrees.
        """,
      ]
    }
    return [count, "Agreement: none. The list shows the differences."]
  }

  /// Compares the manifests field by field, except the list of files.
  private mutating func compareManifests() {
    guard let was = try? StrictJSON.decode(JSONValue.self, from: check.manifestBytes),
      let isNow = try? StrictJSON.decode(JSONValue.self, from: again.manifestBytes)
    else { return }
    // A gallery with missing pictures is not forged.
    let isGalleryIncomplete = again.manifest.gallery.count < check.manifest.gallery.count
    let findings = NumberComparison(was, isNow, tolerance: 0, ignoring: ["files", "queries"])
      .findings
    for finding in findings.prefix(Self.mostLines) {
      found.append(
        Difference(
          isGalleryIncomplete && finding.place.hasPrefix("gallery.") ? .notRecomputed : .manifest,
          "\(Manifest.fileName): \(finding.place)",
          "reported \(finding.was), recomputed \(finding.isNow)"))
    }
    if findings.count > Self.mostLines {
      found.append(
        Difference(
          .manifest, Manifest.fileName, "and \(findings.count - Self.mostLines) more fields"))
    }
    let expected = again.manifest.queries
    for query in expected where !check.manifest.queries.contains(where: query.isSame(as:)) {
      // The same picture under another name in the manifest is a changed field.
      if let other = check.manifest.queries.first(where: { $0.report == query.report }) {
        found.append(
          Difference(
            .manifest, "\(Manifest.fileName): \(query.report)",
            """
            reported '\(other.path)', SHA-256 \(other.sha256.hexadecimal); recomputed '\(query.path)', \
            \(query.sha256.hexadecimal)
            """))
      } else {
        found.append(
          Difference(
            .missing, "queries/\(query.report)",
            "this folder does not contain a report of the query '\(query.path)'"))
      }
    }
  }

  /// - Returns: The folders of `queries` whose numbers differ or could not be compared.
  private mutating func compareNumbers() -> Set<String> {
    var unequal: Set<String> = []
    let reports = again.manifest.queries
    let missing =
      again.manifest.gallery.sha256 == check.manifest.gallery.sha256
      ? nil
      : MissingGalleryPictures(places, was: check.manifest.gallery, isNow: again.manifest.gallery)
    guard check.manifest.files.contains(where: { $0.path == "index.html" }) else {
      // Only the full edition contains report.json.
      reportCount = reports.count
      return []
    }
    for query in check.manifest.queries {
      let path = "queries/\(query.report)/report.json"
      guard let other = reports.first(where: query.isSamePath(as:)) else {
        found.append(
          Difference(.notRecomputed, query.path, "its picture did not give a report this time"))
        unequal.insert(query.report)
        continue
      }
      guard let was = json("\(check.folder)/\(path)"),
        let isNow = json("\(again.folder)/queries/\(other.report)/report.json")
      else {
        found.append(Difference(.notRecomputed, path, "the file cannot be read"))
        unequal.insert(query.report)
        continue
      }
      if let difference = formats(was, isNow) {
        unequal.insert(query.report)
        found.append(Difference(.notRecomputed, path, difference))
        continue
      }
      let comparison = NumberComparison(was, isNow, ignoring: [])
      if comparison.findings.isEmpty {
        reportCount += 1
        nearlyEqual += comparison.nearlyEqual
        if comparison.nearlyEqual > 0 {
          unequal.insert(query.report)
          found.append(
            Difference(
              .notRecomputed, "queries/\(query.report)",
              """
              \(comparison.nearlyEqual) numbers differ by less than 0.000001, as with another \
              processor or library, so its page and paper cannot be compared
              """))
        }
        continue
      }
      unequal.insert(query.report)
      hasChangedNumbers = true
      if let reason = missing?.reason(for: was) {
        found.append(Difference(.notRecomputed, path, reason))
        continue
      }
      reportCount += 1
      for finding in comparison.findings.prefix(Self.mostLines) {
        found.append(
          Difference(
            finding.place.hasSuffix("sha256") ? .picture : .number, "\(path): \(finding.place)",
            "reported \(finding.was), recomputed \(finding.isNow)"))
      }
      let more = comparison.findings.count - Self.mostLines
      if more > 0 { found.append(Difference(.number, path, "and \(more) more numbers")) }
    }
    return unequal
  }

  /// Compares the files byte by byte. If the numbers differ, or another version made the report, pages
  /// cannot be the same; then one line reports that they were not compared.
  private mutating func compareFiles(
    of unequal: Set<String>, leavingOut isLeftOut: (String) -> Bool
  ) {
    func isOfUnequal(_ path: String) -> Bool {
      let parts = path.split(separator: "/", maxSplits: 2)
      if parts.first == "queries", parts.count == 3 { return unequal.contains(String(parts[1])) }
      // Files on all queries cannot be the same if one query differs.
      return !unequal.isEmpty
    }
    let expected = Dictionary(
      again.manifest.files.map { (Array($0.path.utf8), $0) }
    ) { first, _ in first }
    let listed = Set(check.manifest.files.map { Array($0.path.utf8) })
    let isOtherVersion = again.manifest.program != check.manifest.program
    var skipped = 0
    for record in check.manifest.files where !isLeftOut(record.path) {
      guard let file = expected[Array(record.path.utf8)] else {
        if !isOfUnequal(record.path) {
          found.append(
            Difference(.extra, record.path, "the recomputed report does not contain it"))
        }
        continue
      }
      // Missing files are already listed.
      guard let now = try? record.current(in: check.folder) else { continue }
      if now == file {
        fileCount += 1
      } else if isOtherVersion || isOfUnequal(record.path) {
        skipped += 1
      } else {
        found.append(
          Difference(
            Difference.Kind(ofFile: record.path), record.path,
            """
            this version makes another file from the same originals (SHA-256 \
            \(now.sha256.hexadecimal), recomputed \(file.sha256.hexadecimal))\
            \(record.path.hasSuffix(".pdf") ? Self.libraries : "")
            """))
      }
    }
    for file in again.manifest.files
    where !listed.contains(Array(file.path.utf8)) && !isLeftOut(file.path) {
      let parts = file.path.split(separator: "/", maxSplits: 2)
      // One line reports a query without a report.
      let isOfMissing =
        parts.count == 3 && parts[0] == "queries"
        && !check.manifest.queries.contains { $0.report == parts[1] }
      if !isOfMissing {
        found.append(
          Difference(.missing, file.path, "the recomputed report contains it"))
      }
    }
    if skipped > 0 {
      let reason =
        isOtherVersion
        ? """
        \(check.manifest.program) made the report; pages of this version (\(again.manifest.program)) \
        may differ
        """
        : "they depend on numbers that differ"
      found.append(
        Difference(
          .notRecomputed,
          "\(skipped) file\(skipped == 1 ? "" : "s") with other bytes", reason))
    }
  }

  /// Returns the reason why the fields of two reports cannot be compared.
  private func formats(_ was: JSONValue, _ isNow: JSONValue) -> String? {
    guard case .object(let first) = was, case .object(let second) = isNow,
      first["format"] != second["format"]
    else { return nil }
    return """
      its format differs from that of this version (\(ReportData.currentFormat)); check it with the \
      version that made it
      """
  }

  private static let libraries =
    "; another version of Cairo, Pango or the fonts can also be the reason"

  private func json(_ path: String) -> JSONValue? {
    guard let bytes = try? readFile(path) else { return nil }
    return try? StrictJSON.decode(JSONValue.self, from: bytes)
  }
}

extension Manifest.Query {
  fileprivate func isSame(as other: Manifest.Query) -> Bool {
    isSamePath(as: other) && sha256 == other.sha256 && report.utf8.elementsEqual(other.report.utf8)
  }

  /// Names are the same if their bytes are.
  fileprivate func isSamePath(as other: Manifest.Query) -> Bool {
    path.utf8.elementsEqual(other.path.utf8)
  }
}
