import Basics
import Evidence

/// The content of `manifest.json`: the files of an output folder, and the models and settings that
/// made them.
package struct Manifest: Codable, Sendable, Equatable {
  /// The format's number, which rises if a field changes its meaning or is removed.
  package static let currentFormat = 2
  package static let fileName = "manifest.json"
  /// The raw Ed25519 signature of the manifest's bytes.
  package static let signatureName = "manifest.json.sig"

  package var format = currentFormat
  /// Remarks for people who check a manifest by hand.
  package var rules = Self.rules
  package var program: String
  package var models: [ReportData.Model]
  package var gallery: Gallery
  package var settings: [ReportData.Setting]
  /// The digest of the settings, each as `name`, tab, `value`, line end.
  package var settingsSHA256: SHA256Digest
  /// The options of the job, to repeat it.
  package var run: JSONValue
  /// The queries in the order of the batch.
  package var queries: [Query]
  /// Every file of the folder except this one and its signature, in the order of their paths.
  package var files: [FileRecord]

  package struct Gallery: Codable, Sendable, Equatable {
    package var path: String
    package var count: Int
    /// The digest of the digests of its pictures in order.
    package var sha256: SHA256Digest
  }

  /// A query that has a report.
  package struct Query: Codable, Sendable, Equatable {
    /// The name of its folder in `queries`.
    package var report: String
    package var path: String
    package var sha256: SHA256Digest

    package init(report: String, path: String, sha256: SHA256Digest) {
      self.report = report
      self.path = path
      self.sha256 = sha256
    }
  }

  package init(provenance: Provenance, run: JSONValue, queries: [Query], files: [FileRecord]) {
    program = "Facet \(provenance.programVersion)"
    let origin = ReportData.Origin(provenance)
    models = origin.models
    gallery = Gallery(
      path: origin.galleryPath, count: origin.galleryCount, sha256: origin.gallerySHA256)
    settings = provenance.settings.map { ReportData.Setting(name: $0.name, value: $0.value) }
    settingsSHA256 = Self.digest(of: settings)
    self.run = run
    self.queries = queries
    self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// The digest that `settingsSHA256` should be.
  package static func digest(of settings: [ReportData.Setting]) -> SHA256Digest {
    SHA256.digest(of: Array(settings.map { "\($0.name)\t\($0.value)\n" }.joined().utf8))
  }

  private static let rules = [
    "'bytes' and 'sha256' describe the whole file. Every file of the folder is listed.",
    """
    The same input, the same recorded times (timings.json) and the same sealed key give the same \
    bytes in every file.
    """,
    """
    This file does not list itself. Record its SHA-256 elsewhere, for example in the case file ('facet \
    check' prints it). Or sign it with 'facet report --sign'; manifest.json.sig then contains the raw \
    Ed25519 signature of its bytes.
    """,
  ]
}
