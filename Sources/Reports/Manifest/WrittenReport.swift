import Basics

/// The data that remain of a written report, for the index and the manifest.
package struct WrittenReport: Codable, Sendable, Equatable {
  package let row: IndexRow
  package let query: Manifest.Query
  /// The files as the manifest lists them.
  package let files: [FileRecord]
  /// The times; `nil` in an edition without them.
  package let timings: TimingsData.Query?
}
