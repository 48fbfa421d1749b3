import Runs

/// What a report is made from again, so that it can be compared with the one in a folder.
package struct RepeatedReport: Sendable {
  /// Where the originals are now.
  package let queries: String
  package let gallery: String
  /// A folder that is not there yet.
  package let output: String
  package let settings: JobSettings
  package let dossier: DossierOptions
  /// What reports and manifest name in place of where the files are now.
  package let named: RunDescription
  /// A `sealed/key.json`; `nil`: there is none at hand.
  package let sealedKey: String?
  /// The `timings.json` whose times are printed; `nil`: an edition without times.
  package let timings: String?

  /// Makes the report, as `facet report` does; the audit stands before that command and is given it.
  package typealias Maker = @Sendable (RepeatedReport) throws -> JobResult
}
