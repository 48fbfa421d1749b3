import Basics
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The reports made again from the originals, against those in a folder.
struct Recomputation {
  private let check: FolderCheck
  private let places: OriginalPlaces
  private let isQuiet: Bool
  /// Of one report; the rest is counted.
  private static let mostLines = 20

  init(_ check: FolderCheck, _ places: OriginalPlaces, isQuiet: Bool) {
    self.check = check
    self.places = places
    self.isQuiet = isQuiet
  }

  /// - Returns: The differences, and a line on what was compared.
  func differences() throws -> (differences: [Difference], words: String) {
    guard let run = places.run, let model = places.model, let queries = places.queries,
      let gallery = places.gallery
    else {
      return ([Difference(.notRecomputed, check.folder, "the manifest does not say how")], "")
    }
    let folder = try makeTemporaryFolder("facet-check")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = run.settings
    settings.model = model
    settings.reranker = places.reranker
    settings.detector = places.detector
    settings.calibration = places.calibration
    settings.isQuiet = isQuiet
    var dossier = run.dossier
    dossier.editions = [.full]
    do {
      let result = try ReportJob(
        queries: queries, gallery: gallery, output: folder, settings: settings, dossier: dossier
      ).run()
      if result.status == JobResult.Status.interrupted { throw Interrupted() }
      return try compare(with: FolderCheck(folder: folder))
    } catch let error as Interrupted {
      throw error
    } catch {
      return (
        [Difference(.notRecomputed, check.folder, "\(error)")],
        "Nothing was computed again."
      )
    }
  }

  private func compare(with again: FolderCheck) throws -> (differences: [Difference], words: String)
  {
    var found: [Difference] = []
    var compared = 0
    var nearlyEqual = 0
    let reports = Dictionary(again.manifest.queries.map { (PathKey($0.path), $0.report) }) {
      first, _ in
      first
    }
    let isSameGallery = again.manifest.gallery.sha256 == check.manifest.gallery.sha256
    let missing =
      isSameGallery
      ? nil
      : MissingGalleryPictures(places, was: check.manifest.gallery, isNow: again.manifest.gallery)
    for query in check.manifest.queries {
      let path = "queries/\(query.report)/report.json"
      guard let other = reports[PathKey(query.path)] else {
        found.append(Difference(.notRecomputed, query.path, "its picture cannot be used now"))
        continue
      }
      guard let was = json("\(check.folder)/\(path)"),
        let isNow = json("\(again.folder)/queries/\(other)/report.json")
      else {
        found.append(Difference(.notRecomputed, path, "it cannot be read"))
        continue
      }
      if let difference = formats(was, isNow) {
        found.append(Difference(.notRecomputed, path, difference))
        continue
      }
      let comparison = NumberComparison(was, isNow, ignoring: Self.ignored)
      if !comparison.findings.isEmpty, let reason = missing?.reason(for: was) {
        found.append(Difference(.notRecomputed, path, reason))
        continue
      }
      compared += 1
      nearlyEqual += comparison.nearlyEqual
      for finding in comparison.findings.prefix(Self.mostLines) {
        found.append(
          Difference(
            finding.place.hasSuffix("sha256") ? .picture : .number, "\(path): \(finding.place)",
            "it says \(finding.was), computed again \(finding.isNow)"))
      }
      let more = comparison.findings.count - Self.mostLines
      if more > 0 { found.append(Difference(.number, path, "and \(more) more numbers")) }
      if isSameGallery, comparison.findings.isEmpty, comparison.nearlyEqual == 0 {
        found += changedPages(query.report, other, again)
      }
    }
    var words = "\(compared) report\(compared == 1 ? "" : "s") computed again"
    if nearlyEqual > 0 {
      words += """
        ; \(nearlyEqual) numbers differ by less than 0.000001, as another processor or library gives
        """
    }
    return (found, words + ".")
  }

  /// Pages that are not what the same numbers give: the manifest may have been changed with them.
  private func changedPages(_ report: String, _ other: String, _ again: FolderCheck) -> [Difference]
  {
    // Another version, other templates or other places of the originals make other pages.
    guard again.manifest.program == check.manifest.program,
      let run = places.noted, let repeated = try? RunDescription(again.manifest.run),
      run.queries == repeated.queries, run.gallery == repeated.gallery,
      run.settings == repeated.settings, report == other
    else { return [] }
    let expected = Dictionary(again.manifest.files.map { ($0.path, $0) }) { first, _ in first }
    return check.manifest.files.filter { $0.path.hasPrefix("queries/\(report)/") }.compactMap {
      record -> Difference? in
      guard let now = try? record.current(in: check.folder), let file = expected[record.path],
        now.sha256 != file.sha256
      else { return nil }
      return Difference(
        Difference.Kind(ofFile: record.path), record.path,
        "it is not what this version makes of the same originals")
    }
  }

  /// Why the fields of two reports cannot be compared.
  private func formats(_ was: JSONValue, _ isNow: JSONValue) -> String? {
    guard case .object(let first) = was, case .object(let second) = isNow,
      first["format"] != second["format"]
    else { return nil }
    return """
      it has another format than this version writes (\(ReportData.currentFormat)): check it with the \
      version that made it
      """
  }

  private func json(_ path: String) -> JSONValue? {
    guard let bytes = try? readFile(path) else { return nil }
    return try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
  }

  /// Times, and what only says where things were.
  private static let ignored: Set<String> = ["timings", "provenance", "settings"]
}
