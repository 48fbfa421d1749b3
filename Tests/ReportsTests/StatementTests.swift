import Basics
import Evidence
import Foundation
import Identification
import Testing
import _TestSupport

@testable import Reports

/// What a report states, in every form, and what it must not state.
@Suite struct StatementTests {
  private func report(
    _ synthetic: SyntheticEvidence, _ provenance: Provenance = SyntheticEvidence.provenance
  ) throws -> QueryReport {
    try QueryReport(synthetic.make(), provenance: provenance, templates: TemplateSet())
  }

  /// The words of the first page.
  private func firstPage(_ html: String) throws -> String {
    let section = html.components(separatedBy: "<nav aria-label=\"Contents\">")[0]
      .components(separatedBy: "<main id=\"main\">")[1]
    return section.replacingOccurrences(
      of: "(?s)src=\"data:[^\"]*\"|<[^>]*>", with: " ", options: .regularExpression
    ).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func paper(_ report: QueryReport) throws -> [String] {
    let folder = try TemporaryFolder()
    let path = folder.file("report.pdf")
    try AtomicFile.write(report.pdf, to: path)
    return try InstalledTool.output("pdftotext", ["-layout", path, "-"])
      .components(separatedBy: "\u{C}").dropLast()
      .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  // MARK: The states

  private static let states:
    [(SearchState.Kind, String, @Sendable (inout SyntheticEvidence) -> Void)] = [
      (.standsApart, "One person stands apart", { _ in }),
      (.weakLead, "A weak lead", { $0.testPeople = 0 }),
      (.nobody, "Nobody stands apart", { $0.stabilitySpread = 5 }),  // lint-words: allow
    ]

  @Test(
    .enabled(if: InstalledTool.isInstalled("pdftotext"), "pdftotext is not installed"),
    arguments: 0..<3)
  func theStateHasItsWordsEverywhere(place: Int) throws {
    let (kind, words, change) = Self.states[place]
    var synthetic = SyntheticEvidence()
    change(&synthetic)
    let report = try report(synthetic)
    #expect(report.subject.evidence.state?.kind == kind)
    #expect(report.html.contains("<li class=\"on\"><bdi>\(words)</bdi>"))
    #expect(report.html.components(separatedBy: "<li class=\"on\">").count == 2)
    for page in try paper(report) { #expect(page.contains(words)) }
    let lead = ResultSection.lead(report.subject)
    let first = try firstPage(report.html)
    #expect(first.contains(lead))
    switch kind {
    case .standsApart:
      #expect(lead.contains("is first by all methods"))
      #expect(first.contains("95% interval by person"))
    case .weakLead:
      #expect(lead.contains("ahead of"))
      #expect(first.contains("How often a stranger scores this high is not known: no test set"))
    case .nobody:
      #expect(lead.contains("No person in this gallery is clearly more similar to the query"))
      #expect(first.contains("the person may not be in the gallery"))
      // No map explains a difference that chance makes.
      #expect(!first.contains("Where A is more similar"))
    }
    // The rule is printed with its numbers.
    #expect(report.html.contains("The rule: no one stands apart if"))
    let index = try IndexPage.made([IndexRow(identifier: "1", subject: report.subject)])
      .html(TemplateSet())
    #expect(index.contains(words))
    #expect(index.contains("<b>1</b>\(words.prefix(1).lowercased() + words.dropFirst())"))
  }

  @Test func aWarningStandsOnEveryFirstPage() throws {
    for (_, _, change) in Self.states {
      var synthetic = SyntheticEvidence()
      change(&synthetic)
      let first = try firstPage(report(synthetic).html)
      #expect(first.contains(ResultSection.warning))
    }
  }

  /// Fewer people than a rate needs: the counts, and that there is no rate.
  @Test func aSmallTestGivesNoRate() throws {
    var synthetic = SyntheticEvidence()
    synthetic.testPeople = 20
    let report = try report(synthetic)
    #expect(report.subject.evidence.state?.kind == .weakLead)
    let first = try firstPage(report.html)
    #expect(first.contains("The test has 20 people: too few to state an error rate"))
    #expect(!first.contains("95% interval"))
  }

  // MARK: Truth

  /// The query's label is the laboratory's knowledge, or only a suspicion: nothing but the label's own
  /// field in `report.json` depends on it.
  @Test func withoutTruthNothingSaysRightOrWrong() throws {
    func forms(_ label: String?) throws -> (
      QueryReport, index: String, table: String, summary: [UInt8]
    ) {
      var synthetic = SyntheticEvidence()
      synthetic.queryLabel = label
      let report = try report(synthetic)
      let batch = BatchSummary(
        rows: [IndexRow(identifier: "1", subject: report.subject)], failures: [],
        provenance: SyntheticEvidence.provenance, calibration: synthetic.calibration)
      return (
        report, try IndexPage(batch: batch).html(TemplateSet()), ResultsTable.csv(batch),
        try SummaryDocument(batch: batch, paper: .a4).pdf()
      )
    }
    let right = try forms("s03")
    for label in ["s07", nil] {
      let other = try forms(label)
      #expect(right.0.html == other.0.html)
      #expect(right.0.pdf == other.0.pdf)
      #expect(right.index == other.index)
      #expect(right.table == other.table)
      #expect(right.summary == other.summary)
      func data(_ report: QueryReport) throws -> ReportData {
        var data = try JSONDecoder().decode(ReportData.self, from: Data(report.json.utf8))
        data.query.label = nil
        return data
      }
      #expect(try data(right.0) == data(other.0))
    }
    #expect(!right.table.contains("right") && !right.index.contains("labeled"))
  }

  @Test func withTruthTheIndexAndTheTableHaveTheLabel() throws {
    var provenance = SyntheticEvidence.provenance
    provenance.statesTruth = true
    let rows = try ["s03", "s07"].map { label in
      var synthetic = SyntheticEvidence()
      synthetic.queryLabel = label
      return IndexRow(
        identifier: label, subject: ReportSubject(try synthetic.make(), provenance: provenance))
    }
    let batch = BatchSummary(rows: rows, failures: [], provenance: provenance)
    let index = try IndexPage(batch: batch).html(TemplateSet())
    #expect(index.contains("labeled s03") && index.contains("labeled s07"))
    let lines = CommaSeparated.records(ResultsTable.csv(batch))
    #expect(Array(lines[0].suffix(2)) == ["label", "right"])
    #expect(
      Array(lines[1].suffix(2)) == ["s03", "yes"] && Array(lines[2].suffix(2)) == ["s07", "no"])
  }

  // MARK: What is not trained

  @Test(.enabled(if: InstalledTool.isInstalled("pdftotext"), "pdftotext is not installed"))
  func anUntrainedMethodIsNamedOnTheFirstPageWithTheCommandThatTrainsIt() throws {
    var synthetic = SyntheticEvidence()
    synthetic.methods = [.stage1, .emd]
    let report = try report(synthetic)
    let words = "H2L (not trained: 'facet train h2l')"
    #expect(
      try firstPage(report.html).contains(
        words.replacingOccurrences(of: "'", with: "&#39;")))
    #expect(try paper(report)[0].contains(words))
    // It has no column, no list and no rank.
    #expect(!report.html.contains("Transformer: score") && !report.html.contains("transformer 1st"))
    // The command is one of the program.
    let data = try JSONDecoder().decode(ReportData.self, from: Data(report.json.utf8))
    #expect(data.state?.voters == [.stage1, .emd] && data.candidates.methods == [.stage1, .emd])
  }

  @Test func aMethodThatDoesNotCountIsSaidNotToCount() throws {
    var synthetic = SyntheticEvidence()
    synthetic.voters = [.stage1, .emd]
    let report = try report(synthetic)
    #expect(
      report.html.contains("Transformer (H2L) is not trained, so it does not count."))
    #expect(ResultSection.lead(report.subject).contains("is first by both methods"))
  }

