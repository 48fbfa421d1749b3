import Basics

/// What is kept of a query's report once it is on the disk: enough for the index and the manifest.
package struct WrittenReport: Codable, Sendable, Equatable {
  package let row: IndexRow
  package let query: Manifest.Query
  /// As the manifest lists them.
  package let files: [FileRecord]
  /// `nil`: of an edition without times.
  package let timings: TimingsData.Query?
}
