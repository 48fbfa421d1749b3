import Basics
import Evidence

/// `timings.json`: all that another run of the same input gives otherwise.
public struct TimingsData: Codable, Sendable, Equatable {
  public static let fileName = "timings.json"

  public var remark = "Volatile: another run gives other times. manifest.json lists all else."
  public var machine: String
  public var queries: [Query]
  /// Whole files, with the times in them.
  public var files: [FileRecord]

  /// Milliseconds of one report's stages.
  public struct Query: Codable, Sendable, Equatable {
    public var report: String
    public var milliseconds: StageTimings
  }

  public init(machine: String, queries: [Query], files: [FileRecord]) {
    self.machine = machine
    self.queries = queries
    self.files = files
  }
}
