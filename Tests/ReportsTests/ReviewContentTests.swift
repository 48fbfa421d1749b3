import Evidence
import Testing

@testable import Reports

@Suite struct ReviewContentTests {
  private func row(_ path: String) throws -> IndexRow {
    var synthetic = SyntheticEvidence()
    synthetic.queryPath = path
    return IndexRow(
      identifier: path,
      content: ReportContent(try synthetic.make(), provenance: SyntheticEvidence.provenance))
  }

  @Test func theIndexBeginsWithTheGreatestDisagreement() throws {
    let rows = try ["a", "b", "c", "d", "e", "f"].map(row)
    let html = try IndexPage(rows: rows, failures: [], programVersion: "1").html(TemplateSet())
    #expect(html.contains("sorted by disagreement"))
    let places = rows.map { row in
      html.range(of: "queries/\(row.identifier)/report.html")!.lowerBound
    }
    for (one, place) in zip(rows, places) {
      #expect(html.contains("<span class=\"number\">\(one.printedDisagreement!)</span>"))
      for (other, otherPlace) in zip(rows, places)
      where one.disagreement! > other.disagreement! {
        #expect(place < otherPlace, "\(one.path) before \(other.path)")
      }
    }
  }

  @Test func whatIsInsufficientIsPrintedOnPageAndIndex() throws {
    var evidence = try SyntheticEvidence().make()
    evidence.suitability = Suitability(
      face: evidence.query.face, width: 20, points: nil,
      layout: FaceLayout(inputWidth: 96, inputHeight: 112))
    let report = try QueryReport(
      evidence, provenance: SyntheticEvidence.provenance, templates: TemplateSet())
    #expect(report.html.contains("The query is INSUFFICIENT for a search"))
    let index = try IndexPage(
      rows: [IndexRow(identifier: "x", content: report.content)], failures: [],
      programVersion: "1"
    ).html(TemplateSet())
    #expect(index.contains("query insufficient"))
  }
}