  // MARK: Other findings

  @Test func aPatchThatDecidesIsSaidInOneLine() throws {
    var synthetic = SyntheticEvidence()
    synthetic.decisivePatches = [4]
    let one = try report(synthetic).html
    #expect(one.contains("hangs on one patch: if 1.5 (row.column) is covered, B is first."))
    synthetic.decisivePatches = [4, 9]
    #expect(try report(synthetic).html.contains("hangs on single patches: if one of 1.5 and 2.4"))
  }

  @Test func aCoveringIsALimitWithItsParts() throws {
    var synthetic = SyntheticEvidence()
    synthetic.hasCovering = true
    let report = try report(synthetic)
    let covered = try #require(report.subject.evidence.coveredArea)
    let first = try firstPage(report.html)
    #expect(
      first.contains(
        "\(percentage(covered.share)) of the face is unlike the candidates&#39; at the same place"))
    #expect(first.contains("mouth"))
    let row = IndexRow(identifier: "1", subject: report.subject)
    #expect(row.reasons.contains { $0.contains("of the face unlike other faces") })
  }

  @Test func aGalleryOfFewPeopleIsSaidToMeanLittle() throws {
    #expect(
      try firstPage(report(SyntheticEvidence()).html).contains("Ranks mean little among 8 people."))
  }
}

