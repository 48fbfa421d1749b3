import Basics
import Evidence
import Identification

/// What index, summary and `results.csv` say of a batch.
struct BatchSummary {
  let rows: [IndexRow]
  let failures: [IndexFailure]
  let galleryFailures: [IndexFailure]
  /// The detector's boxes in gallery pictures that were not used.
  let galleryDoubtful: [IndexFailure]
  let notices: [String]
  let provenance: Provenance
  /// The test set of all rows; `nil` without one.
  let calibration: Calibration?
  private let strips: [ScoreStrip]?
  private let axis: ScoreAxis?

  init(
    rows: [IndexRow], failures: [IndexFailure], galleryFailures: [IndexFailure] = [],
    galleryDoubtful: [IndexFailure] = [], notices: [String] = [], provenance: Provenance,
    calibration: Calibration? = nil
  ) {
    self.rows = rows
    self.failures = failures
    self.galleryFailures = galleryFailures
    self.galleryDoubtful = galleryDoubtful
    self.notices = notices
    self.provenance = provenance
    self.calibration = calibration
    let strips = calibration?.samples[.emd].map { sample in
      [
        ScoreStrip("best wrong person", subtitle: "", scores: sample.wrongScores, kind: .others),
        ScoreStrip("right person", subtitle: "", scores: sample.rightScores, kind: .rightPerson),
      ]
    }
    self.strips = strips
    axis = strips.map { ScoreAxis($0, marks: rows.compactMap { $0.first?.score }) }
  }

  static let warning = """
    Leads for a trained examiner to check, not identifications. Do not name, charge or exclude a person \
    on them alone.
    """

  var title: String {
    let gallery = counted(provenance.galleryCount, "gallery picture")
    return "Face search: \(counted(rows.count + failures.count, "query", "queries")), \(gallery)"
  }

  /// The case data and the program in one line.
  var facts: [String] {
    let stated = provenance.statedCase
    let networks = provenance.models.filter { $0.role == "Backbone" }.map {
      displayed($0.architecture)
    }
    return [
      stated[.date].map { "searched \(isolated($0))" },
      stated[.operatorName].map { "by \(isolated($0))" },
      rightFirst,
      (["Facet \(displayed(provenance.programVersion))"] + networks).joined(separator: ", "),
    ].compactMap(\.self)
  }

  /// How many queries have which state.
  var tally: [(words: String, count: Int)] {
    var tally = SearchState.Kind.allCases.map { kind in
      (kind.title.prefix(1).lowercased() + kind.title.dropFirst(), rows.count { $0.state == kind })
    }
    let stateless = rows.count { $0.state == nil }
    if stateless > 0 { tally.append(("without a candidate", stateless)) }
    tally.append(("could not be searched", failures.count))
    return tally
  }

  /// The rows with their numbers: first those whose score a wrong person reaches most
  /// often, then those with the smallest lead.
  var ordered: [(row: IndexRow, number: Int)] {
    func key(_ row: IndexRow) -> (Int, Double, Double) {
      let state: Int =
        switch row.state {
        case nil, .nobody?: 0
        case .weakLead?: 1
        case .standsApart?: 2
        }
      let share =
        row.testSearches.map { Double(row.testCount ?? 0) / Double(max($0, 1)) } ?? 0
      return (state, -share, row.lead ?? 0)
    }
    return rows.enumerated().map { (row: $1, number: $1.number ?? $0 + 1) }.sorted {
      let (one, other) = (key($0.row), key($1.row))
      return one == other ? $0.number < $1.number : one < other
    }
  }

  var orderHint: String {
    let limit =
      calibration.map { calibration in
        calibration.peopleCount < Calibration.leastPeople
          ? " The test has \(counted(calibration.peopleCount, "person", "people")), so no error rate is stated."
          : ""
      } ?? " No test set was given, so no error rate is stated."
    return """
      First the searches in which no one stands apart; among these, those whose score a wrong person \
      reaches most often in the test, then those with the smallest lead.\(limit)
      """
  }

  /// Says how often a wrong person is as high in the test.
  func height(of row: IndexRow) -> String {
    row.test.map { "as high for a wrong person: \($0)" }
      ?? "How often a stranger scores this high is not known: no test set."
  }

  /// The strips of the test with a row's score on them; `nil` without a test set.
  func strips(of row: IndexRow, widthPoints: Double = 250) -> ScoreRowFigure? {
    guard let first = row.first, let strips, let axis else { return nil }
    return ScoreRowFigure(
      strips: strips, score: NamedScore(name: "", score: first.score), axis: axis,
      widthPoints: widthPoints)
  }

  /// Returns "patches 1st" for each method.
  static func ranks(_ person: IndexRow.Person) -> [String] {
    person.ranks.map { method, rank in "\(method.plainName) \(ordinal(rank))" }
  }

  /// How many first people have the query's label, likewise.
  var rightFirst: String? {
    let known = rows.compactMap(\.isRight)
    guard provenance.statesTruth, !known.isEmpty else { return nil }
    return
      "the labeled person is first in \(grouped(known.count { $0 })) of \(grouped(known.count))"
  }

  /// The label as truth, in studies and evaluations alone.
  func truth(of row: IndexRow) -> String? {
    guard provenance.statesTruth, let label = row.label else { return nil }
    return "labeled \(isolated(label))"
  }

  // MARK: What was passed over

  struct Failures {
    let title: String
    let anchor: String
    let failures: [IndexFailure]

    var table: Table {
      Table(
        caption: title,
        columns: [Table.Column("File", 2), Table.Column("Reason", 3)],
        rows: failures.map {
          [.text(displayedPath($0.path)), .text(displayed($0.reason))]
        })
    }
  }

  var failureTables: [Failures] {
    var seen: Set<[UInt8]> = []
    let doubtful = rows.flatMap { row -> [IndexFailure] in
      guard let photograph = row.doubtful, seen.insert(Array(photograph.path.utf8)).inserted else {
        return []
      }
      return photograph.faces.map { IndexFailure(path: photograph.path, reason: "\($0)") }
    }
    return [
      Failures(title: "Queries without a report", anchor: "failures", failures: failures),
      Failures(
        title: "Gallery pictures left out", anchor: "gallery-failures", failures: galleryFailures),
      Failures(
        title: "Doubtful faces in queries, not used", anchor: "doubtful-queries",
        failures: doubtful),
      Failures(
        title: "Doubtful faces in gallery pictures, not used", anchor: "doubtful-gallery",
        failures: galleryDoubtful),
    ].filter { !$0.failures.isEmpty }
  }
}
