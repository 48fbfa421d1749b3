import Basics
import Evidence
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The options of `facet report` in `manifest.json`, to repeat a report.
package struct RunDescription: Codable, Equatable {
  package var queries: String
  package var gallery: String
  package var settings: JobSettings
  package var dossier: DossierOptions

  /// The name under which the settings keep the digest of the calibration's file.
  package static let calibrationDigest = "calibration SHA-256"

  package init(queries: String, gallery: String, settings: JobSettings, dossier: DossierOptions) {
    self.queries = queries
    self.gallery = gallery
    self.settings = settings
    self.dossier = dossier
    // It would reverse the editions.
    self.dossier.seed = nil
    // It does not change what is written.
    self.settings.isQuiet = false
    self.settings.isStrict = false
  }

  /// The name by which reports print a path: its last part. The folders above are those of a machine
  /// and say nothing to a reader; the manifest's `run` keeps them, to repeat the report.
  package static func printedName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Returns a model as this run names it, wherever its file is now.
  package func named(_ file: Provenance.ModelFile) -> Provenance.ModelFile {
    let paths = [
      "Backbone": settings.model, "Re-ranker": settings.reranker, "Detector": settings.detector,
      "Landmarks": settings.landmarks,
    ]
    var named = Provenance.ModelFile(
      role: file.role, path: (paths[file.role] ?? nil).map(Self.printedName) ?? file.path,
      architecture: file.architecture, sha256: file.sha256, remark: file.remark)
    named.facts = file.facts
    return named
  }

  /// - Throws: Never in practice: settings are plain values.
  package func json() throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(self))
  }

  /// - Throws: `DecodingError` if a manifest's `run` has another form than in this version, or a number
  ///   that no command takes: a manifest may come from anyone.
  package init(_ json: JSONValue) throws {
    self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(json))
    guard settings.isInRanges else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "a setting is out of its range"))
    }
  }
}
