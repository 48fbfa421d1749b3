import Basics
import Evidence

/// `manifest.json`: what an output folder holds and with what it was made.
package struct Manifest: Codable, Sendable, Equatable {
  /// Rises when a field changes its meaning or goes.
  package static let currentFormat = 2
  package static let fileName = "manifest.json"
  /// The raw Ed25519 signature of the manifest's bytes.
  package static let signatureName = "manifest.json.sig"

  package var format = currentFormat
  /// How to read the rest, for whoever checks by hand.
  package var rules = Self.rules
  package var program: String
  package var models: [ReportData.Model]
  package var gallery: Gallery
  package var settings: [ReportData.Setting]
  /// Over the settings, each as `name`, tab, `value`, line end.
  package var settingsSHA256: SHA256Digest
  /// What the job was asked for, to do it again.
  package var run: JSONValue
  /// In the order of the batch.
  package var queries: [Query]
  /// Every file of the folder but this one and its signature, in the order of their paths.
  package var files: [FileRecord]

  package struct Gallery: Codable, Sendable, Equatable {
    package var path: String
    package var count: Int
    /// Over the digests of its pictures in order.
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
    "'bytes' and 'sha256' are of the whole file. Every file of the folder is listed.",
    """
    The same input, the same recorded times (timings.json) and the same sealed key give the same \
    bytes of every file.
    """,
    """
    This file does not list itself. Note its SHA-256 elsewhere, such as in the case file ('facet \
    check' prints it), or sign it with 'facet report --sign': manifest.json.sig is then the raw \
    Ed25519 signature of its bytes.
    """,
  ]
}
