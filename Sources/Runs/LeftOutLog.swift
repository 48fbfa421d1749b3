import Basics
import Identification

/// The gallery pictures that were left out as queries' own, for a log and an index.
package struct LeftOutLog: Codable, Sendable, Equatable {
  /// The number of pictures, summed over the queries.
  package private(set) var count = 0
  private var queries = 0
  private var names: [String] = []

  package init() {}

  private static let namesKept = 5

  package mutating func add(_ query: String, _ pictures: [LeftOutPicture]) {
    guard !pictures.isEmpty else { return }
    queries += 1
    count += pictures.count
    if names.count < Self.namesKept {
      names.append("'\(query)': \(pictures.map { "'\($0.path)'" }.named())")
    }
  }

  /// Whether the numbers of a file can be those of a log, and added to others.
  package var isSound: Bool {
    SearchWork.counts.contains(count) && SearchWork.counts.contains(queries)
      && names.count <= min(queries, Self.namesKept)
  }

  /// Adds the pictures of queries that follow.
  package mutating func add(_ other: LeftOutLog) {
    count += other.count
    queries += other.queries
    names += other.names.prefix(Self.namesKept - names.count)
  }

  /// A sentence with the first names; `nil` if nothing was left out.
  package var sentence: String? {
    guard count > 0 else { return nil }
    let more = queries - names.count
    return """
      \(count) gallery picture\(count == 1 ? " was" : "s were") left out of the rankings of \
      \(queries) quer\(queries == 1 ? "y" : "ies") as the query's own: \
      \(names.joined(separator: "; "))\(more > 0 ? "; and \(more) more queries" : "").
      """
  }

  /// Writes the sentence to standard error.
  package func report(rule: OwnPictureRule, isQuiet: Bool) {
    guard !isQuiet, let sentence else { return }
    writeToStandardError("Left out (--leave-out \(rule.rawValue)): \(displayed(sentence))\n")
  }
}

extension LeftOutPicture {
  /// A part of a sentence: "'a/1.png' (the same bytes)".
  package var words: String {
    switch reason {
    case .sameBytes: "'\(path)' (the same bytes)"
    case .sameFile: "'\(path)' (the same file, changed since it was enrolled)"
    case .samePath: "'\(path)' (the same path)"
    }
  }
}

extension [LeftOutPicture] {
  /// The note for the query's report; `nil` if nothing was left out.
  package var note: String? {
    guard !isEmpty else { return nil }
    return """
      The ranking leaves out \(count) gallery picture\(count == 1 ? "" : "s") because \
      \(count == 1 ? "it is" : "they are") the query's own: \(map(\.words).named(atMost: 20)).
      """
  }
}
