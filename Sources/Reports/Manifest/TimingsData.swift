import Basics
import Evidence

/// The content of `timings.json`: the times of a run, measured and written once. Every page and paper
/// uses them, and the manifest lists the file. A run that reads its times from it repeats every byte.
package struct TimingsData: Codable, Sendable, Equatable {
  /// The format's number, which rises if a field changes its meaning or is removed.
  package static let currentFormat = 1
  package static let fileName = "timings.json"

  package var format = currentFormat
  package var remark = """
    Milliseconds per stage, as measured in this run. 'facet report --timings' reads them instead of \
    measuring again.
    """
  package var queries: [Query]

  /// The times of one report's stages.
  package struct Query: Codable, Sendable, Equatable {
    /// The name of its folder in `queries`.
    package var report: String
    /// The query's name.
    package var path: String
    package var sha256: SHA256Digest
    package var times: StageTimings

    package init(report: String, path: String, sha256: SHA256Digest, times: StageTimings) {
      self.report = report
      self.path = path
      self.sha256 = sha256
      self.times = times
    }
  }

  package init(queries: [Query]) {
    self.queries = queries
  }

  /// Reads recorded times.
  ///
  /// - Throws: `FileError`, `TimingsError`.
  package init(file: String) throws {
    try requireRegularFile(file)
    let bytes = try readFile(file, limit: 1 << 26)
    do {
      self = try StrictJSON.decode(TimingsData.self, from: bytes)
    } catch {
      throw TimingsError.unreadable(file: file, reason: error)
    }
    guard format == Self.currentFormat else {
      throw TimingsError.otherFormat(file: file, format: format)
    }
    guard queries.allSatisfy({ $0.times.isPlausible }) else {
      throw TimingsError.impossible(file: file)
    }
  }
}

/// The reason why recorded times cannot be used.
package enum TimingsError: Error, Equatable {
  case unreadable(file: String, reason: StrictJSONError)
  case otherFormat(file: String, format: Int)
  case impossible(file: String)
  case noQuery(file: String, query: String)
}

extension TimingsError: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .unreadable(let file, let reason):
      "'\(displayed(file))' \(reason). Give the \(TimingsData.fileName) of a report."
    case .otherFormat(let file, let format):
      """
      '\(displayed(file))' has format \(format); this version reads \(TimingsData.currentFormat). \
      Use the version of Facet that wrote it.
      """
    case .impossible(let file):
      "'\(displayed(file))' contains a time that is negative or not finite."
    case .noQuery(let file, let query):
      """
      '\(displayed(file))' does not contain times for the query '\(displayed(query))'. Give the \
      \(TimingsData.fileName) of a run with the same queries.
      """
    }
  }
}
