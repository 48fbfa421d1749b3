import Basics
import Identification
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet diff`: lists the differences of two output folders, and their reasons.
package struct DiffJob: Sendable {
  package let first: String
  package let second: String

  package init(_ first: String, _ second: String) {
    self.first = first
    self.second = second
  }

  package func run() throws -> JobResult {
    let (one, other) = (
      try ManifestComparison(folder: first), try ManifestComparison(folder: second)
    )
    let (reasons, pairs) = Self.reasons(one.manifest, other.manifest)
    var lines = reasons.map { "why: \($0)" }
    var totals = QueryDifference.Totals()
    for (query, counterpart) in pairs {
      guard let was = Self.ranked(first, query.report),
        let isNow = Self.ranked(second, counterpart.report)
      else {
        lines.append("not compared: \(displayed(query.path)): cannot read a report.json")
        totals.unreadable += 1
        continue
      }
      lines += QueryDifference(query.path, was, isNow, &totals).lines
    }
    if totals.changes > 0, reasons.isEmpty {
      lines.insert(
        """
        why: the manifests name the same inputs; the reason is another processor or library, or a \
        changed report.json (run 'facet check')
        """, at: 0)
    }
    lines.append(
      """
      \(pairs.count) quer\(pairs.count == 1 ? "y" : "ies") compared: \(totals.moves) moved \
      candidate\(totals.moves == 1 ? "" : "s"), \(totals.scores) changed \
      score\(totals.scores == 1 ? "" : "s"), \(totals.comings) added or removed.
      """)
    let isSame = reasons.isEmpty && totals.changes == 0 && totals.unreadable == 0
    return JobResult(status: isSame ? .done : .doneWithFailures, lines: lines)
  }

  /// Returns the possible reasons for differences, and the reports that belong together.
  private static func reasons(
    _ one: Manifest, _ other: Manifest
  ) -> (reasons: [String], pairs: [(Manifest.Query, Manifest.Query)]) {
    var reasons: [String] = []
    if one.program != other.program {
      reasons.append("program: \(one.program) -> \(other.program)")
    }
    let settings = Dictionary(other.settings.map { ($0.name, $0.value) }) { first, _ in first }
    for setting in one.settings where setting.name != "queries" {
      let now = settings[setting.name]
      if now != setting.value {
        reasons.append(
          "setting \(setting.name): \(displayed(setting.value)) -> \(displayed(now ?? "absent"))")
      }
    }
    for setting in other.settings where !one.settings.contains(where: { $0.name == setting.name }) {
      reasons.append("setting \(setting.name): absent -> \(displayed(setting.value))")
    }
    for (model, now) in zip(one.models, other.models) where model.sha256 != now.sha256 {
      reasons.append(
        """
        model \(model.role): \(displayed(model.path)) \(model.sha256.hexadecimal.prefix(16)) -> \
        \(displayed(now.path)) \(now.sha256.hexadecimal.prefix(16))
        """)
    }
    if one.gallery.sha256 != other.gallery.sha256 {
      reasons.append(
        "gallery: \(one.gallery.count) pictures -> \(other.gallery.count) pictures, not the same ones"
      )
    }
    var pairs: [(Manifest.Query, Manifest.Query)] = []
    var left = other.queries
    for query in one.queries {
      let place =
        left.firstIndex { $0.path.hasSameBytes(as: query.path) }
        ?? left.firstIndex { $0.sha256 == query.sha256 }
      guard let place else {
        reasons.append("query only in the first: \(displayed(query.path))")
        continue
      }
      let counterpart = left.remove(at: place)
      if counterpart.sha256 != query.sha256 {
        reasons.append("picture \(displayed(query.path)): different file")
      }
      pairs.append((query, counterpart))
    }
    for query in left { reasons.append("query only in the second: \(displayed(query.path))") }
    return (reasons, pairs)
  }

  private static func ranked(_ folder: String, _ report: String) -> RankedReport? {
    guard let bytes = try? readFile("\(folder)/queries/\(report)/report.json") else { return nil }
    return try? StrictJSON.decode(RankedReport.self, from: bytes)
  }
}

/// The part of a report that ranks.
struct RankedReport: Decodable {
  package var candidates: ByMethod<[ReportData.Candidate]>
}

/// The differences of two reports of one query.
struct QueryDifference {
  package struct Totals {
    var moves = 0
    package var scores = 0
    var comings = 0
    package var unreadable = 0
    package var changes: Int { moves + scores + comings }
  }

  package private(set) var lines: [String] = []

  package init(_ path: String, _ was: RankedReport, _ isNow: RankedReport, _ totals: inout Totals) {
    for method in Set(was.candidates.methods + isNow.candidates.methods).sorted() {
      guard let before = was.candidates[method], let after = isNow.candidates[method] else {
        totals.comings += 1
        let place = was.candidates[method] == nil ? "second" : "first"
        lines.append("method: \(displayed(path)): only the \(place) has \(method.rawValue)")
        continue
      }
      let places = Dictionary(after.map { (PathKey($0.path), $0) }) { first, _ in first }
      let name = "\(displayed(path)) \(method.rawValue)"
      for candidate in before {
        guard let now = places[PathKey(candidate.path)] else {
          totals.comings += 1
          lines.append(
            "removed: \(name): \(displayed(candidate.path)), rank \(candidate.rank), is not listed")
          continue
        }
        if now.rank != candidate.rank {
          totals.moves += 1
          lines.append(
            "rank: \(name): \(displayed(candidate.path)) \(candidate.rank) -> \(now.rank)")
        }
        let change = now.scores.score - candidate.scores.score
        if abs(change) > 1e-6 {
          totals.scores += 1
          lines.append(
            """
            score: \(name): \(displayed(candidate.path)) \(fixed(candidate.scores.score, 6)) -> \
            \(fixed(now.scores.score, 6)) (\(change > 0 ? "+" : "")\(fixed(change, 6)))
            """)
        }
      }
      let known = Set(before.map { PathKey($0.path) })
      for candidate in after where !known.contains(PathKey(candidate.path)) {
        totals.comings += 1
        lines.append(
          "added: \(name): \(displayed(candidate.path)), rank \(candidate.rank), was not listed")
      }
    }
  }
}
