import Basics

/// What is kept of a query's report once it is on the disk: enough for the index and the manifest.
public struct WrittenReport: Codable, Sendable, Equatable {
  public let row: IndexRow
  public let query: Manifest.Query
  /// As the manifest lists them.
  public let files: [FileRecord]
  /// Those with times in them, whole.
  public let wholeFiles: [FileRecord]
  public let timings: TimingsData.Query
}
