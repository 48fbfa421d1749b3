import Basics
import Evidence

/// `timings.json`: all that another run of the same input gives otherwise.
package struct TimingsData: Codable, Sendable, Equatable {
  package static let fileName = "timings.json"

  package var remark = "Volatile: another run gives other times. manifest.json lists all else."
  package var machine: String
  package var queries: [Query]
  /// Whole files, with the times in them.
  package var files: [FileRecord]

  /// Milliseconds of one report's stages.
  package struct Query: Codable, Sendable, Equatable {
    package var report: String
    package var milliseconds: StageTimings
  }

  package init(machine: String, queries: [Query], files: [FileRecord]) {
    self.machine = machine
    self.queries = queries
    self.files = files
  }
}
