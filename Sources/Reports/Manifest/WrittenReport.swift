import Basics

/// What is kept of a query's report once it is on the disk: enough for the index and the manifest.
package struct WrittenReport: Codable, Sendable, Equatable {
  package let row: IndexRow
  package let query: Manifest.Query
  /// As the manifest lists them.
  package let files: [FileRecord]
  /// Those with times in them, whole.
  package let wholeFiles: [FileRecord]
  package let timings: TimingsData.Query
}
