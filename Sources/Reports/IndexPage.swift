import Basics
import Evidence
import Identification
import Mustache

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The page that lists all queries of a batch, one row per query.
struct IndexPage {
  let rows: [IndexRow]
  let failures: [IndexFailure]
  var galleryFailures: [IndexFailure] = []
  /// The detector's boxes in gallery pictures that were not used.
  var galleryDoubtful: [IndexFailure] = []
  var notices: [String] = []
  let programVersion: String
  /// The provenance, for the case and the edition.
  var provenance: Provenance?

  /// The longest list with pictures. Longer lists have short rows, so that 1,000 queries stay below
  /// 400 KB.
  private static let mostPictures = 100

  /// - Throws: `TemplateError` for templates that include each other without end.
  func html(_ templates: TemplateSet) throws(TemplateError) -> String {
    var values = PageValues.common(
      templates, title: Heading.reports.rawValue, programVersion: programVersion)
    if let provenance {
      values["caseData"] = PageValues.caseData(CaseContent(provenance))
      values["editionNote"] = PageValues.optional(provenance.editionNote)
    }
    values["totals"] = ["facts": PageValues.facts(totals)]
    values["precisionHint"] = PageValues.optional(
      labeledMethods.isEmpty
        ? nil
        : "P@1 is the share of queries whose top match has the query's label."
    )
    values["methods"] = .list(methods.map { ["title": .string($0.title)] })
    values["hasRows"] = .bool(!rows.isEmpty)
    values["isLong"] = .bool(rows.count > Self.mostPictures)
    values["rows"] = .list(ordered.map { row($0.row, number: $0.number) })
    values["hasReviews"] = .bool(rows.contains { $0.disagreement != nil })
    values["reviewHint"] = .string(ReviewContent.indexHint)
    values["hasNotices"] = .bool(!notices.isEmpty)
    values["notices"] = .list(notices.map { ["text": .string(displayed($0))] })
    values["failureTables"] = .list(
      ([
        (Heading.failures.rawValue, "failures-title", failures),
        (Heading.galleryFailures.rawValue, "gallery-failures-title", galleryFailures),
      ] + doubtful.map { ($0.title, "\($0.identifier)-title", $0.faces) }).filter { !$0.2.isEmpty }
        .map { title, identifier, failures in
          [
            "title": .string(title), "identifier": .string(identifier),
            "failures": .list(
              failures.map {
                ["path": .string(displayedPath($0.path)), "reason": .string(displayed($0.reason))]
              }),
          ]
        })
    return try templates.index.render(.dictionary(values), partials: templates.partials)
  }

  /// The detector's boxes that were not used, in queries and in gallery pictures.
  var doubtful: [(title: String, identifier: String, faces: [IndexFailure])] {
    var seen: Set<[UInt8]> = []
    let ofQueries = rows.flatMap { row -> [IndexFailure] in
      guard let photograph = row.doubtful, seen.insert(Array(photograph.path.utf8)).inserted else {
        return []
      }
      return photograph.faces.map { IndexFailure(path: photograph.path, reason: "\($0)") }
    }
    return [
      ("Doubtful faces in queries, not used", "doubtful-queries", ofQueries),
      ("Doubtful faces in gallery pictures, not used", "doubtful-gallery", galleryDoubtful),
    ]
  }

  /// The methods of all rows, in their usual order.
  private var methods: [ScoringMethod] {
    Set(rows.flatMap { $0.firsts.map(\.method) }).sorted()
  }

  /// The rows with their places in the batch, the highest disagreement first.
  var ordered: [(row: IndexRow, number: Int)] {
    rows.enumerated().map { (row: $1, number: $0 + 1) }.sorted {
      ($0.row.disagreement ?? -1, $1.number) > ($1.row.disagreement ?? -1, $0.number)
    }
  }

  private func known(_ method: ScoringMethod) -> [Bool] {
    rows.compactMap { row in row.firsts.first { $0.method == method }?.isSame }
  }

  private var labeledMethods: [ScoringMethod] { methods.filter { !known($0).isEmpty } }

  var totals: [Fact] {
    let comparable = rows.compactMap(\.methodsAgree)
    var facts = [
      Fact(name: "Queries reported", value: String(rows.count)),
      Fact(name: Heading.failures.rawValue, value: String(failures.count)),
    ]
    if !galleryFailures.isEmpty {
      facts.append(
        Fact(name: Heading.galleryFailures.rawValue, value: String(galleryFailures.count)))
    }
    if !comparable.isEmpty {
      facts.append(
        Fact(
          name: "All methods have the same top match",
          value: share(comparable.count { $0 }, of: comparable.count)))
    }
    return facts
      + labeledMethods.map { method in
        let known = known(method)
        return Fact(
          name: "P@1, \(method.title)", value: share(known.count { $0 }, of: known.count))
      }
  }

  private func share(_ count: Int, of whole: Int) -> String {
    "\(count) of \(whole) (\(fixed(100 * Double(count) / Double(whole), 2))%)"
  }

  private func row(_ row: IndexRow, number: Int) -> MustacheValue {
    let agreement =
      switch row.methodsAgree {
      case true?: "agree"
      case false?: "differ"
      case nil: ""
      }
    let folder = "queries/\(row.identifier)"
    return [
      "number": .number(String(number)), "path": .string(displayedPath(row.path)),
      "label": PageValues.optional(row.label.map(displayed)),
      "thumbnail": .string("data:image/jpeg;base64," + row.thumbnail.base64EncodedString()),
      "thumbnailHeight": .number(
        String(Int((48 * min(max(row.thumbnailAspect, 0.01), 100)).rounded()))),
      "firsts": .list(methods.map { method in first(of: row, by: method) }),
      "agreement": .string(agreement), "review": PageValues.review(row),
      "html": .string("\(folder)/report.html"),
      "pdf": .string("\(folder)/report.pdf"),
    ]
  }

  private func first(of row: IndexRow, by method: ScoringMethod) -> MustacheValue {
    guard let first = row.firsts.first(where: { $0.method == method }) else {
      return ["name": "–", "score": nil, "identity": nil, "sign": ""]
    }
    let identity: Identity =
      switch first.isSame {
      case true?: .same
      case false?: .other
      case nil: .unknown
      }
    return [
      "name": .string(displayedPath(first.label ?? first.path)),
      "score": .number(first.printedScore),
      "identity": PageValues.optional(identity.words),
      "sign": .string(identity == .same ? "✓" : identity == .other ? "✗" : ""),
      "identityKind": .string(identity == .same ? "same" : "other"),
    ]
  }
}
