import Basics
import Evidence

/// `manifest.json`: what an output folder holds and with what it was made.
package struct Manifest: Codable, Sendable, Equatable {
  /// Rises when a field changes its meaning or goes.
  package static let currentFormat = 1
  package static let fileName = "manifest.json"

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
  /// Every file of the folder but this one and `timings.json`, in the order of their paths.
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
    settingsSHA256 = SHA256.digest(
      of: Array(provenance.settings.map { "\($0.name)\t\($0.value)\n" }.joined().utf8))
    self.run = run
    self.queries = queries
    self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private static let rules = [
    """
    'bytes' and 'sha256' are of the whole file. Where 'volatile' stands, they are of the file \
    without what lies between the first 'begin' and the next 'end'; both markers stay in.
    """,
    """
    The same input gives the same manifest. What another run writes differently, the times, lies \
    in those blocks and in timings.json, which for that reason is not listed here and itself lists \
    the digest of each whole file with such a block.
    """,
    """
    This file does not list itself and is not signed: note its own SHA-256 elsewhere, such as in \
    the case file. 'facet check' prints it.
    """,
  ]
}
