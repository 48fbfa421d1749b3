import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `facet report` was asked for, as `manifest.json` keeps it to do it again.
struct RunDescription: Codable, Equatable {
  var queries: String
  var gallery: String
  var settings: JobSettings
  var dossier: DossierOptions

  init(queries: String, gallery: String, settings: JobSettings, dossier: DossierOptions) {
    self.queries = queries
    self.gallery = gallery
    self.settings = settings
    self.dossier = dossier
    // It would undo the editions.
    self.dossier.seed = nil
    // Without effect on what is written.
    self.settings.isQuiet = false
    self.settings.isStrict = false
  }

  /// - Throws: Never in practice: settings are plain values.
  func json() throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(self))
  }

  /// - Throws: `DecodingError` where a manifest's `run` is not what this version writes.
  init(_ json: JSONValue) throws {
    self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(json))
  }
}