/// `index.html` and `results.csv`.
@Suite struct BatchTests {
  private func row(
    _ path: String, number: Int = 1, _ change: (inout SyntheticEvidence) -> Void = { _ in }
  ) throws -> IndexRow {
    var synthetic = SyntheticEvidence()
    synthetic.queryPath = path
    change(&synthetic)
    return IndexRow(
      identifier: "000\(number)-\(path)",
      subject: ReportSubject(try synthetic.make(), provenance: SyntheticEvidence.provenance))
  }

  private func batch(_ rows: [IndexRow], _ failures: [IndexFailure] = []) -> BatchSummary {
    BatchSummary(rows: rows, failures: failures, provenance: SyntheticEvidence.provenance)
  }

  @Test func theIndexBeginsWithWhatNeedsMostCare() throws {
    let rows = [
      try row("a"), try row("b", number: 2) { $0.stabilitySpread = 5 },
      try row("c", number: 3) { $0.testPeople = 0 },
      try row("d", number: 4) { $0.isStranger = true },
      try row("e", number: 5) { $0.testPeople = 20 }, try row("f", number: 6),
    ]
    let batch = batch(rows)
    let states = batch.ordered.map(\.row.state)
    let order: [SearchState.Kind?] = [.nobody, .weakLead, .standsApart]
    let places = states.map { order.firstIndex(of: $0)! }
    #expect(places == places.sorted() && Set(places).count == 3)
    for (one, next) in zip(batch.ordered, batch.ordered.dropFirst())
    where one.row.state == next.row.state {
      func share(_ row: IndexRow) -> Double {
        row.testSearches.map { Double(row.testCount!) / Double($0) } ?? 0
      }
      #expect(
        share(one.row) > share(next.row)
          || share(one.row) == share(next.row) && one.row.lead! <= next.row.lead!)
    }
    // The page has them in this order, each with the number of its place in the batch.
    let html = try IndexPage(batch: batch).html(TemplateSet())
    let found = batch.ordered.map { html.range(of: "<li id=\"\($0.row.identifier)\">")!.lowerBound }
    #expect(found == found.sorted())
    #expect(batch.ordered.map(\.number).sorted() == Array(1...6))
  }

  @Test func indexAndReportsLeadToEachOther() throws {
    let folder = try TemporaryFolder()
    let writer = ReportWriter(
      folder: folder.path, templates: try TemplateSet(), provenance: SyntheticEvidence.provenance)
    let reports = try ["a/1.png", "b/2.png"].enumerated().map { place, path in
      var synthetic = SyntheticEvidence(shownCount: 1)
      synthetic.queryPath = path
      return try writer.write(synthetic.make(), number: place + 1)
    }
    try writer.finish(reports, failures: [], run: .null)
    func text(_ name: String) throws -> String {
      String(decoding: try readFile(folder.file(name)), as: UTF8.self)
    }
    let index = try text("index.html")
    for report in reports {
      let name = report.row.identifier
      #expect(index.contains("href=\"queries/\(name)/report.html\""))
      #expect(index.contains("href=\"queries/\(name)/report.pdf\""))
      #expect(index.contains("id=\"\(name)\""))
      #expect(try text("queries/\(name)/report.html").contains("href=\"../../index.html#\(name)\""))
    }
    for name in ["summary.pdf", "results.csv", "manifest.json"] {
      #expect(index.contains("href=\"\(name)\""))
      #expect(FileManager.default.fileExists(atPath: folder.file(name)))
    }
  }

  @Test func theTableHasALineForEachQueryWithAllDigits() throws {
    let rows = [
      try row("a"), try row("b") { $0.isStranger = true }, try row("c") { $0.galleryCount = 0 },
    ]
    let table = ResultsTable.csv(
      batch(rows, [IndexFailure(path: "broken.png", reason: "It is \"empty\", and short.")]))
    let records = CommaSeparated.records(table)
    #expect(records.count == 5 && records.allSatisfy { $0.count == records[0].count })
    #expect(table.hasSuffix("\r\n") && !table.replacing("\r\n", with: "").contains("\n"))
    for (row, record) in zip(rows, records.dropFirst()) {
      let fields = Dictionary(zip(records[0], record)) { first, _ in first }
      #expect(fields["query"] == row.path && fields["report"] == row.identifier)
      #expect(fields["state"] == row.state?.rawValue ?? "")
      #expect(fields["score"].flatMap { Double($0) } == row.first?.score)
      #expect(fields["lead"].flatMap { Double($0) } == row.lead)
      #expect(fields["rank_emd"] == row.first.map { _ in "1" } ?? "")
      #expect(fields["test_searches"].flatMap { Int($0) } == row.testSearches)
    }
    let last = try #require(records.last)
    #expect(last[0] == "broken.png" && last.last == "It is \"empty\", and short.")
  }

  @Test(arguments: [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "=cmd|'/c calc'!A0", "a,b", "say \"a\"",
    "two\nlines", "\u{202E}=1", "＝1", " =1",
  ])
  func aNameIsNoFormulaAndOneField(name: String) throws {
    let made = try row("q") { synthetic in
      synthetic.queryPath = name
      synthetic.label = { $0 == "s03" ? name : $0 }
      synthetic.namedPicture = (name, name)
    }
    let records = CommaSeparated.records(
      ResultsTable.csv(batch([made], [IndexFailure(path: name, reason: name)])))
    #expect(records.count == 3)
    for record in records.dropFirst() {
      #expect(record.count == records[0].count)
      for field in record where Double(field) == nil {
        // What programs take for the beginning of a formula, behind invisible characters as well.
        let first = field.unicodeScalars.first {
          !$0.properties.isWhitespace && $0.properties.generalCategory != .format
        }
        #expect(first.map { !"=+-@＝＋－＠".unicodeScalars.contains($0) } ?? true, "'\(field)'")
      }
    }
    // The name can still be read.
    #expect(records[1][0].contains(displayed(name)))
  }
}

/// A reader of RFC 4180: fields between commas, lines that end with CRLF, quotes that double.
enum CommaSeparated {
  static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field = ""
    var isQuoted = false
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      if isQuoted {
        guard scalar == "\"" else {
          field.unicodeScalars.append(scalar)
          continue
        }
        if scalars.first == "\"" {
          field.unicodeScalars.append("\"")
          scalars.removeFirst()
        } else {
          isQuoted = false
        }
      } else {
        switch scalar {
        case "\"" where field.isEmpty: isQuoted = true
        case ",":
          record.append(field)
          field = ""
        case "\r" where scalars.first == "\n":
          scalars.removeFirst()
          records.append(record + [field])
          record = []
          field = ""
        default: field.unicodeScalars.append(scalar)
        }
      }
    }
    return records
  }
}
